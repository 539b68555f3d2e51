/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

typedef struct level {
    double share;
} level;

static const lk_param params[] = {
    {.name = "share",
     .type = LK_DOUBLE,
     .offset = offsetof(level, share),
     .fallback = "0.25",
     .high = 1,
     .doc = "Share of the largest value that is foreground."},
};

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const float *values = (const float *)map->values.data;
    uint8_t *pixels = (uint8_t *)out->pixels.data;
    size_t n = lk_tensor_count(&map->values);
    float most = 0;
    (void)ctx;
    (void)mask_area;
    for (size_t p = 0; p < n; p++)
        most = values[p] > most ? values[p] : most;
    for (size_t p = 0; p < n; p++)
        pixels[p] = values[p] > (float)((level *)self)->share * most;
    return LK_OK;
}

static const lk_binariser_ops ops = {.struct_size = sizeof ops, .binarise = binarise};

HALF_PLUGIN(.stage = LK_STAGE_BINARISER, .instance_size = sizeof(level), LK_PARAMS(params),
            .ops = &ops)
