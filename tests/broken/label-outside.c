/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)self;
    (void)ctx;
    (void)view;
    (void)landmarks;
    ((int32_t *)labels->data)[0] = 2;
    *count = 2;
    return LK_OK;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "label-outside", .version = "1.0",
          .summary = "Labels beyond its count.", .licence = "MIT", .ops = &ops)
