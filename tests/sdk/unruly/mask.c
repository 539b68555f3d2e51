/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* The upper half, for any label but one. */

static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    static const char *const whole[] = {"whole", NULL};
    static const char *const none[] = {NULL};
    int is_known = strcmp(label, "no such label") != 0;
    if (is(self, "has none"))
        return none;
    if (is(self, "knows nothing"))
        is_known = 0;
    if (!is_known && !is(self, "silent"))
        lk_error(ctx, LK_E_INPUT, "it knows no `%s`", label);
    return is_known ? whole : NULL;
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    (void)self;
    (void)ctx;
    (void)label;
    (void)reading;
    memset(out->pixels.data, 1, (size_t)((frame->height + 1) / 2) * frame->width);
    return LK_OK;
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

UNRULY("mask", .stage = LK_STAGE_MASK, UNRULY_HOW, .ops = &ops)
