/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../values/range.h"
#include "../values/rank.h"

/* Keys whose order is that of the values, the largest first. Both zeros are one
 * value. */
static uint64_t key_of(float value)
{
    double v = 0. - (double)value;
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const float *v = map->values.data;
    size_t n = lk_tensor_count(&map->values);
    double low, high;
    (void)self;
    lk_status status = range_of(ctx, map, &low, &high);
    if (status)
        return status;
    if (mask_area > n)
        return lk_error(ctx, LK_E_INPUT, "the mask has %zu pixels and the map only %zu.", mask_area,
                        n);
    uint64_t *keys = lk_alloc_array(ctx, n, sizeof *keys);
    if (!keys)
        return lk_error(ctx, LK_E_MEMORY, "no memory to order %zu pixels.", n);
    for (size_t i = 0; i < n; i++)
        keys[i] = key_of(v[i]);
    rank_smallest(keys, n, mask_area, out->pixels.data);
    return LK_OK;
}

static const lk_binariser_ops ops = {.struct_size = sizeof ops, .binarise = binarise};

LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "area", .version = "0.1.0", .revision = 1,
          .summary = "As many foreground pixels as the mask has.",
          .details = "The pixels with the largest values, exactly as many as the mask has; equal "
                     "values are taken row by row from the upper left. Precision, recall and F1 "
                     "are equal then, and networks whose maps are broad or narrow are compared on "
                     "one footing. A map that is the same everywhere has no foreground.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
