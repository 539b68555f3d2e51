/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

/* The other half. */
static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    const uint8_t *pixels = (const uint8_t *)foreground->pixels.data;
    uint8_t *out = (uint8_t *)region->pixels.data;
    (void)self;
    (void)ctx;
    (void)map;
    (void)frame;
    (void)heatmap;
    for (size_t p = 0; p < PIXELS; p++)
        out[p] = !pixels[p];
    return LK_OK;
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_REGION, .draw = draw};

HALF_PLUGIN(.stage = LK_STAGE_BASELINE, .ops = &ops)
