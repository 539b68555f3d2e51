/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segments.h"

#include <likeness/host.h>

#include "npy.h"

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

static lk_status make_labels(int64_t height, int64_t width, lk_arena *arena, lk_tensor *out)
{
    int64_t shape[2] = {height, width};
    int32_t *labels = lk_arena_array(arena, (size_t)(height * width), sizeof *labels);
    *out = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    return labels ? LK_OK : LK_E_MEMORY;
}

lk_status lk_segments_read(const char *path, int64_t height, int64_t width, lk_arena *arena,
                           lk_tensor *out, uint32_t *count, lk_fault *fault)
{
    lk_tensor t, made;
    lk_status status = lk_npy_read(path, arena_alloc, arena, &t, fault);
    if (status)
        return status;
    if (t.rank != 2 || t.shape[0] != height || t.shape[1] != width ||
        t.dtype.code == LK_DTYPE_FLOAT) {
        lk_fault_set(fault, "%s is not an integer array of %lld x %lld, the view of this network",
                     path, (long long)height, (long long)width);
        return LK_E_INPUT;
    }
    if (make_labels(height, width, arena, &made))
        return LK_E_MEMORY;
    size_t pixels = lk_tensor_count(&t);
    int64_t highest = -1;
    for (size_t i = 0; i < pixels; i++) {
        int64_t v = t.dtype.bits == 64   ? ((const int64_t *)t.data)[i]
                    : t.dtype.bits == 32 ? ((const int32_t *)t.data)[i]
                                         : ((const uint8_t *)t.data)[i];
        if (v < 0 || v >= (int64_t)pixels) {
            lk_fault_set(fault, "%s holds the label %lld; labels go from 0 to segments - 1", path,
                         (long long)v);
            return LK_E_INPUT;
        }
        ((int32_t *)made.data)[i] = (int32_t)v;
        highest = v > highest ? v : highest;
    }
    *count = (uint32_t)(highest + 1);
    *out = made;
    return LK_OK;
}

/* ---- Cells ------------------------------------------------------------------------------ */

typedef struct point {
    double y, x;
} point;

/* Between -.4 and .4. */
static double draw_offset(lk_random *r)
{
    return .8 * ((double)(lk_random_next(r) >> 11) / 9007199254740992.0 - .5); /* 2^53 */
}

static double square(double x)
{
    return x * x;
}

static int32_t find_nearest(const point *points, double y, double x)
{
    int32_t best = 0;
    double least = 0;
    for (int32_t k = 0; k < LK_CELLS; k++) {
        double distance = square(y - points[k].y) + square(x - points[k].x);
        if (k && distance >= least)
            continue;
        best = k;
        least = distance;
    }
    return best;
}

lk_status lk_segments_draw(int64_t height, int64_t width, lk_random *random, lk_arena *arena,
                           lk_tensor *out)
{
    point points[LK_CELLS];
    if (make_labels(height, width, arena, out))
        return LK_E_MEMORY;
    for (int k = 0; k < LK_CELLS; k++) {
        points[k].y = (k / LK_CELL_COLUMNS + .5 + draw_offset(random)) * (double)height;
        points[k].x = (k % LK_CELL_COLUMNS + .5 + draw_offset(random)) * (double)width;
        points[k].y /= LK_CELL_ROWS;
        points[k].x /= LK_CELL_COLUMNS;
    }
    int32_t *labels = out->data;
    for (int64_t y = 0; y < height; y++)
        for (int64_t x = 0; x < width; x++)
            *labels++ = find_nearest(points, (double)y + .5, (double)x + .5);
    return LK_OK;
}
