/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "constrained.h"

#include <math.h>

/* A direction that one pair alone decides leaves it no residual. */
#define DECIDED 1e-10

static lk_status no_memory(lk_context *ctx, const coalition *c)
{
    return lk_error(ctx, LK_E_MEMORY,
                    "out of memory for a regression on %u segments: ask for fewer",
                    c->segment_count);
}

static lk_status reserve(lk_context *ctx, const coalition *c, surrogate_sums *s)
{
    size_t unknowns = c->segment_count - 1, outputs = c->request->class_count;
    *s = (surrogate_sums){.segments = (uint32_t)unknowns, .outputs = (uint32_t)outputs};
    s->means = lk_alloc_array(ctx, unknowns, sizeof(double));
    s->gram = lk_alloc_array(ctx, unknowns, unknowns * sizeof(double));
    s->score = lk_alloc_array(ctx, outputs, sizeof(double));
    s->cross = lk_alloc_array(ctx, outputs, unknowns * sizeof(double));
    return s->means && s->gram && s->score && s->cross ? LK_OK : no_memory(ctx, c);
}

/* The unknowns whose x is not 0: all have the same sign, that of the answer. */
static double list_used(const coalition *c, size_t row, uint32_t *used, uint32_t *count)
{
    const uint64_t *z = coalition_row(c, row);
    int last = lk_z_get(z, c->segment_count - 1);
    *count = 0;
    for (uint32_t k = 0; k + 1 < c->segment_count; k++)
        if (lk_z_get(z, k) != last)
            used[(*count)++] = k;
    return last ? -1 : 1;
}

static double rest_of(const coalition *c, size_t row, uint32_t slot)
{
    double y = coalition_score_of(c, row, slot) - coalition_score_of(c, ROW_EMPTY, slot);
    int last = lk_z_get(coalition_row(c, row), c->segment_count - 1);
    return last ? y - ends_gain(c, slot) : y;
}

static void add_row(const coalition *c, size_t row, double weight, uint32_t *used,
                    surrogate_sums *s)
{
    uint32_t count;
    double sign = list_used(c, row, used, &count);
    s->weight += weight;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j <= i; j++)
            s->gram[(size_t)used[i] * s->segments + used[j]] += weight;
    for (uint32_t o = 0; o < s->outputs; o++) {
        double y = sign * weight * rest_of(c, row, o);
        for (uint32_t i = 0; i < count; i++)
            s->cross[(size_t)o * s->segments + used[i]] += y;
    }
}

static lk_status sum_rows(lk_context *ctx, const coalition *c, const double *weights,
                          surrogate_sums *s)
{
    uint32_t *used = lk_alloc_array(ctx, c->segment_count, sizeof *used);
    lk_status status = used ? reserve(ctx, c, s) : no_memory(ctx, c);
    for (size_t row = ROW_FIRST; !status && row < c->rows; row++) {
        if (weights[row] > 0)
            add_row(c, row, weights[row], used, s);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return status;
}

static void close_values(const coalition *c, uint32_t slot, double *values)
{
    double left = ends_gain(c, slot);
    for (uint32_t k = 0; k + 1 < c->segment_count; k++)
        left -= values[k];
    values[c->segment_count - 1] = left;
}

lk_status constrained_fit(lk_context *ctx, const coalition *c, const double *weights, size_t step,
                          constrained *out, double *values)
{
    surrogate_sums sums = {0};
    lk_status status = LK_OK;
    *out = (constrained){.unknowns = c->segment_count - 1};
    if (out->unknowns) {
        status = sum_rows(ctx, c, weights, &sums);
        if (!status)
            status = surrogate_decompose(ctx, &sums, 0, NULL, out->unknowns, &out->factor);
        out->is_singular = out->factor.is_singular;
    }
    for (uint32_t i = 0; !status && !out->is_singular && i < c->request->class_count; i++) {
        double intercept;
        if (out->unknowns)
            status = surrogate_fit(ctx, &sums, &out->factor, i, values + i * step, &intercept);
        if (!status)
            close_values(c, i, values + i * step);
    }
    return status;
}

/* ---- Errors --------------------------------------------------------------------------- */

static double residual_of(const coalition *c, size_t row, uint32_t slot, const double *values)
{
    double e = coalition_score_of(c, row, slot) - coalition_score_of(c, ROW_EMPTY, slot);
    for (uint32_t k = 0; k < c->segment_count; k++)
        if (lk_z_get(coalition_row(c, row), k))
            e -= values[k];
    return e;
}

/* The sum of squares of what pairs add to a coefficient, about their mean. */
static double spread_of(const double *parts, size_t pairs, size_t step)
{
    double mean = 0, squares = 0;
    for (size_t p = 0; p < pairs; p++) {
        double d = parts[p * step] - mean;
        mean += d / (double)(p + 1);
        squares += d * (parts[p * step] - mean);
    }
    return squares;
}

/* x of the first row of each pair; that of the second has the other sign. */
static void list_pairs(const coalition *c, size_t first, size_t pairs, uint32_t unknowns,
                       uint32_t *used, double *out)
{
    for (size_t p = 0; p < pairs; p++, out += unknowns) {
        uint32_t count;
        double sign = list_used(c, first + 2 * p, used, &count);
        for (uint32_t i = 0; i < count; i++)
            out[used[i]] = sign;
    }
}

/* From what a pair weighs in the coefficients, A^-1 x, to what it adds to them. Fitting takes
 * away `leverage` of the variance of its residuals' difference. */
static void weigh_pair(const coalition *c, size_t row, uint32_t slot, double weight,
                       const double *values, uint32_t *used, uint32_t unknowns, double *part)
{
    uint32_t count;
    double sign = list_used(c, row, used, &count), leverage = 0;
    for (uint32_t i = 0; i < count; i++)
        leverage += 2 * weight * sign * part[used[i]];
    double difference = residual_of(c, row, slot, values) - residual_of(c, row + 1, slot, values);
    double scale = 1 - leverage > DECIDED ? weight * difference / sqrt(1 - leverage) : 0;
    for (uint32_t k = 0; k < unknowns; k++)
        part[k] *= scale;
}

lk_status constrained_errors(lk_context *ctx, const coalition *c, const double *weights,
                             const constrained *f, size_t first, uint32_t slot,
                             const double *values, double *errors)
{
    size_t pairs = (c->rows - first) / 2, n = f->unknowns;
    uint32_t *used = lk_alloc_array(ctx, n, sizeof *used);
    double *parts = lk_alloc_array(ctx, pairs, n * sizeof *parts);
    double *last = lk_alloc_array(ctx, pairs, sizeof *last);
    if (!used || !parts || !last)
        return no_memory(ctx, c);
    list_pairs(c, first, pairs, f->unknowns, used, parts);
    surrogate_solve(&f->factor, parts, pairs);
    for (size_t p = 0; p < pairs; p++) {
        size_t row = first + 2 * p;
        weigh_pair(c, row, slot, weights[row], values, used, f->unknowns, parts + p * n);
        for (size_t k = 0; k < n; k++)
            last[p] -= parts[p * n + k];
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    double correction = (double)pairs / ((double)pairs - 1);
    for (size_t k = 0; k < n; k++)
        errors[k] = sqrt(correction * spread_of(parts + k, pairs, n));
    errors[n] = sqrt(correction * spread_of(last, pairs, 1));
    return LK_OK;
}
