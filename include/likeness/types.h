/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_TYPES_H
#define LIKENESS_TYPES_H

/* The nouns that cross the plugin boundary: status, tensor, raster, landmarks,
 * box, value. Everything here is plain data.
 *
 * Conventions that hold in every public header
 *
 * - A `const T *` is borrowed for the duration of the call, unless its comment
 *   says longer. A `T *` argument named `out` is filled by the callee, and is
 *   only meaningful when the call returned LK_OK.
 * - No string or buffer changes owner. What a plugin hands back is either a
 *   static string, memory of the instance, or memory from the context's arena
 *   (`lk_alloc`), which lives until the host has consumed the result.
 * - Strings are UTF-8 and NUL-terminated.
 * - Coordinates are in pixels, x to the right and y down. The centre of the
 *   first pixel is at (0.5, 0.5) unless an operation says otherwise.
 * - Structs that may grow begin with `struct_size`, which the side that fills
 *   the struct sets to its own sizeof; the other side asks LK_HAS before it
 *   reads a field that was appended after ABI 1.0. Fields are only appended,
 *   enumerators are never reused. docs/abi.md has the whole promise.
 * - Thread tags: [worker] may be called on any one thread at a time per
 *   instance; [any] may be called from any thread. Unless a plugin declares
 *   LK_CAP_REENTRANT, the host never makes two calls on one instance at once.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of these headers. Plugins of another major are refused, and those
 * that need a newer minor than the host has. */
#define LK_ABI_MAJOR 1
#define LK_ABI_MINOR 1

/* The minor that a plugin is built for, and thus the oldest host that takes it.
 * What came later is not declared, so that nothing is used by accident that such
 * a host lacks. Ask for more with `#define LK_USE_ABI n` before the first include
 * of every file of the plugin: structs have other sizes then. */
#ifndef LK_USE_ABI
#define LK_USE_ABI 0
#endif
#if LK_USE_ABI > LK_ABI_MINOR
#error "LK_USE_ABI asks for more than these headers have: update likeness"
#endif

/* What C and C++ say in different words, for these headers and their macros. */
#ifdef __cplusplus
#define LK_CAST(type, value) static_cast<type>(value)
#define LK_FIELD_SIZE(type, field) sizeof(type::field)
#else
#define LK_CAST(type, value) ((type)(value))
#define LK_FIELD_SIZE(type, field) sizeof(((const type *)0)->field)
#endif

/* As a double; C11 has no M_PI. */
#define LK_PI 3.14159265358979323846

/* Does the other side's struct hold this field? */
#define LK_HAS(p, type, field)                                                                     \
    ((p)->struct_size >= offsetof(type, field) + LK_FIELD_SIZE(type, field))

/* What every operation returns. Negative values are errors and come with a
 * sentence given to `lk_error`; positive ones are ordinary outcomes. */
typedef enum lk_status {
    LK_OK = 0,
    LK_CANCELLED = 1, /* the host asked to stop, and the plugin did */
    LK_MISSING = 2,   /* no result is defined here (an empty mask, no face) */
    LK_END = 3,       /* a source has no item of this index */
    LK_STOP = 4,      /* a sink has had enough; not an error */
    LK_E_FAIL = -1,
    LK_E_MEMORY = -2,
    LK_E_INPUT = -3, /* a file or value from outside is wrong */
    LK_E_UNSUPPORTED = -4,
    LK_E_IO = -5
} lk_status;

/* Element types, numbered as in DLPack. */
enum { LK_DTYPE_INT = 0, LK_DTYPE_UINT = 1, LK_DTYPE_FLOAT = 2 };

typedef struct lk_dtype {
    uint8_t code;
    uint8_t bits;
    uint16_t lanes; /* 1 */
} lk_dtype;

typedef struct lk_device {
    int32_t type; /* 1: CPU memory; the only one in ABI 1.0 */
    int32_t id;
} lk_device;

enum { LK_MAX_RANK = 8 };

/* A view of an array, with the fields of DLPack's DLTensor but its extents
 * inline. `strides` are in elements. Tensors that the host passes in or
 * allocates are compact, row-major and 64-byte aligned unless an operation
 * says otherwise. */
typedef struct lk_tensor {
    void *data;
    lk_device device;
    int32_t rank;
    lk_dtype dtype;
    int64_t shape[LK_MAX_RANK];
    int64_t strides[LK_MAX_RANK];
} lk_tensor;

/* A 2 x 3 affine map, row-major: x' = m[0] x + m[1] y + m[2],
 * y' = m[3] x + m[4] y + m[5]. */
typedef struct lk_affine {
    double m[6];
} lk_affine;

/* An image or a part of one. `pixels` is float32, H x W x C with C = 3 (RGB),
 * values 0..255 before any network's own normalisation; a sequence has a
 * leading time axis. `to_image` maps coordinates of this raster to pixels of
 * the item's image. */
typedef struct lk_raster {
    uint32_t struct_size;
    lk_tensor pixels;
    lk_affine to_image;
} lk_raster;

/* A map of importance. `values` is float32, H x W (or H x W x C where a mean
 * image is warped like a heatmap); larger means more important for the class.
 * `to_image` as in lk_raster. */
typedef struct lk_heatmap {
    uint32_t struct_size;
    lk_tensor values;
    lk_affine to_image;
} lk_heatmap;

/* A set of pixels: uint8 0 or 1, H x W. Masks and foregrounds. */
typedef struct lk_region {
    uint32_t struct_size;
    lk_tensor pixels;
} lk_region;

typedef struct lk_point {
    double x, y;
} lk_point;

/* Facial landmarks in the order of their scheme; `count` is 68 for the iBUG
 * scheme (ids 1..68 in papers are indices 0..67 here). */
typedef struct lk_landmarks {
    uint32_t struct_size;
    uint32_t count;
    const lk_point *points;
} lk_landmarks;

/* Left, top, width, height, in pixels. */
typedef struct lk_box {
    double x, y, w, h;
} lk_box;

/* A canonical frame: the canvas on which faces are compared, and where its
 * landmarks lie. `landmarks.count` is 0 where none are known. */
typedef struct lk_frame {
    uint32_t struct_size;
    uint32_t width, height;
    lk_landmarks landmarks;
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. The mean of the study's faces as they lie in the frame:
     * float32 H x W x 3 (RGB), 0..255, black where no face reaches. NULL where
     * there is none, and everywhere but in baselines that see it. */
    const lk_heatmap *face;
#endif
} lk_frame;

/* One declared result. Missing is a flag, not NaN: a value whose flag is set
 * has no number, and `reason` (static, or from the arena) says why. `chance`
 * is what a blind answer would get here, where `has_chance` is set. */
typedef struct lk_value {
    double value;
    double chance;
    const char *reason;
    uint8_t missing;
    uint8_t has_chance;
    uint8_t reserved[6];
} lk_value;

/* What a value means, declared once by the plugin that computes it. */
typedef struct lk_value_info {
    const char *id;      /* lower case, [a-z0-9_]: `iou`, `pearson` */
    const char *title;   /* for people: "Intersection over union" */
    const char *unit;    /* "" where it has none */
    double low, high;    /* the range it can take; -INFINITY / INFINITY */
    int32_t direction;   /* 1: higher is better, -1: lower, 0: neither */
    int32_t symmetric;   /* similarity only: 1 when f(a, b) = f(b, a) */
    const char *missing; /* when it is missing: "the mask is empty" */
    const char *source;  /* the paper or equation it follows */
} lk_value_info;

#ifdef __cplusplus
}
#endif
#endif
