/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <stdlib.h>

/* A baseline stands in a network's place: here a disc as large as the network's
 * foreground, somewhere in the frame. It tells what a compact blob would score
 * that knows nothing. */

typedef struct disc {
    int64_t draws;
    double reach;
} disc;

typedef struct pixel {
    double distance;
    size_t at;
} pixel;

static const lk_param params[] = {
    {.name = "draws",
     .type = LK_INT,
     .offset = offsetof(disc, draws),
     .fallback = "20",
     .low = 1,
     .high = 10000,
     .doc = "How many discs are drawn, whose scores are averaged."},
    {.name = "reach",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(disc, reach),
     .fallback = "1",
     .low = 0,
     .high = 1,
     .doc = "Share of the frame that centres are drawn from; 0 leaves them in the middle."},
};

/* The host asks this often, each time with another random stream. */
static uint32_t draws(void *self)
{
    return (uint32_t)((const disc *)self)->draws;
}

/* Equal distances keep the order of pixels, so the answer is the same on every C library. */
static int by_distance(const void *a, const void *b)
{
    const pixel *p = a, *q = b;
    if (p->distance != q->distance)
        return p->distance < q->distance ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    const disc *d = self;
    size_t width = (size_t)region->pixels.shape[1], n = lk_tensor_count(&region->pixels);
    size_t height = n / width, area = lk_region_area(foreground);
    uint8_t *out = region->pixels.data;
    (void)map;
    (void)frame;
    (void)heatmap; /* NULL: its kind is LK_BASELINE_REGION */
    pixel *pixels = lk_alloc_array(ctx, n, sizeof *pixels);
    if (!pixels)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory to order %zu pixels", n);
    double x = (0.5 + d->reach * (lk_random_double(ctx) - 0.5)) * (double)width;
    double y = (0.5 + d->reach * (lk_random_double(ctx) - 0.5)) * (double)height;
    for (size_t i = 0; i < n; i++) {
        double across = (double)(i % width) + 0.5 - x, down = (double)(i / width) + 0.5 - y;
        pixels[i] = (pixel){across * across + down * down, i};
    }
    qsort(pixels, n, sizeof *pixels, by_distance);
    for (size_t i = 0; i < area; i++)
        out[pixels[i].at] = 1;
    return LK_OK;
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_REGION, .draws = draws, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_BASELINE, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "A disc of the foreground's area, somewhere in the frame.",
          .details = "Its centre is drawn evenly; at the border it is cut off and grows inwards.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(disc),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          LK_PARAMS(params), .ops = &ops)
