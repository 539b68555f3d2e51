/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    int32_t *label = (int32_t *)labels->data;
    (void)self;
    (void)ctx;
    (void)view;
    (void)landmarks;
    for (size_t p = 0; p < PIXELS; p++)
        label[p] = half_of(p);
    *count = 2;
    return LK_OK;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

HALF_PLUGIN(.stage = LK_STAGE_SEGMENTER, .capabilities = LK_CAP_DETERMINISTIC, .ops = &ops)
