/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* What is above 0 is foreground. */

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const float *v = map->values.data;
    uint8_t *region = out->pixels.data;
    (void)ctx;
    (void)mask_area;
    for (size_t i = 0; i < lk_tensor_count(&map->values); i++)
        region[i] = (uint8_t)((v[i] > 0) * (is(self, "two") ? 2 : 1));
    return LK_OK;
}

static const lk_binariser_ops ops = {.struct_size = sizeof ops, .binarise = binarise};

UNRULY("binariser", .stage = LK_STAGE_BINARISER, UNRULY_HOW, .ops = &ops)
