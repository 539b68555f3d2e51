/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    (void)self;
    (void)ctx;
    (void)a;
    (void)b;
    (void)out;
    return LK_OK;
}

static const lk_metric_ops ops = {
    .struct_size = sizeof ops, .value_count = 3, .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "no-values", .version = "1.0",
          .summary = "Three values, none described.", .licence = "MIT", .ops = &ops)
