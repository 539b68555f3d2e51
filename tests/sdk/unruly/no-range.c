/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "metric.h"

static const lk_value_info infos[] = {
    {.id = "same", .title = "Same sign", .unit = ""},
};

static lk_status compare(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                         lk_value *out)
{
    (void)self;
    (void)ctx;
    out->value = 0 * agreeing(a, b);
    out->missing = 0;
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = sizeof infos / sizeof *infos,
                                  .values = infos,
                                  .value_size = sizeof infos[0],
                                  .similarity = compare};

UNRULY("no-range", .stage = LK_STAGE_METRIC, UNRULY_HOW, .ops = &ops)
