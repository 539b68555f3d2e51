/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    static const char *const names[] = {"all", NULL};
    (void)self;
    if (!strcmp(label, "left") || !strcmp(label, "right"))
        return names;
    lk_error(ctx, LK_E_INPUT, "there is no half named %s", label);
    return NULL;
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    uint8_t *pixels = (uint8_t *)out->pixels.data;
    (void)self;
    (void)ctx;
    (void)reading;
    (void)frame;
    for (size_t p = 0; p < PIXELS; p++)
        pixels[p] = half_of(p) == (strcmp(label, "left") ? RIGHT : LEFT);
    return LK_OK;
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

HALF_PLUGIN(.stage = LK_STAGE_MASK, .ops = &ops)
