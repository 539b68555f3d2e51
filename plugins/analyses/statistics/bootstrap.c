/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "bootstrap.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

/* ---- Resampling ------------------------------------------------------------------ */

typedef struct drawn {
    double mean, error;
} drawn;

static drawn draw(const sample *s, const drawing *draws, size_t *indices)
{
    drawn d;
    draws->next(draws->user, s->count, indices);
    d.mean = sample_mean_at(s, indices, s->count);
    d.error = sample_error_at(s, indices, s->count, d.mean);
    return d;
}

static void resample(bootstrap *out, const sample *a, const sample *b, size_t resamples,
                     const drawing *draws, size_t *indices)
{
    for (size_t i = 0; i < resamples; i++) {
        drawn d = draw(a, draws, indices);
        if (b) {
            drawn e = draw(b, draws, indices);
            d.mean -= e.mean;
            d.error = hypot(d.error, e.error);
        }
        out->statistics[out->count++] = d.mean;
        if (d.error > 0)
            out->pivots[out->pivot_count++] = (d.mean - out->estimate) / d.error;
    }
}

/* Add the sums of U^2 and U^3, U being the influence of a unit by the jackknife
 * over the number of units. */
static void add_influence(const sample *s, double sign, double *squares, double *cubes)
{
    double n = (double)s->count, sum = 0, size = 0, mean = 0;
    for (size_t i = 0; i < s->count; i++) {
        sum += s->sums[i];
        size += s->sizes ? s->sizes[i] : 1;
    }
    for (size_t i = 0; i < s->count; i++)
        mean += (sum - s->sums[i]) / (size - (s->sizes ? s->sizes[i] : 1)) / n;
    for (size_t i = 0; i < s->count; i++) {
        double without = (sum - s->sums[i]) / (size - (s->sizes ? s->sizes[i] : 1));
        double u = sign * (n - 1) * (mean - without) / n;
        *squares += u * u;
        *cubes += u * u * u;
    }
}

static double acceleration_of(const sample *a, const sample *b)
{
    double squares = 0, cubes = 0;
    add_influence(a, 1, &squares, &cubes);
    if (b)
        add_influence(b, -1, &squares, &cubes);
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

int bootstrap_draw(bootstrap *out, const sample *a, const sample *b, size_t resamples,
                   const drawing *draws)
{
    size_t most = b && b->count > a->count ? b->count : a->count;
    size_t *indices = most <= SIZE_MAX / sizeof *indices ? malloc(most * sizeof *indices) : NULL;
    *out = (bootstrap){.estimate = sample_mean(a),
                       .error = sample_error(a),
                       .acceleration = acceleration_of(a, b)};
    if (b) {
        out->estimate -= sample_mean(b);
        out->error = hypot(out->error, sample_error(b));
    }
    if (resamples <= SIZE_MAX / sizeof(double)) {
        out->statistics = malloc(resamples * sizeof(double));
        out->pivots = malloc(resamples * sizeof(double));
    }
    int bad = !indices || !out->statistics || !out->pivots;
    if (bad)
        bootstrap_free(out);
    else
        resample(out, a, b, resamples, draws, indices);
    free(indices);
    return bad ? -1 : 0;
}

void bootstrap_free(bootstrap *b)
{
    free(b->statistics);
    free(b->pivots);
    *b = (bootstrap){0};
}

/* ---- Intervals --------------------------------------------------------------------- */

/* Puts the values in another order. */
static double quantile(double *values, size_t count, double p)
{
    double at = p * (double)(count - 1);
    size_t below = (size_t)at;
    double low = gsl_stats_select(values, 1, count, below), high = INFINITY;
    for (size_t i = below + 1; i < count; i++) /* none of these is less than `low` */
        high = fmin(high, values[i]);
    return below + 1 < count ? low + (at - (double)below) * (high - low) : low;
}

int bootstrap_bias(const bootstrap *b, double *z0)
{
    double below = 0, equal = 0, slack = 1e-12 * fabs(b->estimate);
    for (size_t i = 0; i < b->count; i++) {
        below += b->statistics[i] < b->estimate - slack;
        equal += fabs(b->statistics[i] - b->estimate) <= slack;
    }
    double share = (below + equal / 2) / (double)b->count;
    *z0 = share > 0 && share < 1 ? gsl_cdf_ugaussian_Pinv(share) : 0;
    return share > 0 && share < 1;
}

/* The level at which to look instead of at p. */
static int corrected(const bootstrap *b, double z0, double p, double *out)
{
    double z = z0 + gsl_cdf_ugaussian_Pinv(p), shrunk = 1 - b->acceleration * z;
    *out = shrunk > 0 ? gsl_cdf_ugaussian_P(z0 + z / shrunk) : 0;
    return shrunk > 0;
}

int bootstrap_interval(bootstrap *b, bootstrap_kind kind, double level, interval *out)
{
    double p = (1 - level) / 2, q = 1 - p, z0;
    if (kind == BOOTSTRAP_T) {
        if (!(b->error > 0) || !b->pivot_count)
            return 0;
        *out = (interval){b->estimate - quantile(b->pivots, b->pivot_count, q) * b->error,
                          b->estimate - quantile(b->pivots, b->pivot_count, p) * b->error};
        return 1;
    }
    if (kind == BOOTSTRAP_BCA && (!(b->error > 0) || !bootstrap_bias(b, &z0) ||
                                  !corrected(b, z0, p, &p) || !corrected(b, z0, q, &q)))
        return 0;
    *out = (interval){quantile(b->statistics, b->count, p), quantile(b->statistics, b->count, q)};
    if (kind == BOOTSTRAP_BASIC)
        *out = (interval){2 * b->estimate - out->hi, 2 * b->estimate - out->lo};
    return 1;
}
