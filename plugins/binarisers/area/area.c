/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../values/order.h"
#include "../values/range.h"

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    size_t n = lk_tensor_count(&map->values);
    double low, high;
    (void)self;
    lk_status status = range_of(ctx, map, &low, &high);
    if (status)
        return status;
    if (mask_area > n)
        return lk_error(ctx, LK_E_INPUT, "the mask has %zu pixels and the map only %zu.", mask_area,
                        n);
    return order_largest(ctx, map, mask_area, out);
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
