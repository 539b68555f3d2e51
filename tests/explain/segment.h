/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_EXPLAIN_SEGMENT_H
#define TESTS_EXPLAIN_SEGMENT_H

/* Segmenting pictures, and checking labels. */

#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static inline lk_raster raster_of(int height, int width, float value)
{
    lk_raster r = {.struct_size = sizeof r,
                   .pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width, 3),
                   .to_image = {{1, 0, 0, 0, 1, 0}}};
    float *v = r.pixels.data;
    for (size_t i = 0; i < lk_tensor_count(&r.pixels); i++)
        v[i] = value;
    return r;
}

/* A raster with the same pseudo-random values each time. */
static inline lk_raster noise_raster(int height, int width)
{
    lk_raster r = raster_of(height, width, 0);
    float *v = r.pixels.data;
    uint32_t state = 1;
    for (size_t i = 0; i < lk_tensor_count(&r.pixels); i++) {
        state = state * 1664525u + 1013904223u;
        v[i] = (float)(state >> 16) * (255.0f / 65535);
    }
    return r;
}

/* A picture in tests/golden/segmentation, uint8 or float32. */
static inline lk_raster golden_picture(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/segmentation/%s.npy", name);
    lk_tensor pixels = kit_npy(path);
    if (pixels.dtype.code == LK_DTYPE_UINT)
        return kit_raster_u8(pixels);
    return (lk_raster){.struct_size = sizeof(lk_raster), .pixels = pixels};
}

typedef struct segmentation {
    lk_status status;
    uint32_t count;
    lk_tensor labels;
} segmentation;

static inline segmentation segment_in(kit *k, lk_context *ctx, const lk_raster *view)
{
    const lk_segmenter_ops *ops = kit_ops(k);
    segmentation s = {.labels = kit_tensor(LK_DTYPE_INT, 32, 2, (int)view->pixels.shape[0],
                                           (int)view->pixels.shape[1])};
    s.status = ops->segment(kit_self(k), ctx, view, NULL, &s.labels, &s.count);
    return s;
}

static inline segmentation segment_raster(kit *k, const lk_raster *view)
{
    return segment_in(k, kit_context(k, 1), view);
}

/* The labels are 0..count - 1, each used. */
static inline void check_labels(const segmentation *s)
{
    size_t pixels = lk_tensor_count(&s->labels);
    const int32_t *labels = s->labels.data;
    assert_int_equal(s->status, LK_OK);
    assert_in_range(s->count, 1, pixels);
    uint8_t *used = calloc(s->count, 1);
    uint32_t found = 0;
    for (size_t i = 0; i < pixels; i++) {
        assert_in_range(labels[i], 0, s->count - 1);
        found += !used[labels[i]];
        used[labels[i]] = 1;
    }
    free(used);
    assert_int_equal(found, s->count);
}

/* How many pixels have another label than the vector says. */
static inline size_t count_differing(const segmentation *s, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/segmentation/%s.npy", name);
    lk_tensor expected = kit_npy(path);
    const int32_t *labels = s->labels.data;
    size_t pixels = lk_tensor_count(&s->labels), differing = 0;
    assert_int_equal(lk_tensor_count(&expected), pixels);
    for (size_t i = 0; i < pixels; i++) {
        int32_t label = expected.dtype.bits == 8 ? ((const uint8_t *)expected.data)[i]
                                                 : ((const int32_t *)expected.data)[i];
        differing += labels[i] != label;
    }
    return differing;
}

/* Run every row of a table of vectors; no pixel may differ. */
static inline void check_golden(const char *segmenter, const char *table, size_t rows_expected)
{
    char path[200];
    snprintf(path, sizeof path, "golden/segmentation/%s", table);
    const lk_node *rows = kit_yaml(path);
    assert_int_equal(rows->count, rows_expected);
    size_t wrong = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        kit *k = kit_open(LK_STAGE_SEGMENTER, segmenter, lk_node_text(row, "params", NULL));
        lk_raster view = golden_picture(lk_node_text(row, "picture", ""));
        segmentation s = segment_raster(k, &view);
        const char *name = lk_node_text(row, "labels", "");
        check_labels(&s);
        size_t differing = count_differing(&s, name);
        if (differing)
            print_error("%s: %zu pixels differ\n", name, differing);
        wrong += differing;
        kit_close(k);
    }
    assert_int_equal(wrong, 0);
}

/* Segmenting twice gives the same bytes, also by another instance. */
static inline void check_repeatable(const char *segmenter, const char *params)
{
    lk_raster view = noise_raster(33, 47);
    kit *a = kit_open(LK_STAGE_SEGMENTER, segmenter, params);
    kit *b = kit_open(LK_STAGE_SEGMENTER, segmenter, params);
    segmentation first = segment_raster(a, &view), again = segment_raster(a, &view),
                 other = segment_raster(b, &view);
    size_t bytes = lk_tensor_count(&first.labels) * sizeof(int32_t);
    check_labels(&first);
    assert_memory_equal(first.labels.data, again.labels.data, bytes);
    assert_memory_equal(first.labels.data, other.labels.data, bytes);
    kit_close(a);
    kit_close(b);
}

static int stop_now(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

/* A host that asks to stop gets LK_CANCELLED. */
static inline void check_cancelled(const char *segmenter, const char *params)
{
    kit *k = kit_open(LK_STAGE_SEGMENTER, segmenter, params);
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    lk_raster view = noise_raster(40, 40);
    host.cancelled = stop_now;
    ctx.host = &host;
    assert_int_equal(segment_in(k, &ctx, &view).status, LK_CANCELLED);
    kit_close(k);
}

/* Every small size, whatever the parameters. */
static inline void check_sizes(const char *segmenter, const char *params)
{
    static const int sizes[][2] = {{1, 1},  {1, 2},   {2, 1},  {1, 97}, {97, 1}, {3, 5}, {8, 8},
                                   {9, 17}, {2, 100}, {31, 7}, {5, 3},  {16, 9}, {7, 7}, {64, 33}};
    kit *k = kit_open(LK_STAGE_SEGMENTER, segmenter, params);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        lk_raster noise = noise_raster(sizes[i][0], sizes[i][1]);
        lk_raster constant = raster_of(sizes[i][0], sizes[i][1], 255);
        segmentation a = segment_raster(k, &noise), b = segment_raster(k, &constant);
        check_labels(&a);
        check_labels(&b);
    }
    kit_close(k);
}

/* The call fails with this word in its sentence. */
static inline void check_refused(kit *k, const lk_raster *view, lk_tensor *labels, lk_status status,
                                 const char *word)
{
    const lk_segmenter_ops *ops = kit_ops(k);
    uint32_t count;
    assert_int_equal(ops->segment(kit_self(k), kit_context(k, 1), view, NULL, labels, &count),
                     status);
    assert_non_null(strstr(kit_error(k), word));
}

/* A pixel that is no number is refused with its place. */
static inline void check_finite(const char *segmenter)
{
    kit *k = kit_open(LK_STAGE_SEGMENTER, segmenter, NULL);
    lk_raster view = noise_raster(6, 9);
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, 6, 9);
    float *value = (float *)view.pixels.data + 3 * (2 * 9 + 4) + 1;
    *value = NAN;
    check_refused(k, &view, &labels, LK_E_INPUT, "pixel (4, 2)");
    *value = INFINITY;
    check_refused(k, &view, &labels, LK_E_INPUT, "pixel (4, 2)");
    kit_close(k);
}

/* So are views that are no image, and labels of another size. */
static inline void check_shapes(const char *segmenter)
{
    kit *k = kit_open(LK_STAGE_SEGMENTER, segmenter, NULL);
    lk_raster view = noise_raster(6, 9), grey = view, sequence = view;
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, 6, 9);
    lk_tensor turned = kit_tensor(LK_DTYPE_INT, 32, 2, 9, 6);
    grey.pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 6, 9);
    sequence.pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 2, 6, 9, 3);
    check_refused(k, &grey, &labels, LK_E_UNSUPPORTED, "RGB");
    check_refused(k, &sequence, &labels, LK_E_UNSUPPORTED, "sequences");
    check_refused(k, &view, &turned, LK_E_INPUT, "labels");
    kit_close(k);
}

#endif
