/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_SAMPLE_H
#define STATISTICS_SAMPLE_H

#include <stddef.h>

/* A sample of independent units: what a bootstrap draws and a test flips. A
 * unit is one value, or a cluster whose rows always come along with it, of which
 * the sum and the number count. The statistic is sum of sums over sum of sizes:
 *
 *     mean of values            sums: the values          sizes: NULL (1 each)
 *     mean of cluster means     sums: the clusters' means sizes: NULL
 *     mean of all rows, pooled  sums: the clusters' sums  sizes: their rows
 *     mean paired difference    sums: the differences     sizes: NULL */
typedef struct sample {
    size_t count;
    const double *sums;
    const double *sizes; /* above 0; NULL: 1 each */
} sample;

typedef struct interval {
    double lo, hi;
} interval;

/* The statistic of a sample that is not empty. */
double sample_mean(const sample *s);
/* The same of the units at `count` indices, which may repeat. */
double sample_mean_at(const sample *s, const size_t *indices, size_t count);

/* Standard error of the statistic, of at least two units: sd / sqrt(n), and for
 * a pooled mean that of the ratio of sums (Cochran, Sampling techniques, 1977,
 * equation 6.4, without the finite population). Exactly 0 where all units are
 * equal up to rounding. */
double sample_error(const sample *s);
double sample_error_at(const sample *s, const size_t *indices, size_t count, double mean);

/* Variance of values, with n - 1; 0 where they are equal up to rounding. */
double values_variance(const double *values, size_t count);
double values_mean(const double *values, size_t count);

#endif
