/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "certainty.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/ascending.h"
#include "../student/student.h"

typedef struct workspace {
    surrogate_clusters clusters;
    double inflation;
    double *adjusted;  /* samples x features: influence of adjusted residuals */
    double *freedom;   /* features */
    double *quantiles; /* features: Student's t for an interval */
    double *distant;   /* features: and for one of the differences */
    double *residuals; /* samples */
    double *parts;     /* clusters x features */
    double *errors;    /* features */
    uint32_t *order;   /* features: largest coefficient first */
} workspace;

static lk_status prepare(lk_context *ctx, const model *m, const certainty_rule *rule, workspace *w,
                         certainty *out)
{
    size_t rows = m->data.rows, features = m->features, segments = m->data.segments;
    double *half_widths = lk_alloc_array(ctx, segments, m->data.outputs * sizeof *half_widths);
    lk_status status = design_clusters(ctx, rule->design, rows, &w->clusters);
    if (status)
        return status;
    w->inflation = design_inflation(rule->design, m->data.segments);
    w->adjusted = lk_alloc_array(ctx, rows, features * sizeof(double));
    w->freedom = lk_alloc_array(ctx, features, sizeof(double));
    w->quantiles = lk_alloc_array(ctx, features, sizeof(double));
    w->distant = lk_alloc_array(ctx, features, sizeof(double));
    w->residuals = lk_alloc_array(ctx, rows, sizeof(double));
    w->parts = lk_alloc_array(ctx, w->clusters.count + 1, features * sizeof(double));
    w->errors = lk_alloc_array(ctx, features, sizeof(double));
    w->order = lk_alloc_array(ctx, features, sizeof(uint32_t));
    if (!half_widths || !w->adjusted || !w->freedom || !w->quantiles || !w->distant ||
        !w->residuals || !w->parts || !w->errors || !w->order)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for intervals from %zu samples", rows);
    for (uint32_t i = 0; i < m->data.outputs; i++)
        out[i] = (certainty){.half_widths = half_widths + i * segments};
    return LK_OK;
}

static int has_others(const model *m, const certainty_rule *rule)
{
    return rule->rank && rule->rank < m->features;
}

/* What the samples of one factor say, whatever their scores. */
static lk_status open_factor(lk_context *ctx, const model *m, const surrogate_factor *f,
                             const certainty_rule *rule, workspace *w)
{
    double differences = (double)rule->rank * (m->features - rule->rank);
    surrogate_influence(&m->data, &m->all, f, w->adjusted);
    lk_status status =
        surrogate_adjust(ctx, &m->data, &m->all, f, &w->clusters, w->adjusted, w->freedom);
    for (uint32_t i = 0; !status && i < f->count; i++) {
        w->quantiles[i] = student_quantile(rule->miss, w->freedom[i]);
        if (has_others(m, rule))
            w->distant[i] = student_quantile(rule->miss / differences, w->freedom[i]);
    }
    return status;
}

/* Of the difference of two coefficients, or of one where `j` is `i`. */
static double standard_error(const workspace *w, uint32_t features, uint32_t i, uint32_t j)
{
    double sum = 0;
    for (size_t g = 0; g < w->clusters.count; g++) {
        const double *part = w->parts + g * features;
        double d = j == i ? part[i] : part[i] - part[j];
        sum += d * d;
    }
    return sqrt(sum * w->inflation);
}

static double half_width_of(double t, double error)
{
    return isfinite(t) ? t * error : INFINITY;
}

static double median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static void rank_coefficients(const double *coefficients, uint32_t count, uint32_t *order)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = i;
        for (; place && coefficients[i] > coefficients[order[place - 1]]; place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
}

/* The least difference of segment i, one of the first, from those behind them. */
static double separation_of(const double *c, uint32_t i, uint32_t rank, uint32_t count,
                            const workspace *w)
{
    double least = INFINITY;
    for (uint32_t b = rank; b < count; b++) {
        uint32_t j = w->order[b];
        double half =
            half_width_of(fmax(w->distant[i], w->distant[j]), standard_error(w, count, i, j));
        least = fmin(least, c[i] > c[j] ? (c[i] - c[j]) / half : 0);
    }
    return least;
}

static lk_status separate(lk_context *ctx, const model *m, uint32_t slot,
                          const certainty_rule *rule, workspace *w, double *least)
{
    const double *c = m->coefficients + (size_t)slot * m->data.segments;
    *least = INFINITY;
    if (!has_others(m, rule))
        return LK_OK;
    rank_coefficients(c, m->features, w->order);
    for (uint32_t a = 0; a < rule->rank; a++) {
        *least = fmin(*least, separation_of(c, w->order[a], rule->rank, m->features, w));
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

static lk_status measure_class(lk_context *ctx, const model *m, uint32_t slot,
                               const certainty_rule *rule, workspace *w, certainty *out)
{
    const surrogate_factor *f = &m->factors[slot];
    surrogate_residuals(&m->data, slot, m->coefficients + (size_t)slot * m->data.segments,
                        m->intercepts[slot], w->residuals);
    surrogate_parts(&m->data, f, &w->clusters, w->adjusted, w->residuals, w->parts);
    for (uint32_t i = 0; i < f->count; i++) {
        w->errors[i] = standard_error(w, f->count, i, i);
        double half = half_width_of(w->quantiles[i], w->errors[i]);
        out->half_widths[f->segments ? f->segments[i] : i] = half;
        out->half_width = fmax(out->half_width, half);
    }
    out->error = median(w->errors, f->count);
    return separate(ctx, m, slot, rule, w, &out->separation);
}

/* No more samples than coefficients leave no residuals to judge by, and the lasso no
 * interval. */
static void give_up(const model *m, certainty *out)
{
    for (uint32_t k = 0; k < m->data.segments; k++)
        out->half_widths[k] = INFINITY;
    out->error = out->half_width = INFINITY;
}

lk_status certainty_measure(lk_context *ctx, const model *m, const certainty_rule *rule,
                            certainty *out)
{
    workspace w;
    lk_status status = prepare(ctx, m, rule, &w, out);
    for (uint32_t i = 0; !status && i < m->data.outputs; i++) {
        const surrogate_factor *f = &m->factors[i];
        if (!model_has_errors(m) || m->data.rows <= (size_t)f->count + 1) {
            give_up(m, &out[i]);
            continue;
        }
        if (!i || f->segments) /* otherwise all classes share one factor */
            status = open_factor(ctx, m, f, rule, &w);
        if (!status)
            status = measure_class(ctx, m, i, rule, &w, &out[i]);
    }
    return status;
}
