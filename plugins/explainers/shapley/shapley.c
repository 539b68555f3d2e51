/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "exact.h"
#include "permutations.h"

typedef struct shapley {
    coalition_options options;
    int64_t exact, pairs;
} shapley;

static const lk_param params[] = {
    COALITION_PARAMS,
    {.name = "exact",
     .type = LK_INT,
     .offset = offsetof(shapley, exact),
     .fallback = "12",
     .low = 0,
     .high = 16,
     .unit = "segments",
     .doc = "Up to so many segments all coalitions are scored, 2 to the power of their number, and "
            "the values are exact; 0 for never."},
    {.name = "pairs",
     .type = LK_INT,
     .offset = offsetof(shapley, pairs),
     .fallback = "20",
     .low = 2,
     .high = 1e5,
     .unit = "pairs",
     .doc = "Beyond that, how many random orders of the segments are gone through, each also in "
            "reverse; fewer are a beginning of more."},
};

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const shapley *s = self;
    coalition c;
    permutations p = {0};
    ends_answer a;
    lk_status status = coalition_begin_own(ctx, &s->options, request, &c);
    int is_exact = !status && c.segment_count <= (uint64_t)s->exact;
    if (!status)
        status = is_exact ? exact_draw(ctx, &c) : permutations_draw(ctx, &c, (size_t)s->pairs, &p);
    if (!status)
        status = coalition_ask(ctx, &s->options, &c, 0);
    if (!status)
        status = ends_open(ctx, &c, ENDS_SAMPLED, &a);
    if (status)
        return status;
    if (is_exact)
        a.halves = NULL;
    else
        a.freedom = (double)p.pairs - 1;
    for (uint32_t i = 0; !status && i < request->class_count; i++)
        if (is_exact)
            exact_weigh(&c, i, a.values + (size_t)i * c.segment_count);
        else
            status = permutations_weigh(ctx, &c, &p, i, &a);
    return status ? status : ends_finish(ctx, &c, &a, ENDS_SAMPLED, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = ENDS_SAMPLED,
                                     .diagnostics = ends_values,
                                     .diagnostic_size = sizeof ends_values[0],
                                     .explain = explain};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "shapley", .version = "0.1.0", .revision = 2,
        .summary = "Shapley values: what each segment adds to the score, over all orders.",
        .details =
            "L. S. Shapley, A value for n-person games, 1953. Segments are shown one after the "
            "other; a segment's value is what the score gains when it is added, the mean over all "
            "orders of the segments. Values sum to what the whole view scores above the empty "
            "one.\n\n"
            "Up to `exact` segments every coalition is scored, and the sum over coalitions S "
            "without k of |S|! (K - |S| - 1)! / K! (v(S and k) - v(S)) is taken as it is. Beyond, "
            "the mean is over random orders (J. Castro, D. Gomez, J. Tejada, Computers and "
            "Operations Research 36, 2009), each with its reverse (R. Mitchell, J. Cooper, E. "
            "Frank, G. Holmes, Sampling permutations for Shapley value estimation, JMLR 23, "
            "2022): 2 + 2 `pairs` (K - 1) forward passes, and standard errors by the spread of "
            "the pairs, intervals by Student's t. The sum of the values is right for each order. "
            "shap's PermutationExplainer "
            "goes through orders in the same pairs.\n\n"
            "Segments are cut and filled as by lime's profile `study` where nothing is said: slic "
            "of 30, black.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(shapley),
        LK_PARAMS(params), .open = coalition_options_check, .ops = &ops)
