/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef RANKS_RANKED_H
#define RANKS_RANKED_H

#include <likeness/plugin.h>

/* Rank correlations of two series, given as whole numbers in the order of their
 * values. Neither is constant. In O(n log n). */
typedef struct ranked {
    size_t count;
    const uint32_t *a, *b;
    uint32_t *order, *room; /* count; overwritten */
    double *ranks_a, *ranks_b;
    uint32_t *numbers; /* what holds them */
    double *ranks;
} ranked;

/* The values of two maps of one size; close it also where opening failed. */
lk_status ranked_open(lk_context *ctx, const lk_tensor *a, const lk_tensor *b, ranked *out);
void ranked_close(ranked *r);

/* Spearman's: Pearson's of ranks, equal values sharing the mean of theirs. */
double ranked_spearman(ranked *r);

/* Kendall's tau-b, by Knight's merge sort (1966). */
double ranked_kendall(ranked *r);

#endif
