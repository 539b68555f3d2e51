/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "shape.h"

#include <math.h>
#include <stdlib.h>

enum { FRACTION = 1 << 16 };

typedef struct cell {
    int64_t x, y;
} cell;

/* A slanted edge, downwards; x in 1/65536 pixels, as OpenCV counts. */
typedef struct edge {
    int64_t top, bottom, x, step;
} edge;

static void set_pixel(lk_region *out, int64_t x, int64_t y)
{
    if (x >= 0 && y >= 0 && x < out->pixels.shape[1] && y < out->pixels.shape[0])
        ((uint8_t *)out->pixels.data)[y * out->pixels.shape[1] + x] = 1;
}

/* Bresenham's line with OpenCV's choices: 8-connected, from left to right. */
static void draw_line(cell a, cell b, lk_region *out)
{
    if (b.x < a.x) {
        cell swap = a;
        a = b;
        b = swap;
    }
    int64_t dx = b.x - a.x, dy = llabs(b.y - a.y), down = b.y < a.y ? -1 : 1;
    int steep = dy > dx;
    int64_t run = steep ? dy : dx, rise = steep ? dx : dy, error = run - 2 * rise;
    for (int64_t i = 0; i <= run; i++) {
        int side = error < 0;
        set_pixel(out, a.x, a.y);
        error += (side ? 2 * run : 0) - 2 * rise;
        a.x += steep ? side : 1;
        a.y += steep || side ? down : 0;
    }
}

static cell cell_of(lk_point p)
{
    return (cell){(int64_t)floor(p.x), (int64_t)floor(p.y)};
}

static edge edge_between(cell a, cell b)
{
    cell top = a.y < b.y ? a : b, bottom = a.y < b.y ? b : a;
    return (edge){.top = top.y,
                  .bottom = bottom.y,
                  .x = top.x * FRACTION,
                  .step = (b.x - a.x) * FRACTION / (b.y - a.y)};
}

/* Draw a contour's boundary and collect its slanted edges. */
static void outline(const shape_contour *c, lk_region *out, edge *edges, size_t *n)
{
    for (size_t i = 0; i < c->count; i++) {
        cell a = cell_of(c->points[i ? i - 1 : c->count - 1]), b = cell_of(c->points[i]);
        draw_line(a, b, out);
        if (a.y != b.y)
            edges[(*n)++] = edge_between(a, b);
    }
}

static int by_place(const void *a, const void *b)
{
    int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;
    return (p > q) - (p < q);
}

/* Whole pixels between two crossings. */
static void fill_span(int64_t left, int64_t right, uint8_t *row, int64_t width)
{
    int64_t first = (int64_t)ceil((double)left / FRACTION);
    int64_t last = (int64_t)floor((double)right / FRACTION);
    for (int64_t x = first < 0 ? 0 : first; x <= last && x < width; x++)
        row[x] = 1;
}

static void fill_rows(const edge *edges, size_t n, int64_t *crossings, lk_region *out)
{
    int64_t height = out->pixels.shape[0], width = out->pixels.shape[1];
    for (int64_t y = 0; y < height; y++) {
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if (edges[i].top <= y && y < edges[i].bottom)
                crossings[m++] = edges[i].x + (y - edges[i].top) * edges[i].step;
        qsort(crossings, m, sizeof *crossings, by_place);
        for (size_t i = 0; i + 1 < m; i += 2)
            fill_span(crossings[i], crossings[i + 1], (uint8_t *)out->pixels.data + y * width,
                      width);
    }
}

lk_status shape_fill(lk_context *ctx, const shape_contour *contours, size_t count, lk_region *out)
{
    size_t total = 0, n = 0;
    for (size_t i = 0; i < count; i++)
        total += contours[i].count;
    edge *edges = lk_alloc_array(ctx, total, sizeof *edges);
    int64_t *crossings = lk_alloc_array(ctx, total, sizeof *crossings);
    if (!edges || !crossings)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a polygon of %zu points.", total);
    for (size_t i = 0; i < count; i++)
        outline(&contours[i], out, edges, &n);
    fill_rows(edges, n, crossings, out);
    return LK_OK;
}

void shape_fill_ellipse(lk_point centre, double rx, double ry, lk_region *out)
{
    uint8_t *pixel = out->pixels.data;
    for (int64_t y = 0; y < out->pixels.shape[0]; y++)
        for (int64_t x = 0; x < out->pixels.shape[1]; x++, pixel++) {
            double u = ((double)x + .5 - centre.x) / rx, v = ((double)y + .5 - centre.y) / ry;
            if (u * u + v * v <= 1)
                *pixel = 1;
        }
}
