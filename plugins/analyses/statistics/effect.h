/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_EFFECT_H
#define STATISTICS_EFFECT_H

#include <stddef.h>

/* How large a difference is, in units that can be compared between metrics. All
 * but Cliff's delta ask for two values or more in each sample, and give 0, and
 * set nothing, where the spread they divide by is 0. */

/* Difference of means over the pooled standard deviation (Cohen, 1988). */
int effect_cohen(const double *a, size_t a_count, const double *b, size_t b_count, double *out);
/* The same without its bias in small samples, by the exact factor
 * gamma(m/2) / (sqrt(m/2) gamma((m-1)/2)), m = n_a + n_b - 2 (Hedges, 1981). */
int effect_hedges(const double *a, size_t a_count, const double *b, size_t b_count, double *out);
/* Over the standard deviation of b alone (Glass, 1976). */
int effect_glass(const double *a, size_t a_count, const double *b, size_t b_count, double *out);
/* How much more often a value of a is above one of b than below (Cliff, 1993). */
double effect_cliff(const double *a, size_t a_count, const double *b, size_t b_count);
/* Mean of paired differences over their standard deviation: Cohen's d_z. */
int effect_paired(const double *differences, size_t count, double *out);

#endif
