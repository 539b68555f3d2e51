/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef RANKS_RANKED_H
#define RANKS_RANKED_H

#include <stddef.h>
#include <stdint.h>

/* Rank correlations of two series, given as whole numbers in the order of their
 * values. Neither is constant. In O(n log n). */
typedef struct ranked {
    size_t count;
    const uint32_t *a, *b;
    uint32_t *order, *room; /* count; overwritten */
    double *ranks_a, *ranks_b;
} ranked;

/* Spearman's: Pearson's of ranks, equal values sharing the mean of theirs. */
double ranked_spearman(ranked *r);

/* Kendall's tau-b, by Knight's merge sort (1966). */
double ranked_kendall(ranked *r);

#endif
