/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

/* A metric as somebody else writes it: foreground and mask, what they share over what
 * either has. It is the `iou` of the metric `overlap` of this house. */

static const lk_value_info infos[] = {
    {.id = "jaccard", .title = "Jaccard index", .unit = "", .low = 0, .high = 1, .direction = 1},
};

static lk_status agree(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    const uint8_t *f = foreground->pixels.data, *m = mask->pixels.data;
    size_t both = 0, either = 0;
    (void)self;
    (void)ctx;
    (void)map;
    for (size_t i = 0; i < lk_tensor_count(&mask->pixels); i++) {
        both += f[i] && m[i];
        either += f[i] || m[i];
    }
    out->missing = !either;
    out->reason = either ? NULL : "both are empty";
    out->value = either ? (double)both / (double)either : 0;
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = 1,
                                  .values = infos,
                                  .value_size = sizeof infos[0],
                                  .agreement = agree};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "jaccard", .version = "1.0",
          .summary = "Intersection over union.", .licence = "MIT",
          .capabilities = LK_CAP_DETERMINISTIC, .ops = &ops)
