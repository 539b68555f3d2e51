/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef FELZENSZWALB_EDGES_H
#define FELZENSZWALB_EDGES_H

/* Pairs of pixels that touch, by a side or a corner. */

#include "../planes/planes.h"

typedef struct edge {
    double cost; /* the distance in colour */
    uint32_t from, to;
} edge;

typedef struct edges {
    edge *items;
    size_t count;
} edges;

/* All pairs of an image: those side by side, one above the other, then the two
 * diagonals, each kind in raster order. */
lk_status edges_list(lk_context *ctx, const planes *image, edges *out);

/* Sort by ascending cost. Equal ones end in the order that NumPy 1.24's argsort
 * leaves them in, whose algorithm this is: quicksort about a median of three,
 * insertion sort for what is short, heapsort for what divides badly. */
lk_status edges_sort(lk_context *ctx, const edges *e);

#endif
