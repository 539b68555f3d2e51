/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "effect.h"

#include <math.h>

#include "sample.h"

static int over(double difference, double variance, double *out)
{
    if (!(variance > 0))
        return 0;
    *out = difference / sqrt(variance);
    return 1;
}

int effect_cohen(const double *a, size_t a_count, const double *b, size_t b_count, double *out)
{
    double n = (double)a_count, m = (double)b_count;
    double pooled =
        ((n - 1) * values_variance(a, a_count) + (m - 1) * values_variance(b, b_count)) /
        (n + m - 2);
    return over(values_mean(a, a_count) - values_mean(b, b_count), pooled, out);
}

int effect_hedges(const double *a, size_t a_count, const double *b, size_t b_count, double *out)
{
    double half = (double)(a_count + b_count - 2) / 2;
    int sign; /* lgamma would set a global one */
    if (!effect_cohen(a, a_count, b, b_count, out))
        return 0;
    *out *= exp(lgamma_r(half, &sign) - lgamma_r(half - .5, &sign)) / sqrt(half);
    return 1;
}

int effect_glass(const double *a, size_t a_count, const double *b, size_t b_count, double *out)
{
    return over(values_mean(a, a_count) - values_mean(b, b_count), values_variance(b, b_count),
                out);
}

double effect_cliff(const double *a, size_t a_count, const double *b, size_t b_count)
{
    double more = 0;
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            more += (a[i] > b[j]) - (a[i] < b[j]);
    return more / ((double)a_count * (double)b_count);
}

int effect_paired(const double *differences, size_t count, double *out)
{
    return over(values_mean(differences, count), values_variance(differences, count), out);
}
