/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lime.h"

#include <math.h>

static lk_status open_lime(void *self, lk_context *ctx)
{
    lime *l = self;
    l->rule = (model_rule){(regression)l->regression, l->ridge, l->lasso, (uint32_t)l->features};
    if (l->regression == REGRESSION_LASSO && (until_is_asked(&l->until) || l->features))
        return lk_error(ctx, LK_E_INPUT,
                        "`regression: lasso` chooses its segments itself and knows no intervals: "
                        "leave `until` and `features` out, or take another `regression`");
    if (design_is_paired((design)l->sampling) && l->probability != .5)
        return lk_error(ctx, LK_E_INPUT,
                        "a sample and its complement show segments with probability 0.5: leave "
                        "`probability` out, or take another `sampling`");
    if (until_is_asked(&l->until) && l->features)
        return lk_error(ctx, LK_E_INPUT,
                        "the intervals of `until` know of no selection: leave `features` out");
    return coalition_options_check(self, ctx);
}

static lk_status prepare_samples(const lime *l, lk_context *ctx, coalition *c)
{
    const lk_tensor *given = c->request->coalitions;
    lk_status status =
        coalition_reserve(ctx, c, given ? (size_t)given->shape[0] : (size_t)l->samples);
    if (status)
        return status;
    return given ? coalition_copy_given(ctx, c, 0)
                 : design_draw(ctx, c, (design)l->sampling, l->probability);
}

/* The looks at the rule; one at the end where there is none, or where samples
 * were given. */
static until_looks plan_looks(const lime *l, const coalition *c)
{
    size_t twice = 2 * ((size_t)c->segment_count + 1), least = (size_t)l->least;
    return (until_looks){.least = !until_is_asked(&l->until) || c->request->coalitions ? c->rows
                                  : least > twice                                      ? least
                                                                                       : twice,
                         .all = c->rows,
                         .growth = l->growth,
                         .cluster = design_cluster_size((design)l->sampling)};
}

/* Score samples and fit models until the rule is met or no samples are left. Each look takes the
 * memory of the one before. */
static lk_status fit_until(const lime *l, lk_context *ctx, coalition *c, double *weights, model *m,
                           sampled *s)
{
    until_looks looks = plan_looks(l, c);
    uint32_t classes = c->request->class_count;
    certainty *sure = lk_alloc_array(ctx, classes, sizeof *sure);
    certainty_rule rule = {s->design, (1 - l->level) / (double)until_count(&looks),
                           (uint32_t)s->until.rank};
    kernel near = {0};
    lk_status status = kernel_open(ctx, c, (kernel_distance)l->distance, (kernel_form)l->kernel,
                                   l->kernel_width, &near);
    s->classes = sure;
    if (!sure)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for intervals of %u classes", classes);
    lk_mark mark = ctx->host->mark(ctx);
    for (size_t rows = 0; !status && rows < looks.all;) {
        size_t first = rows;
        ctx->host->release(ctx, mark);
        c->rows = rows = until_next(&looks, rows);
        status = coalition_ask(ctx, &l->options, c, first);
        kernel_weigh(&near, c, weights);
        if (!status)
            status = model_fit(ctx, c, weights, &l->rule, m);
        if (!status)
            status = certainty_measure(ctx, m, &rule, sure);
        if (until_is_asked(&s->until) && until_is_met(&s->until, sure, classes))
            break;
    }
    return status;
}

static lk_status trace_model(lk_context *ctx, const coalition *c, double *weights, const model *m,
                             const certainty *sure)
{
    int64_t rows = (int64_t)c->rows, classes = c->request->class_count;
    int64_t shape[2] = {classes, c->segment_count};
    lk_status status = coalition_trace(ctx, c);
    if (!status)
        status = coalition_trace_array(c, "weights",
                                       lk_tensor_over(weights, LK_DTYPE_FLOAT, 64, 1, &rows));
    if (!status)
        status = coalition_trace_array(
            c, "coefficients", lk_tensor_over(m->coefficients, LK_DTYPE_FLOAT, 64, 2, shape));
    if (!status)
        status = coalition_trace_array(
            c, "intercepts", lk_tensor_over(m->intercepts, LK_DTYPE_FLOAT, 64, 1, &classes));
    if (!status)
        status = coalition_trace_array(
            c, "half_widths", lk_tensor_over(sure->half_widths, LK_DTYPE_FLOAT, 64, 2, shape));
    return status;
}

/* The study stored int(255 c) in 8 bits, where a coefficient above 1 wrapped
 * round; here it stops at 1. */
static double map_value(const lime *l, double coefficient)
{
    double v = l->positive && coefficient < 0 ? 0 : coefficient;
    if (l->quantise)
        v = trunc(255 * (v > 1 ? 1 : v < -1 ? -1 : v)) / 255;
    return v;
}

static lk_status answer(const lime *l, lk_context *ctx, const coalition *c, const model *m,
                        lk_explanation *out)
{
    size_t count = (size_t)c->request->class_count * c->segment_count;
    double *map = lk_alloc_array(ctx, count, sizeof *map);
    if (!map)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the explanation");
    for (size_t i = 0; i < count; i++)
        map[i] = map_value(l, m->coefficients[i]);
    return coalition_answer(ctx, c, map, out);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const lime *l = self;
    coalition c;
    model m;
    sampled s = {request->coalitions ? DESIGN_INDEPENDENT : (design)l->sampling, l->until, NULL};
    lk_status status = coalition_begin(ctx, &l->options, request, &c);
    if (!status)
        status = prepare_samples(l, ctx, &c);
    if (status)
        return status;
    double *weights = lk_alloc_array(ctx, c.rows, sizeof *weights);
    if (!weights)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the weights of %zu samples", c.rows);
    status = fit_until(l, ctx, &c, weights, &m, &s);
    if (!status)
        status = model_diagnose(ctx, &m, &c, &s, out->diagnostics);
    if (!status)
        status = trace_model(ctx, &c, weights, &m, s.classes);
    return status ? status : answer(l, ctx, &c, &m, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const lime *l = self;
    (void)width;
    (void)height;
    return (uint64_t)l->samples;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = MODEL_VALUES,
                                     .diagnostics = model_values,
                                     .diagnostic_size = sizeof model_values[0],
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "lime", .version = "0.1.0", .revision = 2,
        .summary = "LIME: a linear model of the score over shown and hidden segments.",
        .details =
            "M. T. Ribeiro, S. Singh, C. Guestrin, \"Why should I trust you?\": explaining the "
            "predictions of any classifier, KDD 2016. Random segments are hidden, samples near the "
            "whole view weigh more, and a ridge regression tells how much each segment adds to the "
            "score. Sample 0 shows everything; a sample that hides everything has cosine distance "
            "1. "
            "A map is the coefficients, after `positive` and `quantise`; diagnostics and the saved "
            "coefficients are those of the model itself.\n\n"
            "A profile is the defaults of `segmenter`, `samples`, `fill`, `distance`, `kernel`, "
            "`kernel_width`, `regression`, `ridge`, `positive` and `quantise`; a parameter that is "
            "given stands above it. The reference study stored its maps in 8 bits, where a "
            "coefficient above 1 wrapped round; `quantise` stops at 1. Captum takes its distances "
            "from the network's normalised input, here they are those of the view's pixels, which "
            "is the same cosine where the normalisation only scales; it has no segmenter, and "
            "draws its first sample like the others, as Xplique does. The lasso is that of "
            "scikit-learn with sample weights.\n\n"
            "Intervals of coefficients are CR2 (R. M. Bell, D. F. McCaffrey, Survey Methodology "
            "28, 2002) over what `sampling` draws together, with Student's t. With `until` they "
            "are made for the chance of a miss over the number of looks (Bonferroni), that of a "
            "rank also over its differences. They tell how the draw of samples moves the "
            "coefficients, not what `ridge` shrinks; the lasso has none, since it chooses its "
            "segments by the same samples. The page sampling.md tells what each design "
            "saves.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(lime),
        LK_PARAMS(lime_params), .open = open_lime, .ops = &ops)
