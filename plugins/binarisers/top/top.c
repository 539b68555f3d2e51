/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../values/order.h"
#include "../values/range.h"

typedef struct top {
    double share;
} top;

static const lk_param params[] = {
    {.name = "share",
     .type = LK_DOUBLE,
     .offset = offsetof(top, share),
     .fallback = "0.1",
     .low = 0,
     .high = 1,
     .doc = "Share of the frame's pixels that are foreground, rounded down to whole pixels."},
};

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const top *t = self;
    size_t n = lk_tensor_count(&map->values), k = (size_t)(t->share * (double)n);
    double low, high;
    (void)mask_area;
    lk_status status = range_of(ctx, map, &low, &high);
    if (status)
        return status;
    if (!k)
        return lk_error(ctx, LK_MISSING, "`share` %g of %zu pixels is less than one pixel.",
                        t->share, n);
    return order_largest(ctx, map, k, out);
}

static const lk_binariser_ops ops = {
    .struct_size = sizeof ops, .binarise = binarise, .ignores_mask = 1};

LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "top", .version = "0.1.0", .revision = 1,
          .summary = "A fixed share of the frame's pixels, those with the largest values.",
          .details =
              "Exactly as many pixels for every map and every mask; equal values are taken row by "
              "row from the upper left. Several shares side by side show whether a finding hangs "
              "on the threshold. A map that is the same everywhere has no foreground.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(top),
          LK_PARAMS(params), .ops = &ops)
