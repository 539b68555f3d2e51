/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../metrics/common/value.h"
#include "../halves/halves.h"
#include "../sensitivity/sensitivity.h"

enum { SCORE, VARIANCE, TOTAL, SPLIT_HALF, SAMPLES, SEGMENTS, VALUE_COUNT };

#define CONSTANT "the scores of all samples are the same"

static const lk_param params[] = {
    SENSITIVITY_PARAMS("32", "How many samples, each of which is scored once more for every "
                             "segment; a power of 2 is balanced best."),
};

static const lk_value_info values[VALUE_COUNT] = {
    [SCORE] = SCORE_OF_VIEW,
    [VARIANCE] = {.id = "variance",
                  .title = "Variance of the score",
                  .unit = "",
                  .high = INFINITY,
                  .missing = "",
                  .source = "Over the samples"},
    [TOTAL] = {.id = "total",
               .title = "Sum of the total indices",
               .unit = "",
               .high = INFINITY,
               .missing = CONSTANT,
               .source = "1 where segments only add up; what is above is shared by several, each "
                         "of which counts it"},
    [SPLIT_HALF] = HALVES_INFO("indices"),
    [SAMPLES] = SAMPLES_INFO(2, "Without their replicas"),
    [SEGMENTS] = SEGMENTS_INFO,
};

/* ---- Replicas ---------------------------------------------------------------------- */

/* The row of a sample with one segment the other way round. */
static size_t replica_of(const coalition *c, size_t samples, size_t sample, uint32_t k)
{
    return 1 + samples + sample * c->segment_count + k;
}

static void flip(const coalition *c, size_t from, uint32_t k, size_t to)
{
    memcpy(coalition_row(c, to), coalition_row(c, from), c->words * sizeof *c->z);
    lk_z_set(coalition_row(c, to), k, !lk_z_get(coalition_row(c, to), k));
}

static int is_replica(const coalition *c, size_t from, uint32_t k, size_t row)
{
    int differing = 0;
    for (uint32_t i = 0; i < c->segment_count; i++)
        differing += lk_z_get(coalition_row(c, row), i) != lk_z_get(coalition_row(c, from), i);
    return differing == 1 &&
           lk_z_get(coalition_row(c, row), k) != lk_z_get(coalition_row(c, from), k);
}

/* Were the rows that this very function made given back? */
static int has_replicas(const coalition *c, size_t samples)
{
    if (samples < 2 || 1 + samples * (1 + (size_t)c->segment_count) != c->rows)
        return 0;
    for (size_t i = 0; i < samples; i++)
        for (uint32_t k = 0; k < c->segment_count; k++)
            if (!is_replica(c, 1 + i, k, replica_of(c, samples, i, k)))
                return 0;
    return 1;
}

/* How many of the rows after the first are samples. */
static size_t replicate(coalition *c)
{
    size_t rows = c->rows - 1, samples = rows / (1 + (size_t)c->segment_count);
    if (has_replicas(c, samples))
        return samples;
    for (size_t i = 0; i < rows; i++)
        for (uint32_t k = 0; k < c->segment_count; k++)
            flip(c, 1 + i, k, replica_of(c, rows, i, k));
    c->rows = 1 + rows * (1 + (size_t)c->segment_count);
    return rows;
}

/* ---- Indices ------------------------------------------------------------------------ */

static double variance_of(const coalition *c, size_t samples, uint32_t slot)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < samples; i++) {
        double d = coalition_score_of(c, 1 + i, slot) - mean;
        mean += d / (double)(i + 1);
        squares += d * (coalition_score_of(c, 1 + i, slot) - mean);
    }
    return squares / (double)(samples - 1);
}

/* What flips of each segment do to the score, squared and summed over every other sample. */
static void sum_half(const coalition *c, size_t samples, uint32_t slot, size_t half, double *sums)
{
    for (size_t i = half; i < samples; i += 2)
        for (uint32_t k = 0; k < c->segment_count; k++) {
            double d = coalition_score_of(c, 1 + i, slot) -
                       coalition_score_of(c, replica_of(c, samples, i, k), slot);
            sums[k] += d * d;
        }
}

static lk_status measure(lk_context *ctx, const coalition *c, size_t samples, uint32_t slot,
                         double *weights, lk_value *out)
{
    double variance = variance_of(c, samples, slot), total = 0;
    double *even = lk_alloc_array(ctx, c->segment_count, sizeof *even);
    double *odd = lk_alloc_array(ctx, c->segment_count, sizeof *odd);
    if (!even || !odd)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the indices of %u segments",
                        c->segment_count);
    sum_half(c, samples, slot, 0, even);
    sum_half(c, samples, slot, 1, odd);
    for (uint32_t k = 0; variance > 0 && k < c->segment_count; k++)
        total += weights[k] = (even[k] + odd[k]) / (4 * (double)samples * variance);
    value_set(&out[SCORE], coalition_score_of(c, 0, slot));
    value_set(&out[VARIANCE], variance);
    if (variance > 0)
        value_set(&out[TOTAL], total);
    else
        value_missing(&out[TOTAL], CONSTANT);
    value_set(&out[SAMPLES], (double)samples);
    value_set(&out[SEGMENTS], c->segment_count);
    return halves_compare(ctx, even, odd, c->segment_count, &out[SPLIT_HALF]);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const sensitivity *s = self;
    coalition c;
    size_t samples = 0;
    lk_status status = sensitivity_draw(ctx, s, request, 1, &c);
    if (!status) {
        samples = replicate(&c);
        status = coalition_ask(ctx, &s->options, &c, 0);
    }
    if (!status)
        status = coalition_trace(ctx, &c);
    if (status)
        return status;
    double *weights = lk_alloc_array(ctx, c.segment_count, request->class_count * sizeof *weights);
    if (!weights)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the explanation");
    for (uint32_t i = 0; !status && i < request->class_count; i++)
        status = measure(ctx, &c, samples, i, weights + (size_t)i * c.segment_count,
                         out->diagnostics + (size_t)i * VALUE_COUNT);
    return status ? status : coalition_answer(ctx, &c, weights, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .explain = explain};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "sobol", .version = "0.1.0", .revision = 2,
        .summary = "Sobol: the share of the score's variance that each segment has a part in.",
        .details =
            "T. Fel, R. Cadene, M. Chalvidal, M. Cord, D. Vigouroux, T. Serre, Look at the "
            "variance! Efficient black-box explanations with Sobol-based sensitivity analysis, "
            "NeurIPS 2021. Segments are shown or hidden at random; the total index of one is the "
            "mean variance that is left in the score when all others are known, over the variance "
            "of the score, by M. J. W. Jansen's estimator (Computer Physics Communications 117, "
            "1999). It counts what a segment does alone and together with others, and has no "
            "sign.\n\n"
            "The paper's masks fade segments by any degree, towards black; here a coalition shows "
            "a segment or hides it, its mask being cut at 1/2. Jansen's estimator compares each "
            "sample with replicas, each of which takes one coordinate from a second sample. With "
            "bits that changes nothing or flips the segment, either with probability 1/2: so "
            "every replica flips its segment, squared differences are halved, and no second sample "
            "is needed. This is the mean of what Xplique computes over all second samples, "
            "with the variance over n - 1 as there.\n\n"
            "Given samples are taken in place of the drawn ones, and are replicated unless they "
            "are a saved design of this explainer with its replicas.",
        .licence = "GPL-3.0-or-later with GSL", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(sensitivity),
        LK_PARAMS(params), .open = coalition_options_check, .ops = &ops)
