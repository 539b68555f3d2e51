/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "model.h"

#include <math.h>

#include "../surrogate/lasso.h"

/* The ridge of the fit that selects, as in lime. */
#define SELECTING_RIDGE 0.01

static lk_status no_memory(lk_context *ctx, const coalition *c)
{
    return lk_error(ctx, LK_E_MEMORY, "out of memory for models of %u segments on %zu samples",
                    c->segment_count, c->rows);
}

static lk_status reserve(lk_context *ctx, const coalition *c, model *m)
{
    size_t classes = c->request->class_count;
    double *scores = lk_alloc_array(ctx, c->rows, classes * sizeof *scores);
    m->factors = lk_alloc_array(ctx, classes, sizeof *m->factors);
    m->coefficients = lk_alloc_array(ctx, c->segment_count, classes * sizeof *m->coefficients);
    m->intercepts = lk_alloc_array(ctx, classes, sizeof *m->intercepts);
    if (!scores || !m->factors || !m->coefficients || !m->intercepts)
        return no_memory(ctx, c);
    for (uint32_t i = 0; i < classes; i++)
        for (size_t row = 0; row < c->rows; row++)
            scores[i * c->rows + row] = coalition_score_of(c, row, i);
    m->data.scores = scores;
    return LK_OK;
}

/* The segments with the largest coefficients, ties to the lower label. */
static void pick_largest(const double *coefficients, uint32_t segments, uint32_t count,
                         uint32_t *picked)
{
    for (uint32_t k = 0, held = 0; k < segments; k++) {
        uint32_t place = held;
        while (place && fabs(coefficients[k]) > fabs(coefficients[picked[place - 1]]))
            place--;
        if (place == count)
            continue;
        held += held < count;
        for (uint32_t i = held - 1; i > place; i--)
            picked[i] = picked[i - 1];
        picked[place] = k;
    }
}

static lk_status select_segments(lk_context *ctx, const model *m, uint32_t slot, uint32_t **out)
{
    uint32_t segments = m->data.segments;
    uint32_t *picked = lk_alloc_array(ctx, m->features, sizeof *picked);
    double *first = lk_alloc_array(ctx, segments, sizeof *first), intercept;
    surrogate_factor f;
    if (!picked || !first)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the selection of segments");
    lk_status status = surrogate_factorise(ctx, &m->all, SELECTING_RIDGE, NULL, segments, &f);
    if (!status)
        status = surrogate_fit(ctx, &m->all, &f, slot, first, &intercept);
    if (!status)
        pick_largest(first, segments, m->features, picked);
    *out = picked;
    return status;
}

static double ridge_of(const model_rule *r)
{
    return r->regression == REGRESSION_WLS ? 0 : r->ridge;
}

static lk_status fit_class(lk_context *ctx, model *m, uint32_t slot)
{
    uint32_t *selected = NULL;
    surrogate_factor *f = &m->factors[slot];
    double *coefficients = m->coefficients + (size_t)slot * m->data.segments;
    lk_status status = LK_OK;
    if (m->rule.regression == REGRESSION_LASSO)
        return surrogate_lasso(ctx, &m->all, m->rule.lasso, slot, coefficients,
                               &m->intercepts[slot]);
    if (m->features < m->data.segments)
        status = select_segments(ctx, m, slot, &selected);
    if (!status)
        status = surrogate_factorise(ctx, &m->all, ridge_of(&m->rule), selected, m->features, f);
    if (!status)
        status = surrogate_fit(ctx, &m->all, f, slot, coefficients, &m->intercepts[slot]);
    return status;
}

lk_status model_refit(lk_context *ctx, const model *m, const surrogate_sums *sums, uint32_t slot,
                      double *coefficients, int *is_singular)
{
    surrogate_factor f;
    double intercept;
    *is_singular = 0;
    if (m->rule.regression == REGRESSION_LASSO)
        return surrogate_lasso(ctx, sums, m->rule.lasso, slot, coefficients, &intercept);
    lk_status status = surrogate_decompose(ctx, sums, ridge_of(&m->rule), m->factors[slot].segments,
                                           m->features, &f);
    *is_singular = !status && f.is_singular;
    return status || *is_singular ? status
                                  : surrogate_fit(ctx, sums, &f, slot, coefficients, &intercept);
}

lk_status model_fit(lk_context *ctx, const coalition *c, const double *weights,
                    const model_rule *rule, model *out)
{
    uint32_t segments = c->segment_count;
    int takes_all = !rule->features || rule->features >= segments;
    *out = (model){.rule = *rule,
                   .features = takes_all ? segments : rule->features,
                   .data = {.rows = c->rows,
                            .words = c->words,
                            .segments = segments,
                            .outputs = c->request->class_count,
                            .z = c->z,
                            .weights = weights}};
    lk_status status = reserve(ctx, c, out);
    if (!status)
        status = surrogate_sum(ctx, &out->data, &out->all);
    if (!status && !(out->all.weight > 0))
        status = lk_error(ctx, LK_E_FAIL,
                          "every sample has weight 0: use a wider kernel or other samples");
    for (uint32_t i = 0; !status && i < out->data.outputs; i++)
        status = fit_class(ctx, out, i);
    return status;
}
