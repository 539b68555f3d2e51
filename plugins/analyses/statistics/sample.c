/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sample.h"

#include <math.h>

/* Squares below this share of the values' own are rounding. */
static const double ROUNDING = 1e-26;

static double size_of(const sample *s, size_t unit)
{
    return s->sizes ? s->sizes[unit] : 1;
}

/* `indices` NULL: each unit once. */
static size_t unit_at(const size_t *indices, size_t i)
{
    return indices ? indices[i] : i;
}

double sample_mean_at(const sample *s, const size_t *indices, size_t count)
{
    double sum = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        size_t unit = unit_at(indices, i);
        sum += s->sums[unit];
        size += size_of(s, unit);
    }
    return sum / size;
}

double sample_mean(const sample *s)
{
    return sample_mean_at(s, NULL, s->count);
}

double sample_error_at(const sample *s, const size_t *indices, size_t count, double mean)
{
    double squares = 0, scale = 0, size = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        size_t unit = unit_at(indices, i);
        double off = s->sums[unit] - mean * size_of(s, unit);
        squares += off * off;
        scale += s->sums[unit] * s->sums[unit];
        size += size_of(s, unit);
    }
    if (squares <= ROUNDING * scale)
        return 0;
    return sqrt(squares * n / (n - 1)) / size;
}

double sample_error(const sample *s)
{
    return sample_error_at(s, NULL, s->count, sample_mean(s));
}

double values_mean(const double *values, size_t count)
{
    return sample_mean(&(sample){.count = count, .sums = values});
}

double values_variance(const double *values, size_t count)
{
    double error = sample_error(&(sample){.count = count, .sums = values});
    return error * error * (double)count;
}
