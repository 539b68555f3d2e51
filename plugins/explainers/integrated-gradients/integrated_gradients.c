/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../pixels/baseline.h"
#include "quadrature.h"

typedef struct integrated {
    int64_t steps;
    int rule; /* quadrature_rule */
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
    BASELINE_PARAMS(integrated, baseline),
    PIXELS_PARAMS(integrated, choice, "sum"),
};

static lk_status open_integrated(void *self, lk_context *ctx)
{
    const integrated *g = self;
    return baseline_check(ctx, &g->baseline);
}

/* ---- The way from baseline to view ------------------------------------------------- */

typedef struct way {
    const pixels *pixels;
    const float *from, *to;
    double *nodes, *weights;
    double *mean; /* gradients by asked class */
} way;

static void paint(void *user, size_t which, float *out)
{
    const way *w = user;
    for (size_t i = 0; i < w->pixels->size; i++) {
        double from = (double)w->from[i];
        out[i] = (float)(from + w->nodes[which] * ((double)w->to[i] - from));
    }
}

static void take(void *user, size_t which, uint32_t slot, const float *gradient, double score)
{
    const way *w = user;
    double *mean = pixels_of(w->pixels, w->mean, slot);
    (void)score;
    for (size_t i = 0; i < w->pixels->size; i++)
        mean[i] += w->weights[which] * (double)gradient[i];
}

static lk_status integrate(const integrated *g, pixels *p, const float *painted, double **out)
{
    size_t steps = (size_t)g->steps;
    way w = {.pixels = p,
             .from = painted,
             .to = p->request->view->pixels.data,
             .nodes = lk_alloc_array(p->ctx, steps, sizeof(double)),
             .weights = lk_alloc_array(p->ctx, steps, sizeof(double))};
    const pixels_walk walk = {steps, paint, take, &w};
    if (!w.nodes || !w.weights)
        return lk_error(p->ctx, LK_E_MEMORY, "out of memory for %zu steps", steps);
    quadrature_make((quadrature_rule)g->rule, steps, w.nodes, w.weights);
    lk_status status = pixels_reserve(p, &w.mean);
    *out = w.mean;
    return status ? status : pixels_run(p, &walk);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const integrated *g = self;
    pixels p;
    const float *painted = NULL;
    double *gradients = NULL, *scores = NULL;
    lk_status status = pixels_open(ctx, request, &g->choice, &p);
    if (!status)
        status = baseline_paint(&p, &g->baseline, &painted);
    if (!status)
        status = integrate(g, &p, painted, &gradients);
    if (!status)
        status = pixels_score(&p, request->view->pixels.data, &scores);
    return status ? status : baseline_answer(&p, painted, gradients, scores, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const integrated *g = self;
    (void)width;
    (void)height;
    return (uint64_t)g->steps + 2;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = BASELINE_VALUES,
                                     .diagnostics = baseline_values,
                                     .diagnostic_size = sizeof baseline_values[0],
                                     .requires_ = LK_CAP_GRADIENTS,
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "integrated-gradients", .version = "0.1.0",
        .revision = 1,
        .summary = "Integrated gradients: what each pixel adds on the way from a baseline.",
        .details =
            "M. Sundararajan, A. Taly, Q. Yan, Axiomatic attribution for deep networks, ICML 2017. "
            "The mean gradient over the pictures on the straight line from a baseline to the view, "
            "times what the view differs by from the baseline. But for the error of the sum over "
            "steps the values of all pixels add up to the score of the view minus that of the "
            "baseline; `completeness_error` says how far they do. Of deep networks of rectifiers "
            "the "
            "gradient on the way is rough, and 64 steps may lack a tenth of the difference, "
            "whatever "
            "the rule: take more where it matters.\n\n"
            "Gauss-Legendre is Captum's default rule, too. Its zero baseline is 0 of the network's "
            "normalised input: give that as `baseline: colour` for the same numbers.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(integrated), LK_PARAMS(params), .open = open_integrated,
        .ops = &ops)
