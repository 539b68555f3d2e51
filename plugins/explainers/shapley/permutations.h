/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SHAPLEY_PERMUTATIONS_H
#define EXPLAINERS_SHAPLEY_PERMUTATIONS_H

/* Shapley values by sampling: segments are shown one after the other in a random
 * order, and each gets what the score gains by it. Orders come in pairs, one the
 * reverse of the other. What an order gives sums to the gain of the whole view. */

#include "../ends/ends.h"

typedef struct permutations {
    size_t pairs;
    uint32_t *order; /* pairs x segments: which is shown first, second ... */
} permutations;

/* Draw `pairs` orders and their reverses; reserve and set their rows. */
lk_status permutations_draw(lk_context *ctx, coalition *c, size_t pairs, permutations *out);

/* The values of one class with their standard errors, and the values by the even
 * and by the odd pairs. Two pairs or more. */
lk_status permutations_weigh(lk_context *ctx, const coalition *c, const permutations *p,
                             uint32_t slot, const ends_answer *out);

#endif
