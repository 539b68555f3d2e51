/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "baseline.h"

#include <math.h>

#include "../../metrics/common/value.h"
#include "../coalition/fill.h"

#define NO_DIFFERENCE "view and baseline have the same score"

const char *const baseline_kinds[] = {"black", "grey", "mean", "colour", "blur", NULL};
static const fill_kind fills[] = {FILL_BLACK, FILL_GREY, FILL_MEAN, FILL_COLOUR, FILL_BLUR};

const lk_value_info baseline_values[BASELINE_VALUES] = {
    [BASELINE_SCORE] = PIXELS_SCORE,
    [BASELINE_OF] = {.id = "baseline_score",
                     .title = "Score of the baseline",
                     .unit = "",
                     .low = -INFINITY,
                     .high = INFINITY,
                     .missing = "",
                     .source = "What the network says of the picture that the view is compared "
                               "with"},
    [BASELINE_ERROR] = {.id = "completeness_error",
                        .title = "Completeness error",
                        .unit = "",
                        .high = INFINITY,
                        .direction = -1,
                        .missing = NO_DIFFERENCE,
                        .source = "|sum of all attributions - (score of the view - score of the "
                                  "baseline)|, as a share of that difference"},
};

static int is_colour(const baseline *b)
{
    return fills[b->kind] == FILL_COLOUR;
}

lk_status baseline_check(lk_context *ctx, const baseline *b)
{
    if (is_colour(b) && b->colour.count != 3)
        return lk_error(ctx, LK_E_INPUT,
                        "`baseline: colour` needs `colour: [red, green, blue]`, values 0 to 255");
    if (!is_colour(b) && b->colour.count)
        return lk_error(ctx, LK_E_INPUT, "`colour` is used only with `baseline: colour`");
    return LK_OK;
}

/* As a fill of the view as one segment. */
lk_status baseline_paint(const pixels *p, const baseline *b, const float **out)
{
    const fill f = {fills[b->kind], &b->colour, b->blur};
    int32_t *labels = lk_alloc_array(p->ctx, p->count, sizeof *labels);
    lk_tensor one = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, p->request->view->pixels.shape);
    lk_tensor painted = {0};
    lk_status status = labels ? fill_paint(p->ctx, &f, p->request->view, &one, 1, &painted)
                              : lk_error(p->ctx, LK_E_MEMORY, "out of memory for the baseline");
    *out = painted.data;
    return status;
}

static void diagnose(double sum, double score, double from, lk_value *out)
{
    double difference = score - from;
    value_set(&out[BASELINE_SCORE], score);
    value_set(&out[BASELINE_OF], from);
    if (difference == 0)
        value_missing(&out[BASELINE_ERROR], NO_DIFFERENCE);
    else
        value_set(&out[BASELINE_ERROR], fabs(sum - difference) / fabs(difference));
}

lk_status baseline_answer(pixels *p, const float *painted, double *gradients, const double *scores,
                          lk_explanation *out)
{
    const float *view = p->request->view->pixels.data;
    double *from = NULL;
    lk_status status = pixels_score(p, painted, &from);
    for (uint32_t c = 0; !status && c < p->request->class_count; c++) {
        double *values = pixels_of(p, gradients, c), sum = 0;
        for (size_t i = 0; i < p->size; i++)
            sum += values[i] *= (double)view[i] - (double)painted[i];
        diagnose(sum, scores[c], from[c], out->diagnostics + c * BASELINE_VALUES);
    }
    if (!status)
        pixels_answer(p, gradients, out);
    return status;
}
