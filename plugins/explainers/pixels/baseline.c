/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "baseline.h"

#include <math.h>

#include "../../metrics/common/value.h"
#include "../coalition/fill.h"

const char *const baseline_kinds[] = {"black", "grey", "mean", "colour", "blur", NULL};
static const fill_kind fills[] = {FILL_BLACK, FILL_GREY, FILL_MEAN, FILL_COLOUR, FILL_BLUR};

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

lk_status baseline_paint(const pixels *p, const baseline *b, const float **out)
{
    const fill f = {fills[b->kind], &b->colour, b->blur};
    lk_tensor painted = {0};
    lk_status status = fill_paint_whole(p->ctx, &f, p->request->view, &painted);
    *out = painted.data;
    return status;
}

void baseline_missed(const pixels *p, const double *attribution, double score, double from,
                     lk_value *out)
{
    double difference = score - from, sum = 0;
    for (size_t i = 0; i < p->size; i++)
        sum += attribution[i];
    if (difference == 0)
        value_missing(out, NO_DIFFERENCE);
    else
        value_set(out, fabs(sum - difference) / fabs(difference));
}

void baseline_diagnose(const pixels *p, const double *attribution, double score, double from,
                       lk_value *out)
{
    value_set(&out[BASELINE_SCORE], score);
    value_set(&out[BASELINE_OF], from);
    baseline_missed(p, attribution, score, from, &out[BASELINE_ERROR]);
}
