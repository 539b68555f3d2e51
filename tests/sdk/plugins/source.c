/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static lk_status count(void *self, lk_context *ctx, int64_t *out)
{
    (void)self;
    (void)ctx;
    *out = 2;
    return LK_OK;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    static const char *const names[] = {"left", "right"};
    const int64_t shape[3] = {SIZE, SIZE, 3};
    (void)self;
    if (index > RIGHT)
        return LK_END;
    float *pixels = (float *)lk_alloc_array(ctx, PIXELS * 3, sizeof *pixels);
    if (!pixels)
        return LK_E_MEMORY;
    for (size_t i = 0; i < PIXELS * 3; i++)
        pixels[i] = half_of(i / 3) == index ? 255 : 0;
    out->id = out->label = names[index];
    out->image = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, shape);
    return LK_OK;
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count, .get = get};

HALF_PLUGIN(.stage = LK_STAGE_SOURCE, .ops = &ops)
