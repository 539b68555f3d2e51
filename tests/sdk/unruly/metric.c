/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "metric.h"

static const lk_value_info infos[] = {
    {.id = "same", .title = "Same sign", .unit = "", .low = 0, .high = 1, .symmetric = 1},
};

static lk_status compare(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                         lk_value *out)
{
    (void)ctx;
    out->value = agreeing(a, b);
    out->missing = is(self, "is missing");
    if (is(self, "exaggerates"))
        out->value = 2;
    if (is(self, "prefers"))
        out->value *= ((const float *)a->values.data)[0] > ((const float *)b->values.data)[0];
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = 1,
                                  .values = infos,
                                  .value_size = sizeof infos[0],
                                  .similarity = compare};

UNRULY("metric", .stage = LK_STAGE_METRIC, UNRULY_HOW, .ops = &ops)
