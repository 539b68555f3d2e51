/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../region/region.h"

enum { PIXELS, SHIFT };

typedef struct random {
    int64_t draws;
    int placement;
} random_baseline;

static const char *const placements[] = {"pixels", "shift", NULL};

static const lk_param params[] = {
    {.name = "draws",
     .type = LK_INT,
     .offset = offsetof(random_baseline, draws),
     .fallback = "20",
     .low = 1,
     .high = 100000,
     .doc = "Independent draws whose scores are averaged."},
    {.name = "placement",
     .type = LK_CHOICE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(random_baseline, placement),
     .fallback = "pixels",
     .choices = placements,
     .doc = "What is placed at random: each pixel of the foreground on its own, or the foreground "
            "as a whole, moved round the canvas."},
};

static uint32_t draws(void *self)
{
    const random_baseline *r = self;
    return (uint32_t)r->draws;
}

/* Floyd's sampling: every subset of k of n pixels is as likely, in k steps. */
static void place_pixels(lk_context *ctx, size_t k, lk_region *out)
{
    uint8_t *taken = out->pixels.data;
    size_t n = lk_tensor_count(&out->pixels);
    for (size_t last = n - k; last < n; last++) {
        size_t i = (size_t)lk_random_below(ctx, last + 1);
        taken[taken[i] ? last : i] = 1;
    }
}

/* What leaves the canvas on one side comes in on the other. */
static void place_whole(lk_context *ctx, const lk_region *foreground, lk_region *out)
{
    size_t height = (size_t)out->pixels.shape[0], width = (size_t)out->pixels.shape[1];
    size_t down = (size_t)lk_random_below(ctx, height), right = (size_t)lk_random_below(ctx, width);
    const uint8_t *from = foreground->pixels.data;
    uint8_t *to = out->pixels.data;
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            to[(y + down) % height * width + (x + right) % width] = from[y * width + x] != 0;
}

static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    const random_baseline *r = self;
    (void)map, (void)frame, (void)heatmap;
    if (r->placement == SHIFT)
        place_whole(ctx, foreground, region);
    else
        place_pixels(ctx, region_area(foreground), region);
    return LK_OK;
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_REGION, .draws = draws, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_BASELINE, .name = "random", .version = "0.1.0", .revision = 1,
          .summary = "As many pixels as the network's foreground, placed at random.",
          .details =
              "With `placement: pixels` every set of so many pixels is as likely; its mean "
              "overlap has a closed form, which the metric `overlap` gives as the chance level, so "
              "that the two check each other. With `placement: shift` the foreground keeps its "
              "shape and is moved round the canvas by a random distance: the same mean share of "
              "the mask, with the spread that connected regions have.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          .instance_size = sizeof(random_baseline), LK_PARAMS(params), .ops = &ops)
