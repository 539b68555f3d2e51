/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    size_t height = (size_t)map->values.shape[0], width = (size_t)map->values.shape[1];
    const float *from = map->values.data;
    float *to = heatmap->values.data;
    (void)self, (void)ctx, (void)foreground, (void)frame, (void)region;
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            to[y * width + x] = from[y * width + width - 1 - x];
    return LK_OK;
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_HEATMAP, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_BASELINE, .name = "mirror", .version = "0.1.0", .revision = 1,
          .summary = "The network's own heatmap, mirrored left to right.",
          .details =
              "The masks are nearly symmetric, and so are faces: where a heatmap and its mirror "
              "image score alike, the side a network looks at is no part of its score; where they "
              "differ, that much of it hangs on the side.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
