/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef SLIC_TILE_H
#define SLIC_TILE_H

/* The nearest centre of each pixel, a square tile of pixels at a time: most
 * centres are ruled out for the whole tile at once by the distance to the box,
 * in colour and place, that holds its pixels. Distances and bounds are the same
 * sums of squares in the same order, and rounding is monotone, so a bound is
 * never above a distance and the labels are those of the plain search. */

#include "../planes/planes.h"

enum { TILE = PLANES_LANE };

typedef struct centre {
    double number, y, x, colour[PLANES], pixels;
    double top, bottom, left, right; /* the pixels it may win */
} centre;

/* What the colours of a tile's pixels lie between. */
typedef struct colour_box {
    double low[PLANES], high[PLANES];
} colour_box;

/* The centres that reach one row of tiles, by ascending number; arrays of
 * `count` entries rounded up to TILE. */
typedef struct rivals {
    size_t count;
    const centre **centres;
    double *x, *colour[PLANES]; /* theirs, side by side */
    double *rise;               /* squared distance to the nearest row of the tiles */
    double *bound;              /* of the distance to any pixel of the tile in turn */
} rivals;

int rivals_open(lk_context *ctx, rivals *r, size_t centre_count);
void rivals_gather(rivals *r, const centre *centres, size_t count, size_t row, size_t height);

void tile_box(const planes *image, size_t y, size_t x, colour_box *out);

/* Find the centre that owns each pixel of the tile at (y, x); whether one has a
 * new owner. `owners` has the stride of the image. Of equally near centres the
 * first wins. A pixel that no rival reaches keeps its owner. */
int tile_assign(const planes *image, rivals *r, double weight, size_t y, size_t x,
                const colour_box *box, int32_t *owners);

#endif
