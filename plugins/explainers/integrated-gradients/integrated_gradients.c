/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../../metrics/common/value.h"
#include "../halves/halves.h"
#include "../pixels/baseline.h"
#include "completion.h"
#include "way.h"

enum { STEPS_ERROR = BASELINE_VALUES, SPLIT_HALF, VALUE_COUNT };

typedef struct integrated {
    int64_t steps;
    int rule; /* quadrature_rule */
    int is_complete;
    baseline baseline;
    pixels_choice choice;
} integrated;

static const char *const rules[] = {"gauss-legendre", "midpoint", "trapezoid", "captum-trapezoid",
                                    NULL};

static const lk_param params[] = {
    {.name = "steps",
     .type = LK_INT,
     .offset = offsetof(integrated, steps),
     .fallback = "64",
     .low = 2,
     .high = 4096,
     .doc = "At how many pictures between baseline and view the gradient is taken."},
    {.name = "rule",
     .type = LK_CHOICE,
     .offset = offsetof(integrated, rule),
     .fallback = "gauss-legendre",
     .choices = rules,
     .doc = "Where on the way these lie, and what each weighs. `captum-trapezoid` is Captum's "
            "`riemann_trapezoid`, whose weights sum to 1 - 1 / steps."},
    {.name = "complete",
     .type = LK_BOOL,
     .offset = offsetof(integrated, is_complete),
     .fallback = "yes",
     .doc = "Whether what the sum over steps lacks of the difference between the scores is added "
            "to the pixels' values, by how much each varies from step to step. Without it they "
            "are those of other programs."},
    BASELINE_PARAMS(integrated, baseline),
    PIXELS_PARAMS(integrated, choice, "sum"),
};

static const lk_value_info values[VALUE_COUNT] = {
    BASELINE_INFOS,
    [STEPS_ERROR] =
        MISSED_INFO("steps_error", "Missed by the steps", ", before they are completed,"),
    [SPLIT_HALF] = HALVES_INFO("heatmaps")};

static lk_status open_integrated(void *self, lk_context *ctx)
{
    const integrated *g = self;
    return baseline_check(ctx, &g->baseline);
}

/* One class; `room` is for two maps. */
static lk_status settle(const integrated *g, const way *w, uint32_t slot, double score, double from,
                        double *room, lk_value *out)
{
    const pixels *p = w->pixels;
    double *attribution = pixels_of(p, w->halves[0], slot);
    for (size_t i = 0; i < 2; i++)
        pixels_reduce(p, pixels_of(p, w->halves[i], slot), room + i * p->count);
    way_join(w, slot);
    baseline_missed(p, attribution, score, from, &out[STEPS_ERROR]);
    if (g->is_complete)
        completion_close(attribution, pixels_of(p, w->squares, slot), p->size, score - from);
    baseline_diagnose(p, attribution, score, from, out);
    return halves_compare(p->ctx, room, room + p->count, p->count, &out[SPLIT_HALF]);
}

static lk_status finish(const integrated *g, way *w, lk_explanation *out)
{
    pixels *p = w->pixels;
    double *scores = NULL, *from = NULL, *room = lk_alloc_array(p->ctx, p->count, 2 * sizeof *room);
    if (!room)
        return lk_error(p->ctx, LK_E_MEMORY, "out of memory to compare the steps");
    lk_status status = pixels_score(p, w->to, &scores);
    if (!status)
        status = pixels_score(p, w->from, &from);
    for (uint32_t c = 0; !status && c < p->request->class_count; c++)
        status = settle(g, w, c, scores[c], from[c], room, out->diagnostics + c * VALUE_COUNT);
    if (!status)
        pixels_answer(p, w->halves[0], out);
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const integrated *g = self;
    pixels p;
    way w;
    const float *painted = NULL;
    lk_status status = pixels_open(ctx, request, &g->choice, &p);
    if (!status)
        status = baseline_paint(&p, &g->baseline, &painted);
    if (!status)
        status = way_open(&p, painted, (quadrature_rule)g->rule, (size_t)g->steps, &w);
    if (!status)
        status = way_run(&w);
    return status ? status : finish(g, &w, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const integrated *g = self;
    (void)width;
    (void)height;
    return (uint64_t)g->steps + 2;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_GRADIENTS,
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "integrated-gradients", .version = "0.1.0",
        .revision = 2,
        .summary = "Integrated gradients: what each pixel adds on the way from a baseline.",
        .details =
            "M. Sundararajan, A. Taly, Q. Yan, Axiomatic attribution for deep networks, ICML 2017. "
            "The mean gradient over the pictures on the straight line from a baseline to the view, "
            "times what the view differs by from the baseline; the values of all pixels add up to "
            "the score of the view minus that of the baseline. Of deep networks of rectifiers the "
            "gradient on the way is rough: whatever the rule, a sum over 64 steps may miss a tenth "
            "of the difference (`steps_error`), large values of both signs being added up, while "
            "the "
            "map itself is near its limit (`split_half`). `complete` therefore closes the gap: "
            "each value takes a share of it that is proportional to its variance over the steps, "
            "the least change in units of what is known of each; a pixel whose gradient does not "
            "vary keeps its value.\n\n"
            "Gauss-Legendre is Captum's default rule, too. Its zero baseline is 0 of the network's "
            "normalised input: give that as `baseline: colour`, and `complete: no`, for the same "
            "numbers.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(integrated), LK_PARAMS(params), .open = open_integrated,
        .ops = &ops)
