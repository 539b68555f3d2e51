/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SHAPLEY_EXACT_H
#define EXPLAINERS_SHAPLEY_EXACT_H

/* Shapley values by their definition, over all coalitions of few segments. */

#include "../ends/ends.h"

/* Reserve and set the rows of all coalitions. */
lk_status exact_draw(lk_context *ctx, coalition *c);

/* The values of one class, of the scores of these rows. */
void exact_weigh(const coalition *c, uint32_t slot, double *values);

#endif
