/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>

#include "constrained.h"
#include "draw.h"

typedef struct kernelshap {
    coalition_options options;
    int64_t samples;
    int sizes;
} kernelshap;

static const lk_param params[] = {
    COALITION_PARAMS,
    {.name = "samples",
     .type = LK_INT,
     .offset = offsetof(kernelshap, samples),
     .fallback = "1000",
     .low = 2,
     .high = 1e7,
     .unit = "samples",
     .doc = "How many coalitions are scored, at most, besides the whole and the empty view."},
    {.name = "sizes",
     .type = LK_BOOL,
     .offset = offsetof(kernelshap, sizes),
     .fallback = "true",
     .doc = "Whether all coalitions that show, or hide, few segments are taken as far as `samples` "
            "cover them, as shap does, and only the others are drawn."},
};

static lk_status prepare(const kernelshap *s, lk_context *ctx, const lk_explain_request *request,
                         coalition *c, drawn *d)
{
    lk_status status = coalition_begin(ctx, &s->options, request, c);
    if (!status)
        status = request->coalitions ? drawn_take(ctx, c, d)
                                     : drawn_draw(ctx, c, (size_t)s->samples, s->sizes, d);
    return status ? status : coalition_ask(ctx, &s->options, c, 0);
}

static lk_status fit_errors(lk_context *ctx, const coalition *c, const drawn *d,
                            const constrained *f, ends_answer *a)
{
    lk_status status = LK_OK;
    uint32_t segments = c->segment_count;
    a->freedom = d->pairs > 1 ? (double)d->pairs - 1 : 0;
    if (!d->is_all && d->pairs < 2)
        for (size_t i = 0; i < (size_t)c->request->class_count * segments; i++)
            a->errors[i] = INFINITY;
    for (uint32_t i = 0; !status && d->pairs > 1 && i < c->request->class_count; i++) {
        lk_mark mark = ctx->host->mark(ctx); /* pairs x segments for each class */
        status =
            constrained_errors(ctx, c, d->weights, f, ROW_FIRST + d->fixed, i,
                               a->values + (size_t)i * segments, a->errors + (size_t)i * segments);
        ctx->host->release(ctx, mark);
    }
    return status;
}

/* Where a half does not tell all segments apart there are none. */
static lk_status fit_halves(lk_context *ctx, const coalition *c, const drawn *d, ends_answer *a)
{
    lk_status status = LK_OK;
    int is_singular = d->pairs < 2;
    for (size_t half = 0; !status && !is_singular && half < 2; half++) {
        constrained f;
        double *weights;
        status = drawn_half(ctx, c, d, half, &weights);
        if (!status)
            status = constrained_fit(ctx, c, weights, 2 * (size_t)c->segment_count, &f,
                                     a->halves + half * c->segment_count);
        is_singular = !status && f.is_singular;
    }
    if (is_singular)
        a->halves = NULL;
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const kernelshap *s = self;
    coalition c;
    drawn d;
    constrained f;
    ends_answer a;
    lk_status status = prepare(s, ctx, request, &c, &d);
    if (!status)
        status = ends_open(ctx, &c, ENDS_SAMPLED, &a);
    if (!status)
        status = constrained_fit(ctx, &c, d.weights, c.segment_count, &f, a.values);
    if (!status && f.is_singular)
        status = lk_error(ctx, LK_E_INPUT,
                          "%zu samples do not tell %u segments apart: use more `samples`, or fewer "
                          "segments",
                          c.rows - ROW_FIRST, c.segment_count);
    if (!status)
        status = fit_errors(ctx, &c, &d, &f, &a);
    if (!status)
        status = fit_halves(ctx, &c, &d, &a);
    if (status)
        return status;
    int64_t rows = (int64_t)c.rows;
    status = coalition_trace_array(&c, "weights",
                                   lk_tensor_over(d.weights, LK_DTYPE_FLOAT, 64, 1, &rows));
    return status ? status : ends_finish(ctx, &c, &a, ENDS_SAMPLED, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const kernelshap *s = self;
    (void)width;
    (void)height;
    return ROW_FIRST + (uint64_t)s->samples;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = ENDS_SAMPLED,
                                     .diagnostics = ends_values,
                                     .diagnostic_size = sizeof ends_values[0],
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "kernelshap", .version = "0.1.0", .revision = 3,
        .summary = "KernelSHAP: Shapley values by a regression of the score on coalitions.",
        .details =
            "S. M. Lundberg, S.-I. Lee, A unified approach to interpreting model predictions, "
            "NeurIPS 2017. Shapley values are the coefficients of the least squares fit of the "
            "score to shown segments in which a coalition of s of K segments weighs (K - 1) / "
            "(C(K, s) s (K - s)). The whole and the empty view weigh infinitely much: here the "
            "fit meets both exactly, by leaving the last coefficient to the others, in place of "
            "a large number. Coalitions are drawn in pairs of complements (I. Covert, S.-I. Lee, "
            "Improving KernelSHAP: practical Shapley value estimation using linear regression, "
            "AISTATS 2021), and the error goes with one over the root of their number; standard "
            "errors are by the pairs (CR2: R. M. Bell, D. F. McCaffrey, Survey Methodology 28, "
            "2002), intervals by Student's t.\n\n"
            "As shap does, sizes are taken whole from both ends inwards while `samples` cover "
            "them; where all are, the values are exact. Unlike shap, a coalition that is drawn "
            "again is scored again and not weighed twice, so that each pair is drawn alike, and "
            "no feature is selected (shap's `l1_reg`). Given samples weigh by the kernel.\n\n"
            "Segments are cut and filled as by lime's profile `study` where nothing is said: slic "
            "of 30, black.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(kernelshap),
        LK_PARAMS(params), .open = coalition_options_check, .ops = &ops)
