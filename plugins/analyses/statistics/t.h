/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_T_H
#define STATISTICS_T_H

#include "sample.h"

/* Intervals by Student's t distribution (Student, 1908), at a level such as
 * .95. Each sample has at least two values; all give 0, and set nothing, where
 * there is no spread to judge by. */

/* Mean of a sample, or of paired differences. */
int t_interval_mean(const sample *s, double level, interval *out);
/* Difference of two means: with one variance for both (`pooled`), or with
 * variances of their own (Welch, 1947). */
int t_interval_pooled(const double *a, size_t a_count, const double *b, size_t b_count,
                      double level, interval *out);
int t_interval_welch(const double *a, size_t a_count, const double *b, size_t b_count, double level,
                     interval *out);

#endif
