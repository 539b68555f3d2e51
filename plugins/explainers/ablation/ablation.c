/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../ends/ends.h"

enum { LEAVE_OUT, LEAVE_IN };

typedef struct ablation {
    coalition_options options;
    int leave;
} ablation;

static const char *const leaves[] = {"out", "in", NULL};

static const lk_param params[] = {
    COALITION_PARAMS,
    {.name = "leave",
     .type = LK_CHOICE,
     .offset = offsetof(ablation, leave),
     .fallback = "out",
     .choices = leaves,
     .doc = "Whether a segment is hidden alone (`out`) or shown alone (`in`)."},
};

static lk_status prepare(const ablation *a, lk_context *ctx, const lk_explain_request *request,
                         coalition *c)
{
    lk_status status = coalition_begin_own(ctx, &a->options, request, c);
    if (!status)
        status = ends_reserve(ctx, c, c->segment_count);
    for (uint32_t k = 0; !status && k < c->segment_count; k++) {
        size_t row = ROW_FIRST + (size_t)k;
        if (a->leave == LEAVE_OUT)
            coalition_show_all(c, row);
        lk_z_set(coalition_row(c, row), k, a->leave == LEAVE_IN);
    }
    return status ? status : coalition_ask(ctx, &a->options, c, 0);
}

static double value_of(const ablation *a, const coalition *c, uint32_t k, uint32_t slot)
{
    double alone = coalition_score_of(c, ROW_FIRST + (size_t)k, slot);
    return a->leave == LEAVE_OUT ? coalition_score_of(c, ROW_WHOLE, slot) - alone
                                 : alone - coalition_score_of(c, ROW_EMPTY, slot);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const ablation *a = self;
    coalition c;
    ends_answer answer;
    lk_status status = prepare(a, ctx, request, &c);
    if (!status)
        status = ends_open(ctx, &c, ENDS_OWN, &answer);
    if (status)
        return status;
    for (uint32_t i = 0; i < request->class_count; i++)
        for (uint32_t k = 0; k < c.segment_count; k++)
            answer.values[(size_t)i * c.segment_count + k] = value_of(a, &c, k, i);
    return ends_finish(ctx, &c, &answer, ENDS_OWN, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = ENDS_OWN,
                                     .diagnostics = ends_values,
                                     .diagnostic_size = sizeof ends_values[0],
                                     .explain = explain};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "ablation", .version = "0.1.0", .revision = 1,
        .summary = "Ablation: what the score loses without each segment, or gains by it alone.",
        .details =
            "J. Li, W. Monroe, D. Jurafsky, Understanding neural networks through representation "
            "erasure, arXiv 1612.08220, 2016. With `leave: out` a segment's value is the score of "
            "the whole view less that of the view without it, as in Captum's FeatureAblation; with "
            "`leave: in` it is the score of the segment alone less that of the empty view. These "
            "are the first and the last of the steps that a Shapley value is the mean of, and need "
            "one forward pass a segment beside those of the whole and the empty view.\n\n"
            "The values need not sum to what the whole view scores above the empty one; the "
            "completeness error tells by how much they miss it: without interactions it is 0. "
            "Segments are cut and filled as by lime's profile `study` where nothing is said: slic "
            "of 30, black.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(ablation), LK_PARAMS(params), .open = coalition_options_check,
        .ops = &ops)
