/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_HOST_H
#define LIKENESS_HOST_H

/* What the host does for a plugin. Every operation gets an `lk_context`; its
 * `host` table is all that a plugin ever calls, so a plugin links nothing of
 * the host. Both live as long as the call. All functions are [worker] and may
 * be called only with the context of the call that is in progress.
 *
 * Plugins change no locale, signal handler, rounding mode, umask, working folder
 * or thread count of the process, and write nothing to stdout or stderr. An
 * operation closes the files that it opens; what is kept is opened in `open`. The
 * host puts back what it can and names the plugin in the report. */

#include <likeness/node.h>
#include <likeness/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define LK_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define LK_PRINTF(f, a)
#endif

typedef enum lk_level { LK_DEBUG = 0, LK_INFO = 1, LK_WARNING = 2 } lk_level;

typedef struct lk_context lk_context;
typedef struct lk_host lk_host;

#if LK_USE_ABI >= 1
/* Since ABI 1.1. A moment in a call's allocations; opaque. */
typedef struct lk_mark {
    uint64_t count, used;
} lk_mark;
#endif

struct lk_view;

struct lk_context {
    uint32_t struct_size;
    uint32_t threads; /* how many threads this call may use, itself included */
    const lk_host *host;
    void *host_data; /* the host's own; opaque */
};

struct lk_host {
    uint32_t struct_size;
    uint32_t abi; /* of the host: LK_ABI_MAJOR << 16 | minor */

    /* Record why the call fails and return `status`. One sentence: what, and
     * what to do; the host adds stage, variant, plugin and item. */
    lk_status (*error)(lk_context *ctx, lk_status status, const char *format, ...) LK_PRINTF(3, 4);
    /* The same, with file:line:column of the node in front. */
    lk_status (*node_error)(lk_context *ctx, const lk_node *node, const char *format, ...)
        LK_PRINTF(3, 4);
    void (*log)(lk_context *ctx, lk_level level, const char *format, ...) LK_PRINTF(3, 4);

    /* 1 when the call should end soon with LK_CANCELLED. Ask at least every
     * 100 ms of work. */
    int (*cancelled)(lk_context *ctx);
    /* How far the call is, in units of the caller's choice: `done` is within 0 and
     * `total`, and does not go back. As often as you like. */
    void (*progress)(lk_context *ctx, double done, double total);

    /* Zeroed memory, 64-byte aligned, which lives until the host has consumed
     * the result of the call in progress (for `open`: until `close`). NULL when
     * the worker's memory limit is reached. Never freed by the plugin. */
    void *(*alloc)(lk_context *ctx, size_t size);

    /* The next 64 bits of the call's random stream, which is keyed by seed,
     * item (in a source its index) and the plugin's sampler parameters: never
     * by time, worker or network. */
    uint64_t (*random)(lk_context *ctx);

    /* The bytes of a whole file, in the arena, followed by a NUL that `size`
     * does not count. `path` is relative to the folder of `beside` (a file
     * path), or to the study file where `beside` is NULL; absolute paths stand.
     * What is read in `open` enters the key of the instance's results: read
     * there all that they depend on. A source reads its items in `get`, since
     * items are keyed by their content. LK_E_IO with a sentence when the file
     * cannot be read or is larger than `limit` bytes (0: 1 GiB). */
    lk_status (*read_file)(lk_context *ctx, const char *path, const char *beside, size_t limit,
                           const void **out, size_t *size);
    /* The same, parsed. Refused: more than 16 MiB, deeper than 64 levels,
     * duplicate keys, aliases. */
    lk_status (*read_yaml)(lk_context *ctx, const char *path, const char *beside,
                           const lk_node **out);
    /* `path` made absolute as above, in the arena. */
    const char *(*resolve)(lk_context *ctx, const char *path, const char *beside);
    /* The regular files below a folder, as paths relative to it, '/'
     * separated, sorted by byte value, NULL-terminated. Hidden ones are left
     * out; links to folders are not followed. */
    lk_status (*list_files)(lk_context *ctx, const char *folder, const char *const **out,
                            size_t *count);

    /* Cut a view out of an image: the region that `view` asks for, padded,
     * resized. `box` is the face box in pixels of `image`; `landmarks` (in
     * pixels of `image`) may be NULL when the view does not need them. `out`
     * is allocated in the arena, with its affine set. */
    lk_status (*cut)(lk_context *ctx, const lk_raster *image, const struct lk_view *view,
                     const lk_box *box, const lk_landmarks *landmarks, lk_raster *out);

    /* PNG bytes of a uint8 tensor: H x W (grey), H x W x 3 (RGB) or
     * H x W x 4 (RGBA), in the arena. */
    lk_status (*encode_png)(lk_context *ctx, const lk_tensor *pixels, const void **out,
                            size_t *size);

#if LK_USE_ABI >= 1
    /* Since ABI 1.1. As read_file, but mapped into memory, read-only, at the start
     * of a page: for weights that are used where they lie. No NUL follows. The bytes live
     * as long as what `alloc` gives; pages that are not used take no memory.
     * `limit` 0: 64 GiB. Do not hold on to what a length in the file says, but
     * check it once against `size`: a file that is changed under the host costs
     * the task at worst. */
    lk_status (*map_file)(lk_context *ctx, const char *path, const char *beside, size_t limit,
                          const void **out, size_t *size);

    /* Since ABI 1.1. `release` gives back what `alloc` gave, and other operations allocated, since
     * `mark`: for calls that do many things one after the other, each with memory
     * of its own. Marks nest. */
    lk_mark (*mark)(lk_context *ctx);
    void (*release)(lk_context *ctx, lk_mark mark);
#endif
};

#define lk_error(ctx, ...) ((ctx)->host->error((ctx), __VA_ARGS__))
#define lk_node_error(ctx, ...) ((ctx)->host->node_error((ctx), __VA_ARGS__))
#define lk_log(ctx, ...) ((ctx)->host->log((ctx), __VA_ARGS__))

static inline int lk_cancelled(lk_context *ctx)
{
    return ctx->host->cancelled(ctx);
}

static inline void *lk_alloc(lk_context *ctx, size_t size)
{
    return ctx->host->alloc(ctx, size);
}

/* `count` zeroed objects of `size` bytes; NULL also when the product
 * overflows. */
static inline void *lk_alloc_array(lk_context *ctx, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return ctx->host->alloc(ctx, count * size);
}

/* A double in [0, 1) with 53 random bits. */
static inline double lk_random_double(lk_context *ctx)
{
    return LK_CAST(double, ctx->host->random(ctx) >> 11) / 9007199254740992.0; /* 2^53 */
}

/* An unbiased integer in [0, n), n > 0. */
static inline uint64_t lk_random_below(lk_context *ctx, uint64_t n)
{
    uint64_t r;
    do /* below the largest multiple of n, which seldom has to be known */
        r = ctx->host->random(ctx);
    while (r > UINT64_MAX - n && r >= UINT64_MAX - UINT64_MAX % n);
    return r % n;
}

/* Shape a compact row-major tensor over memory the caller has. */
static inline lk_tensor lk_tensor_over(void *data, uint8_t code, uint8_t bits, int32_t rank,
                                       const int64_t *shape)
{
    lk_tensor t;
    memset(&t, 0, sizeof t);
    t.data = data;
    t.device.type = 1;
    t.rank = rank;
    t.dtype.code = code;
    t.dtype.bits = bits;
    t.dtype.lanes = 1;
    int64_t stride = 1;
    for (int32_t i = rank - 1; i >= 0; i--) {
        t.shape[i] = shape[i];
        t.strides[i] = stride;
        stride *= shape[i];
    }
    return t;
}

/* How many elements a tensor has. */
static inline size_t lk_tensor_count(const lk_tensor *t)
{
    size_t n = 1;
    for (int32_t i = 0; i < t->rank; i++)
        n *= LK_CAST(size_t, t->shape[i]);
    return n;
}

/* How many pixels a region has. The inner loop is one that compilers vectorise. */
static inline size_t lk_region_area(const lk_region *r)
{
    enum { STRIDE = 128 };
    const uint8_t *p = LK_CAST(const uint8_t *, r->pixels.data);
    size_t n = lk_tensor_count(&r->pixels), at = 0, area = 0;
    for (; n - at >= STRIDE; at += STRIDE) {
        uint8_t set = 0;
        for (size_t i = 0; i < STRIDE; i++)
            set = LK_CAST(uint8_t, set + (p[at + i] != 0));
        area += set;
    }
    for (; at < n; at++)
        area += p[at] != 0;
    return area;
}

#ifdef __cplusplus
}
#endif
#endif
