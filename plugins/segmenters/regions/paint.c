/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "paint.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the contour crosses a row of centres, from left to right; how often. */
static size_t find_crossings(const shape_contour *c, double y, double *out)
{
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        lk_point a = c->points[i ? i - 1 : c->count - 1], b = c->points[i];
        if ((a.y <= y) == (b.y <= y))
            continue;
        lk_point top = a.y < b.y ? a : b, bottom = a.y < b.y ? b : a;
        out[count++] = top.x + (y - top.y) / (bottom.y - top.y) * (bottom.x - top.x);
    }
    if (count)
        qsort(out, count, sizeof *out, ascending);
    return count;
}

/* The first pixel whose centre is not to the left of `x`. */
static int64_t pixel_from(double x, int64_t width)
{
    double first = ceil(x - .5);
    return first < 0 ? 0 : first > (double)width ? width : (int64_t)first;
}

lk_status paint_contour(lk_context *ctx, const shape_contour *contour, int32_t label,
                        const canvas *out)
{
    double *crossings = lk_alloc_array(ctx, contour->count, sizeof *crossings);
    if (!crossings)
        return lk_error(ctx, LK_E_MEMORY, "no memory for an outline of %zu points", contour->count);
    for (int64_t y = 0; y < out->height; y++) {
        size_t count = find_crossings(contour, (double)y + .5, crossings);
        for (size_t i = 0; i + 1 < count; i += 2) {
            int64_t end = pixel_from(crossings[i + 1], out->width);
            for (int64_t x = pixel_from(crossings[i], out->width); x < end; x++)
                out->labels[y * out->width + x] = label;
        }
    }
    return LK_OK;
}

/* ---- Regions without a pixel ---------------------------------------------------------- */

static double distance(const canvas *c, int64_t pixel, lk_point place)
{
    double x = (double)(pixel % c->width) + .5 - place.x;
    double y = (double)(pixel / c->width) + .5 - place.y;
    return x * x + y * y;
}

/* The first of the nearest; there is one where labels are no more than pixels. */
static int64_t find_nearest(const canvas *c, const int64_t *pixels, lk_point place)
{
    int64_t best = -1;
    double least = INFINITY;
    for (int64_t i = 0; i < c->height * c->width; i++) {
        double d = distance(c, i, place);
        if (pixels[c->labels[i]] > 1 && d < least) {
            best = i;
            least = d;
        }
    }
    return best;
}

lk_status paint_missing(lk_context *ctx, const lk_point *places, uint32_t count, const canvas *out)
{
    int64_t *pixels = lk_alloc_array(ctx, count, sizeof *pixels);
    if (!pixels)
        return lk_error(ctx, LK_E_MEMORY, "no memory to count the pixels of %u regions", count);
    for (int64_t i = 0; i < out->height * out->width; i++)
        pixels[out->labels[i]]++;
    for (uint32_t k = 0; k < count; k++) {
        if (pixels[k])
            continue;
        int64_t at = find_nearest(out, pixels, places[k]);
        if (at < 0)
            return lk_error(ctx, LK_E_FAIL, "no pixel is left for region %u of %u", k, count);
        pixels[out->labels[at]]--;
        out->labels[at] = (int32_t)k;
        pixels[k] = 1;
    }
    return LK_OK;
}
