/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_PLUGIN_H
#define LIKENESS_PLUGIN_H

/* How to write a Likeness plugin
 *
 * A plugin is one shared object that exports one constant, `likeness_plugin`.
 * It names a stage, describes its parameters in a table, and points to the
 * operations of its stage. It links nothing of the host. A whole binariser:
 *
 *     #include <likeness/plugin.h>
 *
 *     typedef struct { double level; } fixed;
 *
 *     static const lk_param params[] = {
 *         {.name = "level", .type = LK_DOUBLE, .offset = offsetof(fixed, level),
 *          .fallback = "0.5", .low = 0, .high = 1, .doc = "Threshold."},
 *     };
 *
 *     static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map,
 *                               size_t mask_area, lk_region *out)
 *     {
 *         const fixed *f = self;
 *         const float *v = map->values.data;
 *         uint8_t *fg = out->pixels.data;
 *         for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++)
 *             fg[i] = v[i] > f->level;
 *         return LK_OK;
 *     }
 *
 *     static const lk_binariser_ops ops = {.struct_size = sizeof ops, .binarise = binarise};
 *
 *     LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "fixed", .version = "1.0",
 *               .summary = "Foreground above a fixed level.", .licence = "MIT",
 *               .instance_size = sizeof(fixed), LK_PARAMS(params), .ops = &ops)
 *
 * The life of an instance: the host allocates `instance_size` zeroed bytes,
 * 64-byte aligned; fills the parameters; calls `open` (may be NULL); calls
 * operations; calls `close` (may be NULL), also after an `open` that failed.
 * Different instances may be used on different threads at once. */

#include <likeness/compare.h>
#include <likeness/explainer.h>
#include <likeness/host.h>
#include <likeness/network.h>
#include <likeness/node.h>
#include <likeness/param.h>
#include <likeness/report.h>
#include <likeness/source.h>
#include <likeness/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LK_MAGIC 0x4c4b4e53u /* "LKNS" */
#define LK_ABI (LK_CAST(uint32_t, LK_ABI_MAJOR) << 16 | LK_USE_ABI)

typedef enum lk_stage {
    LK_STAGE_SOURCE = 1,
    LK_STAGE_DETECTOR = 2,
    LK_STAGE_BACKEND = 3,
    LK_STAGE_SEGMENTER = 4,
    LK_STAGE_EXPLAINER = 5,
    LK_STAGE_ALIGNER = 6,
    LK_STAGE_MASK = 7,
    LK_STAGE_BINARISER = 8,
    LK_STAGE_BASELINE = 9,
    LK_STAGE_METRIC = 10,
    LK_STAGE_ANALYSIS = 11,
    LK_STAGE_REPORT = 12,
    LK_STAGE_EXECUTOR = 13
} lk_stage;

/* Capabilities: declared, and checked against operations that are not NULL. */
enum {
    LK_CAP_DETERMINISTIC = 1 << 0,  /* same input, same bits, on one machine */
    LK_CAP_REENTRANT = 1 << 1,      /* one instance may be called on many threads */
    LK_CAP_RANDOM = 1 << 2,         /* uses the random stream */
    LK_CAP_COALITIONS = 1 << 3,     /* backend: has `coalitions` */
    LK_CAP_GRADIENTS = 1 << 4,      /* backend: has `gradients` */
    LK_CAP_ACTIVATIONS = 1 << 5,    /* backend: has `activations` */
    LK_CAP_TRAINING = 1 << 6,       /* backend: has the training operations */
    LK_CAP_NEEDS_LANDMARKS = 1 << 7 /* aligner, segmenter: needs landmarks */
};
#if LK_USE_ABI >= 1
/* Since ABI 1.1. */
enum {
    LK_CAP_CLASSLESS = 1 << 8 /* explainer: says what the network looks at whatever the class, so
                                 that all classes get one map */
};
#endif

/* The descriptor. magic, abi and struct_size are frozen for ever. */
typedef struct lk_plugin {
    uint32_t magic;
    uint32_t abi;
    uint32_t struct_size;
    uint32_t stage;   /* lk_stage */
    const char *name; /* [a-z0-9+-]+, unique within the stage */
    const char *version;
    uint32_t revision;      /* raise it when the same input gives other results */
    uint32_t instance_size; /* bytes; 0 is allowed */
    const char *summary;    /* one line */
    const char *details;    /* paragraphs, the source of the method; may be NULL */
    const char *licence;    /* SPDX expression of the plugin with what it links */
    const char *author;     /* may be NULL */
    uint64_t capabilities;
    uint32_t param_count;
    uint32_t param_size; /* stride of the table: sizeof(lk_param) of the plugin */
    const lk_param *params;
    lk_status (*open)(void *self, lk_context *ctx);
    void (*close)(void *self);
    const void *ops; /* of the stage: lk_..._ops */
} lk_plugin;

#define LK_PARAMS(table)                                                                           \
    .params = (table), .param_size = sizeof((table)[0]),                                           \
    .param_count = sizeof(table) / sizeof((table)[0])

#if defined(__GNUC__)
#define LK_EXPORT __attribute__((visibility("default")))
#else
#define LK_EXPORT
#endif

/* The last line of every plugin in C, or in C++20, which has designated
 * initialisers too; plugin.hpp is for older C++. In a static build each plugin
 * defines LK_STATIC to a symbol of its own. */
#ifdef LK_STATIC
#define LK_PLUGIN_SYMBOL LK_STATIC
#else
#define LK_PLUGIN_SYMBOL likeness_plugin
#endif

#define LK_PLUGIN(...)                                                                             \
    LK_EXPORT extern const lk_plugin LK_PLUGIN_SYMBOL;                                             \
    const lk_plugin LK_PLUGIN_SYMBOL = {                                                           \
        .magic = LK_MAGIC, .abi = LK_ABI, .struct_size = sizeof(lk_plugin), __VA_ARGS__};

#ifdef __cplusplus
}
#else
_Static_assert(offsetof(lk_plugin, magic) == 0, "frozen prefix");
_Static_assert(offsetof(lk_plugin, abi) == 4, "frozen prefix");
_Static_assert(offsetof(lk_plugin, struct_size) == 8, "frozen prefix");
#endif
#endif
