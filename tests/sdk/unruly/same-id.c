/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "metric.h"

static const lk_value_info infos[] = {
    {.id = "same", .title = "Same sign", .unit = "", .high = 1},
    {.id = "same", .title = "The same once more", .unit = "", .high = 1},
};

static lk_status compare(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                         lk_value *out)
{
    (void)self;
    (void)ctx;
    out->value = agreeing(a, b);
    out->missing = 0;
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = sizeof infos / sizeof *infos,
                                  .values = infos,
                                  .value_size = sizeof infos[0],
                                  .similarity = compare};

UNRULY("same-id", .stage = LK_STAGE_METRIC, UNRULY_HOW, .ops = &ops)
