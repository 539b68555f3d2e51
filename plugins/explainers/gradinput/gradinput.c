/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../pixels/baseline.h"

typedef struct gradinput {
    baseline baseline;
    pixels_choice choice;
} gradinput;

static const lk_value_info values[BASELINE_VALUES] = {BASELINE_INFOS};

static const lk_param params[] = {BASELINE_PARAMS(gradinput, baseline),
                                  PIXELS_PARAMS(gradinput, choice, "sum")};

static lk_status open_gradinput(void *self, lk_context *ctx)
{
    const gradinput *g = self;
    return baseline_check(ctx, &g->baseline);
}

static void finish(const pixels *p, const float *painted, double *gradients, const double *scores,
                   const double *from, lk_explanation *out)
{
    const float *view = p->request->view->pixels.data;
    for (uint32_t c = 0; c < p->request->class_count; c++) {
        double *attribution = pixels_of(p, gradients, c);
        for (size_t i = 0; i < p->size; i++)
            attribution[i] *= (double)view[i] - (double)painted[i];
        baseline_diagnose(p, attribution, scores[c], from[c],
                          out->diagnostics + c * BASELINE_VALUES);
    }
    pixels_answer(p, gradients, out);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const gradinput *g = self;
    pixels p;
    const float *painted = NULL;
    double *gradients = NULL, *scores = NULL, *from = NULL;
    lk_status status = pixels_open(ctx, request, &g->choice, &p);
    if (!status)
        status = baseline_paint(&p, &g->baseline, &painted);
    if (!status)
        status = pixels_gradient(&p, &gradients, &scores);
    if (!status)
        status = pixels_score(&p, painted, &from);
    if (!status)
        finish(&p, painted, gradients, scores, from, out);
    return status;
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    (void)self;
    (void)width;
    (void)height;
    return 2;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = BASELINE_VALUES,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_GRADIENTS,
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "gradinput", .version = "0.1.0", .revision = 1,
        .summary = "Gradient times input: what each pixel adds to the score, to first order.",
        .details =
            "A. Shrikumar, P. Greenside, A. Shcherbina, A. Kundaje, Not just a black box: learning "
            "important features through propagating activation differences, 2016; M. Ancona, "
            "E. Ceolini, C. Oztireli, M. Gross, Towards better understanding of gradient-based "
            "attribution methods, ICLR 2018. The gradient at the view times what the view differs "
            "by from a baseline, summed over the channels.\n\n"
            "Captum's InputXGradient multiplies by the network's normalised input: its baseline is "
            "what the normalisation turns into 0, which is black only where that divides and no "
            "more. Give it as `baseline: colour` for the same numbers.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(gradinput), LK_PARAMS(params), .open = open_gradinput, .ops = &ops)
