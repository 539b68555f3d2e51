/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <limits.h>
#include <math.h>

#include "diagnose.h"
#include "sample.h"

enum { PROFILE_STUDY, PROFILE_LIME };

typedef struct lime {
    int profile;
    lk_segmenter *segmenter;
    int64_t samples;
    int sampling; /* design */
    struct until until;
    double level;
    int64_t least;
    double growth;
    double probability;
    int fill; /* fill_kind */
    lk_double_list colour;
    int distance; /* sample_distance */
    double kernel_width;
    double ridge;
    int64_t features;
    int output; /* lk_output */
    int positive, quantise;
    struct fill hidden; /* what `fill` and `colour` come to */
} lime;

static const char *const profiles[] = {"study", "lime", NULL};
static const char *const fills[] = {"black", "mean", "truncated-mean", "colour", NULL};
static const char *const samplings[] = {"independent", "paired", "stratified", "orthogonal", NULL};
static const char *const distances[] = {"cosine", "euclidean", NULL};
static const char *const outputs[] = {"probability", "logit", NULL};

/* The study's, and that of lime by M. T. Ribeiro. */
static const char *const segmenters[] = {
    [PROFILE_STUDY] = "{use: slic, segments: 30, compactness: 20}",
    [PROFILE_LIME] = "{use: quickshift, kernel_size: 4, max_dist: 200, ratio: 0.2}",
};
static const char *const profile_fills[] = {
    [PROFILE_STUDY] = "black", [PROFILE_LIME] = "truncated-mean"};
static const char *const profile_switches[] = {[PROFILE_STUDY] = "true", [PROFILE_LIME] = "false"};

static const lk_param params[] = {
    {.name = "profile",
     .type = LK_CHOICE,
     .offset = offsetof(lime, profile),
     .fallback = "study",
     .choices = profiles,
     .doc = "Whose LIME: `study` fills black, keeps positive coefficients and stores them in 255 "
            "steps, as the reference study did; `lime` cuts by quick shift, fills with truncated "
            "segment means and keeps every coefficient, as lime by M. T. Ribeiro does."},
    {.name = "segmenter",
     .type = LK_PLUGIN_REF,
     .offset = offsetof(lime, segmenter),
     .follows = "profile",
     .fallbacks = segmenters,
     .refers = LK_STAGE_SEGMENTER,
     .doc = "What cuts the view into segments."},
    {.name = "samples",
     .type = LK_INT,
     .offset = offsetof(lime, samples),
     .fallback = "1000",
     .low = 1,
     .high = 1e7,
     .unit = "samples",
     .doc = "How many samples, at most where there is a rule in `until`; the first shows "
            "everything. Fewer samples are a beginning of more."},
    {.name = "sampling", /* not LK_PARAM_SAMPLER: a further one would change all samples */
     .type = LK_CHOICE,
     .offset = offsetof(lime, sampling),
     .fallback = "independent",
     .choices = samplings,
     .doc = "Which samples: `independent` of each other; `paired` with their complements, so that "
            "what two segments do together cancels; `stratified`, where of each four samples the "
            "same number shows a segment; `orthogonal`, pairs that are rows of a Hadamard matrix."},
    {.name = "until.half_width",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, until.half_width),
     .low = 1e-12,
     .high = 1e12,
     .doc = "Stop when the interval of each coefficient of every asked class is within this of it; "
            "`samples` is the most that is spent."},
    {.name = "until.rank",
     .type = LK_INT,
     .offset = offsetof(lime, until.rank),
     .low = 1,
     .high = 1e6,
     .unit = "segments",
     .doc = "Stop when, for every asked class, so many first segments are told from all others."},
    {.name = "level",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, level),
     .fallback = "0.95",
     .low = 0.5,
     .high = 0.9999,
     .doc = "Confidence level of intervals; with `until` they hold it at whichever look the run "
            "ends."},
    {.name = "least",
     .type = LK_INT,
     .offset = offsetof(lime, least),
     .fallback = "100",
     .low = 2,
     .high = 1e7,
     .unit = "samples",
     .doc = "Samples before `until` is first looked at, or twice the number of coefficients where "
            "that is more."},
    {.name = "growth",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, growth),
     .fallback = "1.5",
     .low = 1.05,
     .high = 10,
     .doc = "Factor by which samples grow from one look at `until` to the next."},
    {.name = "probability",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(lime, probability),
     .fallback = "0.5",
     .low = 0.01,
     .high = 0.99,
     .doc = "Probability that a sample shows a segment."},
    {.name = "fill",
     .type = LK_CHOICE,
     .offset = offsetof(lime, fill),
     .follows = "profile",
     .fallbacks = profile_fills,
     .choices = fills,
     .doc = "What a hidden segment shows; `mean` is its own mean colour, `truncated-mean` the same "
            "without fractions."},
    {.name = "colour",
     .type = LK_DOUBLE_LIST,
     .offset = offsetof(lime, colour),
     .low = 0,
     .high = 255,
     .doc = "Red, green and blue for `fill: colour`."},
    {.name = "distance",
     .type = LK_CHOICE,
     .offset = offsetof(lime, distance),
     .fallback = "cosine",
     .choices = distances,
     .doc = "Distance of a sample's bits from all ones."},
    {.name = "kernel_width",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, kernel_width),
     .fallback = "0.25",
     .low = 1e-6,
     .high = 1e6,
     .doc = "Width s of the kernel that weighs a sample at distance d, sqrt(exp(-d^2 / s^2))."},
    {.name = "ridge",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, ridge),
     .fallback = "1",
     .low = 1e-6,
     .high = 1e6,
     .doc = "Penalty on the squares of the coefficients; the intercept is not penalised."},
    {.name = "features",
     .type = LK_INT,
     .offset = offsetof(lime, features),
     .fallback = "0",
     .low = 0,
     .high = 1e6,
     .unit = "segments",
     .doc = "Fit only this many segments, those with the largest coefficients of a first fit "
            "(lime's `highest_weights`); 0 for all."},
    {.name = "output",
     .type = LK_CHOICE,
     .offset = offsetof(lime, output),
     .fallback = "probability",
     .choices = outputs,
     .doc = "Which score of the network is explained."},
    {.name = "positive",
     .type = LK_BOOL,
     .offset = offsetof(lime, positive),
     .follows = "profile",
     .fallbacks = profile_switches,
     .doc = "Whether the map sets negative coefficients to 0."},
    {.name = "quantise",
     .type = LK_BOOL,
     .offset = offsetof(lime, quantise),
     .follows = "profile",
     .fallbacks = profile_switches,
     .doc = "Whether the map holds whole 255ths, fractions dropped, and nothing beyond 1, as in an "
            "8-bit image."},
};

static lk_status open_lime(void *self, lk_context *ctx)
{
    lime *l = self;
    l->hidden = (fill){(fill_kind)l->fill, &l->colour};
    if (design_is_paired((design)l->sampling) && l->probability != .5)
        return lk_error(ctx, LK_E_INPUT,
                        "a sample and its complement show segments with probability 0.5: leave "
                        "`probability` out, or take another `sampling`");
    if (until_is_asked(&l->until) && l->features)
        return lk_error(ctx, LK_E_INPUT,
                        "the intervals of `until` know of no selection: leave `features` out");
    return fill_check(ctx, &l->hidden);
}

static lk_status prepare_samples(const lime *l, lk_context *ctx, coalition *c)
{
    const lk_explain_request *r = c->request;
    lk_status status = LK_OK;
    if (!r->segments)
        status = l->segmenter->segment(l->segmenter, ctx, r->view, r->landmarks, &c->segments,
                                       &c->segment_count);
    if (!status)
        status = coalition_reserve(
            ctx, c, r->coalitions ? (size_t)r->coalitions->shape[0] : (size_t)l->samples);
    if (status)
        return status;
    return r->coalitions ? coalition_copy_given(ctx, c, 0)
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

/* Score samples and fit models until the rule is met or no samples are left. */
static lk_status fit_until(const lime *l, lk_context *ctx, coalition *c, double *weights, model *m,
                           sampled *s)
{
    until_looks looks = plan_looks(l, c);
    uint32_t classes = c->request->class_count;
    certainty *sure = lk_alloc_array(ctx, classes, sizeof *sure);
    certainty_rule rule = {s->design, (1 - l->level) / (double)until_count(&looks),
                           (uint32_t)s->until.rank};
    lk_status status = coalition_fill(ctx, c, &l->hidden);
    s->classes = sure;
    if (!sure)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for intervals of %u classes", classes);
    for (size_t rows = 0; !status && rows < looks.all;) {
        size_t first = rows;
        c->rows = rows = until_next(&looks, rows);
        status = coalition_score(ctx, c, first, (lk_output)l->output);
        sample_weigh(c, (sample_distance)l->distance, l->kernel_width, weights);
        if (!status)
            status = model_fit(ctx, c, weights, l->ridge, (uint32_t)l->features, m);
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
    lk_status status = coalition_open(ctx, request, &c);
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
            "The profiles differ in `segmenter`, `fill`, `positive` and `quantise` only, and a "
            "parameter that "
            "is "
            "given stands above its profile. The reference study stored its maps in 8 bits, where "
            "a "
            "coefficient above 1 wrapped round; `quantise` stops at 1.\n\n"
            "Intervals of coefficients are CR2 (R. M. Bell, D. F. McCaffrey, Survey Methodology "
            "28, 2002) over what `sampling` draws together, with Student's t. With `until` they "
            "are made for the chance of a miss over the number of looks (Bonferroni), that of a "
            "rank also over its differences. They tell how the draw of samples moves the "
            "coefficients, not what `ridge` shrinks. The page sampling.md tells what each design "
            "saves.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(lime),
        LK_PARAMS(params), .open = open_lime, .ops = &ops)
