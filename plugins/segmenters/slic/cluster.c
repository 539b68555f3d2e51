/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cluster.h"

#include <math.h>

#include "tile.h"

typedef struct clustering {
    const planes *image;
    double weight; /* of squared pixels against squared colour */
    double reach_down, reach_across;
    size_t centre_count;
    centre *centres;
    rivals rivals;
    colour_box *boxes; /* one a tile */
    int32_t *owners;   /* the centre of each pixel; the stride is the image's */
} clustering;

static size_t tiles_along(size_t length)
{
    return (length + TILE - 1) / TILE;
}

static void place_centres(clustering *c, const seed_grid *seeds)
{
    centre *at = c->centres;
    for (size_t y = 0; y < seeds->rows.count; y++)
        for (size_t x = 0; x < seeds->columns.count; x++, at++) {
            at->number = (double)(at - c->centres);
            at->y = (double)(seeds->rows.start + y * seeds->rows.step);
            at->x = (double)(seeds->columns.start + x * seeds->columns.step);
        }
}

static lk_status open_clustering(lk_context *ctx, clustering *c, const planes *image,
                                 const seed_grid *seeds)
{
    size_t rows = seeds->rows.step, columns = seeds->columns.step;
    float step = (float)(rows > columns ? rows : columns);
    size_t tiles = tiles_along(image->height) * tiles_along(image->width);
    *c = (clustering){.image = image, .weight = 1.0 / (step * step)};
    c->centre_count = seeds->rows.count * seeds->columns.count;
    seed_grid reach = seeds_place(image->height, image->width, c->centre_count);
    c->reach_down = 2 * (double)reach.rows.step;
    c->reach_across = 2 * (double)reach.columns.step;
    c->centres = lk_alloc_array(ctx, c->centre_count, sizeof *c->centres);
    c->boxes = lk_alloc_array(ctx, tiles, sizeof *c->boxes);
    c->owners = lk_alloc_array(ctx, image->height * image->stride, sizeof *c->owners);
    if (!c->centres || !c->boxes || !c->owners || !rivals_open(ctx, &c->rivals, c->centre_count))
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu segments of %zu x %zu pixels",
                        c->centre_count, image->width, image->height);
    place_centres(c, seeds);
    colour_box *box = c->boxes;
    for (size_t y = 0; y < image->height; y += TILE)
        for (size_t x = 0; x < image->width; x += TILE)
            tile_box(image, y, x, box++);
    return LK_OK;
}

/* The pixels that a centre may win: rows top..bottom - 1, columns likewise. */
static void set_windows(clustering *c)
{
    double height = (double)c->image->height, width = (double)c->image->width;
    for (size_t k = 0; k < c->centre_count; k++) {
        centre *at = &c->centres[k];
        at->top = trunc(fmax(at->y - c->reach_down, 0));
        at->bottom = trunc(fmin(at->y + c->reach_down + 1, height));
        at->left = trunc(fmax(at->x - c->reach_across, 0));
        at->right = trunc(fmin(at->x + c->reach_across + 1, width));
    }
}

/* Give every pixel its nearest centre; whether any is new. */
static lk_status assign(lk_context *ctx, clustering *c, int *changed)
{
    const colour_box *box = c->boxes;
    *changed = 0;
    set_windows(c);
    for (size_t y = 0; y < c->image->height; y += TILE) {
        rivals_gather(&c->rivals, c->centres, c->centre_count, y, c->image->height);
        for (size_t x = 0; x < c->image->width; x += TILE)
            *changed |= tile_assign(c->image, &c->rivals, c->weight, y, x, box++, c->owners);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

/* Add the run of one owner that starts at `x`; where it ends. Colours are added
 * in raster order, one by one: their rounding is scikit-image's. */
static size_t add_run(const clustering *c, size_t y, size_t x)
{
    const size_t start = x, row = y * c->image->stride, width = c->image->width;
    const int32_t *owners = c->owners + row;
    const double *l = c->image->channel[0] + row, *a = c->image->channel[1] + row,
                 *b = c->image->channel[2] + row;
    centre *at = &c->centres[owners[x]];
    double to_l = at->colour[0], to_a = at->colour[1], to_b = at->colour[2];
    for (; x < width && owners[x] == owners[start]; x++) {
        to_l += l[x];
        to_a += a[x];
        to_b += b[x];
    }
    at->colour[0] = to_l;
    at->colour[1] = to_a;
    at->colour[2] = to_b;
    at->pixels += (double)(x - start);
    at->y += (double)(y * (x - start));
    at->x += (double)((start + x - 1) * (x - start)) / 2;
    return x;
}

static void move_centres(clustering *c)
{
    for (size_t k = 0; k < c->centre_count; k++)
        c->centres[k] = (centre){.number = (double)k};
    for (size_t y = 0; y < c->image->height; y++)
        for (size_t x = 0; x < c->image->width;)
            x = add_run(c, y, x);
    for (size_t k = 0; k < c->centre_count; k++) {
        centre *at = &c->centres[k];
        if (!(at->pixels > 0)) { /* gone for good: it reaches no pixel */
            at->y = -INFINITY;
            continue;
        }
        at->y /= at->pixels;
        at->x /= at->pixels;
        for (size_t i = 0; i < PLANES; i++)
            at->colour[i] /= at->pixels;
    }
}

lk_status cluster_pixels(lk_context *ctx, const planes *image, const seed_grid *seeds,
                         size_t iterations, int32_t *labels)
{
    clustering c;
    int changed = 1;
    lk_status status = open_clustering(ctx, &c, image, seeds);
    for (size_t i = 0; !status && i < iterations && changed; i++) {
        if (i)
            move_centres(&c);
        status = assign(ctx, &c, &changed);
    }
    for (size_t y = 0; !status && y < image->height; y++)
        memcpy(labels + y * image->width, c.owners + y * image->stride,
               image->width * sizeof *labels);
    return status;
}
