/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "edges.h"

#include <math.h>

/* The pairs of `width` pixels of one row from `from` on with those from `to` on;
 * the end. */
static edge *list_row(const planes *image, size_t width, size_t from, size_t to, edge *out)
{
    const size_t stride = image->stride, pixels = image->width;
    const size_t start = from / stride * pixels + from % stride,
                 end = to / stride * pixels + to % stride;
    for (size_t x = 0; x < width; x++, out++) {
        double square[PLANES];
        for (size_t c = 0; c < PLANES; c++) {
            double d = image->channel[c][to + x] - image->channel[c][from + x];
            square[c] = d * d;
        }
        *out = (edge){.cost = sqrt(square[0] + square[1] + square[2]),
                      .from = (uint32_t)(start + x),
                      .to = (uint32_t)(end + x)};
    }
    return out;
}

lk_status edges_list(lk_context *ctx, const planes *image, edges *out)
{
    const size_t h = image->height, w = image->width, s = image->stride;
    size_t count = h * (w - 1) + (h - 1) * w + 2 * (h - 1) * (w - 1);
    edge *first = lk_alloc_array(ctx, count ? count : 1, sizeof *first), *e = first;
    if (!first)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the graph of %zu x %zu pixels", w, h);
    for (size_t y = 0; y < h; y++)
        e = list_row(image, w - 1, y * s, y * s + 1, e);
    for (size_t y = 0; y + 1 < h; y++)
        e = list_row(image, w, y * s, (y + 1) * s, e);
    for (size_t y = 0; y + 1 < h; y++)
        e = list_row(image, w - 1, y * s, (y + 1) * s + 1, e);
    for (size_t y = 0; y + 1 < h; y++)
        e = list_row(image, w - 1, y * s + 1, (y + 1) * s, e);
    *out = (edges){.items = first, .count = count};
    return LK_OK;
}
