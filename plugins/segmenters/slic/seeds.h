/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef SLIC_SEEDS_H
#define SLIC_SEEDS_H

/* The regular grid that clustering starts from. */

#include <stddef.h>

/* Seeds of one axis: `count` of them, `step` apart from `start` on. */
typedef struct seed_axis {
    size_t start, step, count;
} seed_axis;

typedef struct seed_grid {
    seed_axis rows, columns;
} seed_grid;

/* About `segments` seeds, as square as the image allows; a seed in each pixel
 * where there are no more pixels than that. */
seed_grid seeds_place(size_t height, size_t width, size_t segments);

#endif
