/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../values/order.h"
#include "../values/range.h"

/* The size of the foreground with the highest IoU, among those that a threshold
 * can make; the smallest one where several have it. */
static size_t best_size(const order *o)
{
    double mask = (double)o->counts[1], best = -1;
    size_t size = 0, pixels = 0, inside = 0;
    order_walk walk = {{0, 0}};
    for (order_run run; order_next(o, &walk, &run);) {
        pixels += run.pixels;
        inside += run.inside;
        double iou = (double)inside / ((double)pixels + mask - (double)inside);
        size = iou > best ? pixels : size;
        best = iou > best ? iou : best;
    }
    return size;
}

static lk_status binarise_for(void *self, lk_context *ctx, const lk_heatmap *map,
                              const lk_region *mask, lk_region *out)
{
    double low, high;
    order o;
    (void)self;
    lk_status status = range_of(ctx, map, &low, &high);
    if (!status)
        status = order_pixels(ctx, map, mask, &o);
    if (status)
        return status;
    if (!o.counts[1])
        return lk_error(ctx, LK_MISSING, "the mask is empty, and no threshold is best for it.");
    return order_largest(ctx, map, best_size(&o), out);
}

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    (void)self, (void)map, (void)mask_area, (void)out;
    return lk_error(
        ctx, LK_E_UNSUPPORTED,
        "the binariser best needs the mask itself, not only its area: update likeness.");
}

static const lk_binariser_ops ops = {
    .struct_size = sizeof ops, .binarise = binarise, .binarise_for = binarise_for};

LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "best", .version = "0.1.0", .revision = 1,
          .summary = "An oracle: the threshold at which the foreground fits the mask best.",
          .details =
              "It looks at the answer. For each map and each mask it takes the threshold with the "
              "highest IoU, the highest one where several have it, so its scores say how well any "
              "foreground of the map could fit, not how well the map fits: another mask gets "
              "another threshold. Tables call it NAME:oracle. Read it only against its own "
              "baselines and wrong masks, which get their best thresholds too. A map that is the "
              "same everywhere has no foreground.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
