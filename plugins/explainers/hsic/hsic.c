/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../metrics/common/value.h"
#include "../halves/halves.h"
#include "../sensitivity/sensitivity.h"
#include "dependence.h"

enum { BY_DISTANCES, BY_SCORES };
enum { SCORE, BANDWIDTH, FLOOR, SPLIT_HALF, SAMPLES, SEGMENTS, VALUE_COUNT };

#define CONSTANT "the scores of all samples are the same, or their median is 0"

typedef struct hsic {
    sensitivity common;
    int bandwidth;
} hsic;

static const char *const bandwidths[] = {"distances", "scores", NULL};

static const lk_param params[] = {
    SENSITIVITY_PARAMS("500", "How many samples; a power of 2 is balanced best."),
    {.name = "bandwidth",
     .type = LK_CHOICE,
     .offset = offsetof(hsic, bandwidth),
     .fallback = "distances",
     .choices = bandwidths,
     .doc = "Width of the kernel on scores: the median of the `distances` between two, or that of "
            "the `scores` themselves, as Xplique has it."},
};

static const lk_value_info values[VALUE_COUNT] = {
    [SCORE] = SCORE_OF_VIEW,
    [BANDWIDTH] = {.id = "bandwidth",
                   .title = "Width of the kernel on scores",
                   .unit = "",
                   .high = INFINITY,
                   .missing = CONSTANT,
                   .source = "The median that `bandwidth` names"},
    [FLOOR] = {.id = "floor",
               .title = "HSIC without dependence",
               .unit = "",
               .high = INFINITY,
               .missing = CONSTANT,
               .source = "About what a segment gets that does nothing, the bias of the V-statistic "
                         "(Gretton and others, 2005)"},
    [SPLIT_HALF] = HALVES_INFO("criteria"),
    [SAMPLES] = SAMPLES_INFO(2, ""),
    [SEGMENTS] = SEGMENTS_INFO,
};

/* Every `step`-th sample from `first` on. */
static lk_status measure_part(lk_context *ctx, const coalition *c, const double *scores,
                              double bandwidth, size_t first, size_t step, double *out,
                              double *floor)
{
    size_t count = (c->rows - 1 - first + step - 1) / step, segments = c->segment_count;
    double *bits = lk_alloc_array(ctx, count, segments * sizeof *bits);
    double *part = lk_alloc_array(ctx, count, sizeof *part);
    if (!bits || !part)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for %zu samples of %zu segments", count,
                        segments);
    for (size_t i = 0; i < count; i++) {
        size_t sample = first + i * step;
        part[i] = scores[sample];
        for (uint32_t k = 0; k < segments; k++)
            bits[i * segments + k] = lk_z_get(coalition_row(c, 1 + sample), k);
    }
    dependence d = {count, c->segment_count, bits, part, bandwidth};
    return dependence_measure(ctx, &d, out, floor);
}

static lk_status measure_dependence(lk_context *ctx, const coalition *c, const double *scores,
                                    double bandwidth, double *weights, lk_value *out)
{
    double floor = 0, unused;
    double *halves = lk_alloc_array(ctx, c->segment_count, 2 * sizeof *halves);
    if (!halves)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the halves of %u segments",
                        c->segment_count);
    lk_status status = measure_part(ctx, c, scores, bandwidth, 0, 1, weights, &floor);
    for (size_t half = 0; !status && half < 2; half++)
        status = measure_part(ctx, c, scores, bandwidth, half, 2, halves + half * c->segment_count,
                              &unused);
    if (status)
        return status;
    value_set(&out[BANDWIDTH], bandwidth);
    value_set(&out[FLOOR], floor);
    return halves_compare(ctx, halves, halves + c->segment_count, c->segment_count,
                          &out[SPLIT_HALF]);
}

static lk_status measure(const hsic *h, lk_context *ctx, const coalition *c, uint32_t slot,
                         double *weights, lk_value *out)
{
    size_t samples = c->rows - 1;
    double bandwidth, *scores = lk_alloc_array(ctx, samples, sizeof *scores);
    if (!scores)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the scores of %zu samples", samples);
    for (size_t i = 0; i < samples; i++)
        scores[i] = coalition_score_of(c, 1 + i, slot);
    value_set(&out[SCORE], coalition_score_of(c, 0, slot));
    value_set(&out[SAMPLES], (double)samples);
    value_set(&out[SEGMENTS], c->segment_count);
    value_missing(&out[BANDWIDTH], CONSTANT);
    value_missing(&out[FLOOR], CONSTANT);
    value_missing(&out[SPLIT_HALF], HALVES_MISSING);
    lk_status status = h->bandwidth == BY_SCORES
                           ? dependence_middle(ctx, scores, samples, &bandwidth)
                           : dependence_spread(ctx, scores, samples, &bandwidth);
    return status || !(bandwidth > 0) ? status
                                      : measure_dependence(ctx, c, scores, bandwidth, weights, out);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const hsic *h = self;
    coalition c;
    lk_status status = sensitivity_draw(ctx, &h->common, request, 0, &c);
    if (!status)
        status = coalition_ask(ctx, &h->common.options, &c, 0);
    if (!status)
        status = coalition_trace(ctx, &c);
    if (status)
        return status;
    double *weights = lk_alloc_array(ctx, c.segment_count, request->class_count * sizeof *weights);
    if (!weights)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the explanation");
    for (uint32_t i = 0; !status && i < request->class_count; i++)
        status = measure(h, ctx, &c, i, weights + (size_t)i * c.segment_count,
                         out->diagnostics + (size_t)i * VALUE_COUNT);
    return status ? status : coalition_answer(ctx, &c, weights, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const hsic *h = self;
    (void)width;
    (void)height;
    return 1 + (uint64_t)h->common.samples;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "hsic", .version = "0.1.0", .revision = 2,
        .summary = "HSIC: how much the score depends on whether each segment is shown.",
        .details =
            "P. Novello, T. Fel, D. Vigouroux, Making sense of dependence: efficient black-box "
            "explanations using dependence measure, NeurIPS 2022. Segments are shown or hidden at "
            "random, and a segment's value is the Hilbert-Schmidt independence criterion between "
            "its bit and the score: 0 where the two are independent. It has no sign.\n\n"
            "The estimate is the V-statistic tr(K H L H) / n^2, with the kernel 1 + 1/2 - (x - "
            "x')^2 on bits and exp(-(y - y')^2 / (2 s^2)) on scores. Xplique divides by n instead, "
            "which makes its values n times as large, and takes for s the median of the scores "
            "(`bandwidth: scores`), which is no width where scores are logits; the default is the "
            "usual heuristic, the median of the distances between scores.\n\n"
            "Given samples are taken in place of the drawn ones; a first one that shows everything "
            "is the whole view and no sample.",
        .licence = "GPL-3.0-or-later with GSL", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(hsic),
        LK_PARAMS(params), .open = coalition_options_check, .ops = &ops)
