/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static const lk_frame canvas = {.struct_size = sizeof canvas, .width = SIZE, .height = SIZE};

static const lk_frame *frame(void *self)
{
    (void)self;
    return &canvas;
}

static lk_status align(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_landmarks *landmarks, lk_heatmap *out)
{
    (void)self;
    if (landmarks->count != 2)
        return lk_error(ctx, LK_MISSING, "two landmarks are needed");
    memcpy(out->values.data, map->values.data, lk_tensor_count(&out->values) * sizeof(float));
    return LK_OK;
}

static const lk_aligner_ops ops = {.struct_size = sizeof ops, .frame = frame, .align = align};

HALF_PLUGIN(.stage = LK_STAGE_ALIGNER, .capabilities = LK_CAP_NEEDS_LANDMARKS, .ops = &ops)
