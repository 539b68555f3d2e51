/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_PERMUTATION_H
#define STATISTICS_PERMUTATION_H

#include "stream.h"

/* Tests that compare a mean with what it would be had the values been dealt
 * otherwise (Fisher, The design of experiments, 1935). Two-sided: p is the share
 * of deals whose mean is as far from 0 as the observed one, up to rounding. All
 * deals are tried where they are few; else `deals` random ones, to which the
 * observed one counts as one more (Phipson and Smyth, 2010). A p is never 0. */

enum { EXACT_DEALS = 1 << 14 };

/* Where random signs come from: the next `count`, each -1 or 1. */
typedef struct flipping {
    void (*next)(void *user, size_t count, int8_t *signs);
    void *user;
} flipping;

/* Is the mean of n > 0 differences 0? Their signs are flipped. */
double sign_flip_exact(const double *differences, size_t n);
/* `signs` has room for n. */
double sign_flip_sampled(const double *differences, size_t n, size_t flips, const flipping *flipped,
                         int8_t *signs);
/* Whichever is due. -1: no memory. */
int sign_flip(const double *differences, size_t n, size_t flips, stream s, double *p);

/* Are the means of two samples, neither empty, the same? Their values are dealt
 * anew into samples of these sizes. -1: no memory. */
int permutation(const double *a, size_t a_count, const double *b, size_t b_count, size_t deals,
                stream s, double *p);

#endif
