/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "diagnose.h"

#include "../../common/ascending.h"
#include "../../metrics/common/value.h"
#include "../halves/halves.h"
#include "../request/request.h"

#define CONSTANT_SCORES "the scores of all samples are the same"
#define TOO_FEW_SAMPLES "there are not more samples than coefficients"
#define NO_WHOLE_SAMPLE "no sample shows every segment"
#define NO_RANKS "a half has too few samples of weight, or its coefficients do not differ"
#define NO_INTERVAL "there are too few samples for an interval"
#define SELECTED "the lasso chose its segments by the same samples"
#define NO_RANK_ASKED "`until` asks for no rank that leaves segments behind it"
#define NO_RULE "there is no rule in `until`"

const lk_value_info model_values[MODEL_VALUES] = {
    [MODEL_FIT] = {.id = "fit",
                   .title = "Weighted R squared",
                   .unit = "",
                   .high = 1,
                   .direction = 1,
                   .missing = CONSTANT_SCORES,
                   .source = "1 - sum w (y - prediction)^2 / sum w (y - weighted mean)^2, lime's "
                             "`score`"},
    [MODEL_INTERCEPT] = {.id = "intercept",
                         .title = "Intercept",
                         .unit = "",
                         .low = -INFINITY,
                         .high = INFINITY,
                         .missing = "",
                         .source = "What the model predicts with every segment hidden"},
    [MODEL_PREDICTION] = {.id = "local_prediction",
                          .title = "Local prediction",
                          .unit = "",
                          .low = -INFINITY,
                          .high = INFINITY,
                          .missing = "",
                          .source = "What the model predicts for the whole view, lime's "
                                    "`local_pred`"},
    [MODEL_SCORE] =
        SCORE_INFO("What the network says of the sample that shows every segment", NO_WHOLE_SAMPLE),
    [MODEL_ERROR] = {.id = "standard_error",
                     .title = "Median standard error of the coefficients",
                     .unit = "",
                     .high = INFINITY,
                     .direction = -1,
                     .missing = TOO_FEW_SAMPLES,
                     .source = "Sandwich estimate of weighted least squares, HC1 (White, 1980; "
                               "MacKinnon and White, 1985); for samples drawn together CR2, as "
                               "for `half_width`"},
    [MODEL_SPLIT_HALF] = {.id = "split_half",
                          .title = "Split-half rank correlation",
                          .unit = "",
                          .low = -1,
                          .high = 1,
                          .direction = 1,
                          .missing = NO_RANKS,
                          .source = "Spearman's correlation between the coefficients fitted on the "
                                    "even and on the odd samples, or clusters of samples drawn "
                                    "together"},
    [MODEL_SEGMENTS] = SEGMENTS_INFO,
    [MODEL_SAMPLES] = SAMPLES_INFO(1, ""),
    [MODEL_HALF_WIDTH] = {.id = "half_width",
                          .title = "Half-width of the widest interval of a coefficient",
                          .unit = "",
                          .high = INFINITY,
                          .direction = -1,
                          .missing = NO_INTERVAL,
                          .source =
                              "At `level`, shared among the looks of `until`: Student's t and "
                              "CR2 (Bell and McCaffrey, 2002)"},
    [MODEL_SEPARATION] = {.id = "separation",
                          .title = "Separation of the first segments",
                          .unit = "",
                          .high = INFINITY,
                          .direction = 1,
                          .missing = NO_RANK_ASKED,
                          .source = "Smallest difference between the coefficients of one of the "
                                    "first `rank` segments and one behind them, in half-widths of "
                                    "its interval; above 1 they are told apart"},
    [MODEL_MET] = {.id = "until_met",
                   .title = "Certain enough",
                   .unit = "",
                   .high = 1,
                   .direction = 1,
                   .missing = NO_RULE,
                   .source = "1 where `until` is met for this class, 0 where the samples ran out"},
};

typedef struct workspace {
    surrogate_sums halves[2];
    double *influence; /* samples x segments */
    double *residuals; /* samples */
    double *scratch;   /* segments */
    double *fits[2];   /* segments: the coefficients of each half */
} workspace;

/* The even or the odd clusters, by the weights of the others. */
static lk_status sum_half(lk_context *ctx, const model *m, design d, size_t half,
                          surrogate_sums *out)
{
    surrogate_data data = m->data;
    double *weights = lk_alloc_array(ctx, data.rows, sizeof *weights);
    if (!weights)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for one half of %zu samples", data.rows);
    for (size_t row = 0; row < data.rows; row++)
        if (design_cluster_of(d, row) % 2 == half)
            weights[row] = data.weights[row];
    data.weights = weights;
    return surrogate_sum(ctx, &data, out);
}

static lk_status prepare(lk_context *ctx, const model *m, design d, workspace *w)
{
    size_t segments = m->data.segments, rows = m->data.rows;
    w->influence = lk_alloc_array(ctx, rows, m->features * sizeof(double));
    w->residuals = lk_alloc_array(ctx, rows, sizeof(double));
    w->scratch = lk_alloc_array(ctx, segments, sizeof(double));
    w->fits[0] = lk_alloc_array(ctx, segments, sizeof(double));
    w->fits[1] = lk_alloc_array(ctx, segments, sizeof(double));
    if (!w->influence || !w->residuals || !w->scratch || !w->fits[0] || !w->fits[1])
        return lk_error(ctx, LK_E_MEMORY, "out of memory for diagnostics of %zu samples", rows);
    for (size_t half = 0; half < 2; half++) {
        lk_status status = sum_half(ctx, m, d, half, &w->halves[half]);
        if (status)
            return status;
    }
    return LK_OK;
}

static void diagnose_fit(const model *m, uint32_t slot, const double *residuals, lk_value *out)
{
    double rest = 0;
    for (size_t row = 0; row < m->data.rows; row++)
        rest += m->data.weights[row] * residuals[row] * residuals[row];
    if (m->all.spread[slot] > 0)
        value_set(out, fmax(0, 1 - rest / m->all.spread[slot]));
    else
        value_missing(out, CONSTANT_SCORES);
}

static void diagnose_error(const model *m, uint32_t slot, const sampled *s, workspace *w,
                           lk_value *out)
{
    const surrogate_factor *f = &m->factors[slot];
    uint32_t n = f->count;
    if (!model_has_errors(m)) {
        value_missing(out, SELECTED);
        return;
    }
    if (m->data.rows <= (size_t)n + 1) {
        value_missing(out, TOO_FEW_SAMPLES);
        return;
    }
    if (s->design != DESIGN_INDEPENDENT) {
        value_set(out, s->classes[slot].error);
        return;
    }
    surrogate_influence(&m->data, &m->all, f, w->influence);
    surrogate_errors(&m->data, f, w->influence, w->residuals, w->scratch);
    qsort(w->scratch, n, sizeof *w->scratch, ascending);
    value_set(out, (w->scratch[(n - 1) / 2] + w->scratch[n / 2]) / 2);
}

/* The coefficients of one half, of the segments that the model uses. */
static lk_status fit_half(lk_context *ctx, const model *m, uint32_t slot,
                          const surrogate_sums *half, double *scratch, double *out,
                          int *is_singular)
{
    const uint32_t *used = m->factors[slot].segments;
    lk_status status = model_refit(ctx, m, half, slot, scratch, is_singular);
    for (uint32_t i = 0; !status && i < m->features; i++)
        out[i] = scratch[used ? used[i] : i];
    return status;
}

static lk_status diagnose_halves(lk_context *ctx, const model *m, uint32_t slot, workspace *w,
                                 lk_value *out)
{
    value_missing(out, NO_RANKS);
    for (int h = 0; h < 2; h++) {
        int is_singular;
        if (!(w->halves[h].weight > 0))
            return LK_OK;
        lk_status status =
            fit_half(ctx, m, slot, &w->halves[h], w->scratch, w->fits[h], &is_singular);
        if (status || is_singular)
            return status;
    }
    lk_status status = halves_compare(ctx, w->fits[0], w->fits[1], m->features, out);
    if (!status && out->missing)
        value_missing(out, NO_RANKS);
    return status;
}

static void diagnose_whole_view(const model *m, const coalition *c, uint32_t slot, lk_value *out)
{
    double prediction = m->intercepts[slot];
    for (uint32_t k = 0; k < m->data.segments; k++)
        prediction += m->coefficients[(size_t)slot * m->data.segments + k];
    value_set(&out[MODEL_PREDICTION], prediction);
    value_missing(&out[MODEL_SCORE], NO_WHOLE_SAMPLE);
    for (size_t row = 0; row < c->rows && out[MODEL_SCORE].missing; row++)
        if (coalition_shown(c, row) == c->segment_count)
            value_set(&out[MODEL_SCORE], coalition_score_of(c, row, slot));
}

static void set_or_miss(lk_value *out, double value, const char *reason)
{
    if (isfinite(value))
        value_set(out, value);
    else
        value_missing(out, reason);
}

static void diagnose_certainty(const certainty *c, const until *u, int has_errors, lk_value *out)
{
    set_or_miss(&out[MODEL_HALF_WIDTH], c->half_width, has_errors ? NO_INTERVAL : SELECTED);
    set_or_miss(&out[MODEL_SEPARATION], u->rank ? c->separation : INFINITY, NO_RANK_ASKED);
    set_or_miss(&out[MODEL_MET], until_is_asked(u) ? until_is_met(u, c, 1) : INFINITY, NO_RULE);
}

lk_status model_diagnose(lk_context *ctx, const model *m, const coalition *c, const sampled *s,
                         lk_value *out)
{
    workspace w;
    lk_status status = prepare(ctx, m, s->design, &w);
    for (uint32_t i = 0; !status && i < m->data.outputs; i++, out += MODEL_VALUES) {
        surrogate_residuals(&m->data, i, m->coefficients + (size_t)i * m->data.segments,
                            m->intercepts[i], w.residuals);
        diagnose_fit(m, i, w.residuals, &out[MODEL_FIT]);
        value_set(&out[MODEL_INTERCEPT], m->intercepts[i]);
        diagnose_whole_view(m, c, i, out);
        diagnose_error(m, i, s, &w, &out[MODEL_ERROR]);
        status = diagnose_halves(ctx, m, i, &w, &out[MODEL_SPLIT_HALF]);
        value_set(&out[MODEL_SEGMENTS], m->data.segments);
        value_set(&out[MODEL_SAMPLES], (double)m->data.rows);
        diagnose_certainty(&s->classes[i], &s->until, model_has_errors(m), out);
    }
    return status;
}
