/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../binarisers/values/rank.h"
#include "../region/region.h"

/* Up to this side the squared distances below stay in 64 bits. */
enum { MAX_SIDE = 32768 };

/* ((x + .5 - W/2) / W)^2 + ((y + .5 - H/2) / H)^2, times the square of 2 W H:
 * whole numbers, so that pixels equally far from the centre are equal. */
static uint64_t distance(int64_t x, int64_t y, int64_t width, int64_t height)
{
    int64_t u = (2 * x + 1 - width) * height, v = (2 * y + 1 - height) * width;
    return (uint64_t)(u * u) + (uint64_t)(v * v);
}

static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    int64_t height = region->pixels.shape[0], width = region->pixels.shape[1];
    size_t n = lk_tensor_count(&region->pixels);
    (void)self, (void)map, (void)frame, (void)heatmap;
    if (width > MAX_SIDE || height > MAX_SIDE)
        return lk_error(ctx, LK_E_UNSUPPORTED, "a map may have %d pixels a side at most.",
                        MAX_SIDE);
    uint64_t *keys = lk_alloc_array(ctx, n, sizeof *keys);
    if (!keys)
        return lk_error(ctx, LK_E_MEMORY, "no memory to order %zu pixels.", n);
    for (int64_t y = 0; y < height; y++)
        for (int64_t x = 0; x < width; x++)
            keys[y * width + x] = distance(x, y, width, height);
    rank_smallest(keys, n, region_area(foreground), region->pixels.data);
    return LK_OK;
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_REGION, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_BASELINE, .name = "ellipse", .version = "0.1.0", .revision = 1,
          .summary = "A centred ellipse with as many pixels as the network's foreground.",
          .details =
              "It knows only that faces are in the middle of face pictures: an ellipse in the "
              "proportions of the canvas round its centre, of exactly the foreground's area. "
              "Pixels equally far from the centre are taken row by row. A network whose overlap "
              "with a mask is below this has shown nothing about that expression.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
