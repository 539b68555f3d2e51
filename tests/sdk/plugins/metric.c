/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static const lk_value_info values[] = {
    {.id = "inside",
     .title = "Foreground inside the mask",
     .unit = "",
     .high = 1,
     .direction = 1,
     .missing = "the foreground is empty"},
    {.id = "surety",
     .title = "Score of the class that is explained",
     .unit = "",
     .high = 1,
     .missing = "there is no network"},
};

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    const uint8_t *fg = (const uint8_t *)foreground->pixels.data;
    const uint8_t *m = (const uint8_t *)mask->pixels.data;
    size_t area = 0, inside = 0;
    (void)self;
    (void)ctx;
    (void)map;
    for (size_t p = 0; p < PIXELS; p++) {
        area += fg[p];
        inside += fg[p] && m[p];
    }
    if (!area)
        return LK_OK;
    out[0].missing = 0;
    out[0].value = (double)inside / (double)area;
    return LK_OK;
}

/* Older hosts ask for this one, and newer ones where `quality` is not there. */
static lk_status faithfulness(void *self, lk_context *ctx, const lk_heatmap *map,
                              const lk_raster *view, lk_network *network, uint32_t class_index,
                              lk_value *out)
{
    const int64_t shape[4] = {1, SIZE, SIZE, 3};
    const lk_tensor batch = lk_tensor_over(view->pixels.data, LK_DTYPE_FLOAT, 32, 4, shape);
    float scores[2];
    (void)self;
    (void)map;
    lk_status status = network->scores(network, ctx, &batch, LK_OUTPUT_PROBABILITY, scores);
    out[1].missing = status != LK_OK;
    out[1].value = status ? 0 : scores[class_index];
    return status;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = 2,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .agreement = agreement,
                                  .faithfulness = faithfulness};

HALF_PLUGIN(.stage = LK_STAGE_METRIC, .ops = &ops)
