/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <stdlib.h>

/* A binariser makes the foreground of a heatmap: here what lies above a quantile
 * of its values. */

typedef struct quantile {
    double level;
} quantile;

static const lk_param params[] = {
    {.name = "level",
     .type = LK_DOUBLE,
     .offset = offsetof(quantile, level),
     .fallback = "0.8",
     .low = 0,
     .high = 1,
     .doc = "Share of the pixels that the threshold lies above."},
};

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const quantile *q = self;
    const float *values = map->values.data;
    uint8_t *foreground = out->pixels.data;
    size_t n = lk_tensor_count(&map->values);
    (void)mask_area; /* for those that match the area of the mask */
    float *sorted = lk_alloc_array(ctx, n, sizeof *sorted);
    if (!sorted)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory to sort %zu values", n);
    memcpy(sorted, values, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_value);
    if (!(sorted[0] < sorted[n - 1]))
        return lk_error(ctx, LK_MISSING, "the heatmap is the same everywhere");
    float threshold = sorted[(size_t)(q->level * (double)(n - 1))];
    for (size_t i = 0; i < n; i++)
        foreground[i] = values[i] > threshold;
    return LK_OK;
}

static const lk_binariser_ops ops = {.struct_size = sizeof ops, .binarise = binarise};

LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Foreground above a quantile of the heatmap.",
          .details = "The threshold is a value of the map itself, and pixels that equal it are "
                     "background. A map that is the same everywhere has no foreground.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(quantile),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
