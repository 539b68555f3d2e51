/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "surrogate.h"

#include <cblas.h>
#include <f77blas.h>
#include <limits.h>
#include <math.h>

/* Of a segment's spread: less is no information of its own. */
#define ROUNDING 1e-10

static lk_status no_memory(lk_context *ctx, uint32_t segments)
{
    return lk_error(ctx, LK_E_MEMORY,
                    "out of memory for a regression on %u segments: ask for fewer", segments);
}

/* ---- Sums ----------------------------------------------------------------------- */

static lk_status reserve(lk_context *ctx, const surrogate_data *d, surrogate_sums *s)
{
    size_t k = d->segments, outputs = d->outputs;
    *s = (surrogate_sums){.segments = d->segments, .outputs = d->outputs};
    s->means = lk_alloc_array(ctx, k, sizeof(double));
    s->gram = lk_alloc_array(ctx, k, k * sizeof(double));
    s->score = lk_alloc_array(ctx, outputs, sizeof(double));
    s->spread = lk_alloc_array(ctx, outputs, sizeof(double));
    s->cross = lk_alloc_array(ctx, outputs, k * sizeof(double));
    return s->means && s->gram && s->score && s->spread && s->cross ? LK_OK
                                                                    : no_memory(ctx, d->segments);
}

static uint32_t list_shown(const surrogate_data *d, size_t row, uint32_t *shown)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < d->segments; k++)
        if (lk_z_get(d->z + row * d->words, k))
            shown[count++] = k;
    return count;
}

/* Scores are taken as differences from the first one, which keeps the digits of
 * a network whose answers hardly change. */
static double score_shift(const surrogate_data *d, uint32_t output)
{
    return d->scores[output * d->rows];
}

static void add_row(const surrogate_data *d, size_t row, const uint32_t *shown, uint32_t count,
                    surrogate_sums *s)
{
    double w = d->weights[row];
    s->weight += w;
    for (uint32_t i = 0; i < count; i++) {
        double *gram = s->gram + (size_t)shown[i] * s->segments;
        s->means[shown[i]] += w;
        for (uint32_t j = 0; j <= i; j++)
            gram[shown[j]] += w;
    }
    for (uint32_t o = 0; o < s->outputs; o++) {
        double y = d->scores[o * d->rows + row] - score_shift(d, o);
        double *cross = s->cross + (size_t)o * s->segments;
        s->score[o] += w * y;
        s->spread[o] += w * y * y;
        for (uint32_t i = 0; i < count; i++)
            cross[shown[i]] += w * y;
    }
}

/* From raw sums to sums about the weighted means. */
static void centre(const surrogate_data *d, surrogate_sums *s)
{
    for (uint32_t k = 0; k < s->segments; k++)
        s->means[k] /= s->weight;
    for (uint32_t k = 0; k < s->segments; k++)
        for (uint32_t j = 0; j <= k; j++)
            s->gram[(size_t)k * s->segments + j] -= s->weight * s->means[k] * s->means[j];
    for (uint32_t o = 0; o < s->outputs; o++) {
        for (uint32_t k = 0; k < s->segments; k++)
            s->cross[(size_t)o * s->segments + k] -= s->means[k] * s->score[o];
        s->score[o] /= s->weight;
        s->spread[o] -= s->weight * s->score[o] * s->score[o];
        s->score[o] += score_shift(d, o);
    }
}

lk_status surrogate_sum(lk_context *ctx, const surrogate_data *d, surrogate_sums *out)
{
    uint32_t *shown = lk_alloc_array(ctx, d->segments, sizeof *shown);
    lk_status status = shown ? reserve(ctx, d, out) : no_memory(ctx, d->segments);
    for (size_t row = 0; !status && row < d->rows; row++) {
        if (d->weights[row] > 0)
            add_row(d, row, shown, list_shown(d, row, shown), out);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    if (!status && out->weight > 0)
        centre(d, out);
    return status;
}

/* ---- Solving --------------------------------------------------------------------- */

static uint32_t segment_of(const surrogate_factor *f, uint32_t i)
{
    return f->segments ? f->segments[i] : i;
}

/* Without a ridge, is what a segment adds beyond those before it only rounding? */
static int has_rounding_only(const surrogate_factor *f, const surrogate_sums *s)
{
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t k = segment_of(f, i);
        double pivot = f->lower[(size_t)i * f->count + i];
        if (pivot * pivot <= ROUNDING * s->gram[(size_t)k * s->segments + k])
            return 1;
    }
    return 0;
}

lk_status surrogate_decompose(lk_context *ctx, const surrogate_sums *s, double ridge,
                              const uint32_t *segments, uint32_t count, surrogate_factor *out)
{
    char triangle = 'L';
    blasint n = (blasint)count, info = 0;
    *out = (surrogate_factor){.count = count, .segments = segments};
    out->lower = lk_alloc_array(ctx, count, (size_t)count * sizeof(double));
    if (!out->lower || count > INT_MAX)
        return no_memory(ctx, count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j <= i; j++) {
            uint32_t a = segment_of(out, i), b = segment_of(out, j);
            uint32_t row = a > b ? a : b, column = a > b ? b : a;
            out->lower[(size_t)j * count + i] =
                s->gram[(size_t)row * s->segments + column] + (i == j ? ridge : 0);
        }
    dpotrf_(&triangle, &n, out->lower, &n, &info);
    out->is_singular = info || (ridge == 0 && has_rounding_only(out, s));
    return LK_OK;
}

lk_status surrogate_factorise(lk_context *ctx, const surrogate_sums *s, double ridge,
                              const uint32_t *segments, uint32_t count, surrogate_factor *out)
{
    lk_status status = surrogate_decompose(ctx, s, ridge, segments, count, out);
    if (!status && out->is_singular)
        status = lk_error(ctx, LK_E_FAIL,
                          "the regression on %u segments has no unique answer: use a larger ridge "
                          "or more samples",
                          count);
    return status;
}

void surrogate_solve(const surrogate_factor *f, double *b, size_t columns)
{
    blasint n = (blasint)f->count, m = (blasint)columns;
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, m, 1, f->lower,
                n, b, n);
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, n, m, 1, f->lower,
                n, b, n);
}

lk_status surrogate_fit(lk_context *ctx, const surrogate_sums *s, const surrogate_factor *f,
                        uint32_t output, double *coefficients, double *intercept)
{
    const double *cross = s->cross + (size_t)output * s->segments;
    double *b = lk_alloc_array(ctx, f->count, sizeof *b);
    if (!b)
        return no_memory(ctx, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        b[i] = cross[segment_of(f, i)];
    surrogate_solve(f, b, 1);
    memset(coefficients, 0, s->segments * sizeof *coefficients);
    *intercept = s->score[output];
    for (uint32_t i = 0; i < f->count; i++) {
        coefficients[segment_of(f, i)] = b[i];
        *intercept -= s->means[segment_of(f, i)] * b[i];
    }
    return LK_OK;
}

/* ---- How good it is ---------------------------------------------------------------- */

void surrogate_residuals(const surrogate_data *d, uint32_t output, const double *coefficients,
                         double intercept, double *residuals)
{
    for (size_t row = 0; row < d->rows; row++) {
        double prediction = intercept;
        for (uint32_t k = 0; k < d->segments; k++)
            if (lk_z_get(d->z + row * d->words, k))
                prediction += coefficients[k];
        residuals[row] = d->scores[output * d->rows + row] - prediction;
    }
}

void surrogate_influence(const surrogate_data *d, const surrogate_sums *s,
                         const surrogate_factor *f, double *u)
{
    for (size_t row = 0; row < d->rows; row++)
        for (uint32_t i = 0; i < f->count; i++) {
            uint32_t k = segment_of(f, i);
            u[row * f->count + i] = lk_z_get(d->z + row * d->words, k) - s->means[k];
        }
    surrogate_solve(f, u, d->rows);
}

void surrogate_errors(const surrogate_data *d, const surrogate_factor *f, const double *influence,
                      const double *residuals, double *errors)
{
    double rows = (double)d->rows, correction = rows / (rows - f->count - 1);
    memset(errors, 0, f->count * sizeof *errors);
    for (size_t row = 0; row < d->rows; row++)
        for (uint32_t i = 0; i < f->count; i++) {
            double part = d->weights[row] * residuals[row] * influence[row * f->count + i];
            errors[i] += part * part;
        }
    for (uint32_t i = 0; i < f->count; i++)
        errors[i] = sqrt(correction * errors[i]);
}
