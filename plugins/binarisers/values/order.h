/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_VALUES_ORDER_H
#define LK_VALUES_ORDER_H

/* The pixels of a heatmap in the order of their values, the largest first. Both
 * zeros are one value. */

#include <likeness/plugin.h>

/* A whole number for each value, whose order is theirs, the largest first. */
uint32_t order_key(float value);

/* Foreground: exactly the k largest of a map; equal values are taken row by
 * row. k is at most the number of pixels. */
lk_status order_largest(lk_context *ctx, const lk_heatmap *map, size_t k, lk_region *out);

/* A map's pixels outside and inside of a mask, each sorted, as keys of their
 * values. Lives as long as the call. */
typedef struct order {
    const uint32_t *keys[2]; /* [0] outside, [1] inside */
    size_t counts[2];
} order;

/* The mask has the shape of the map. */
lk_status order_pixels(lk_context *ctx, const lk_heatmap *map, const lk_region *mask, order *out);

/* The pixels of one value: how many there are, how many of them in the mask. */
typedef struct order_run {
    float value;
    size_t pixels, inside;
} order_run;

/* How far a walk from the largest value to the least has come. Begin with zeros. */
typedef struct order_walk {
    size_t at[2];
} order_walk;

/* The next run; 0 where there is none. */
int order_next(const order *o, order_walk *walk, order_run *run);

#endif
