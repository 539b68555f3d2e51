/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../values/range.h"

typedef struct otsu {
    int64_t levels;
} otsu;

static const lk_param params[] = {
    {.name = "levels",
     .type = LK_INT,
     .offset = offsetof(otsu, levels),
     .fallback = "256",
     .low = 2,
     .high = 65536,
     .doc = "Grey levels that the map is stretched to, from its least value to its largest, before "
            "the threshold is sought; 256 is the 8-bit picture of the reference study."},
};

/* Grey levels from `low` to `high`, both included. */
typedef struct stretch {
    double low, high, top;
} stretch;

/* No value is below the low one, so that cutting off is rounding down. */
static uint16_t level_of(const stretch *s, float value)
{
    return (uint16_t)(int32_t)(((double)value - s->low) / (s->high - s->low) * s->top + .5);
}

/* The level t for which the classes <= t and > t differ most: the lowest one
 * where several do, which is what OpenCV and scikit-image take on a plateau. */
static size_t threshold(const uint64_t *counts, size_t levels)
{
    double total = 0, sum = 0, below = 0, sum_below = 0, best = 0;
    size_t t = 0;
    for (size_t i = 0; i < levels; i++) {
        total += (double)counts[i];
        sum += (double)i * (double)counts[i];
    }
    for (size_t i = 0; i < levels; i++) {
        below += (double)counts[i];
        sum_below += (double)i * (double)counts[i];
        double above = total - below, gap = sum_below * total - sum * below;
        double between = below > 0 && above > 0 ? gap * gap / (below * above) : 0;
        t = between > best ? i : t;
        best = between > best ? between : best;
    }
    return t;
}

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const otsu *o = self;
    const float *v = map->values.data;
    uint8_t *foreground = out->pixels.data;
    size_t levels = (size_t)o->levels, n = lk_tensor_count(&map->values);
    stretch s = {.top = (double)levels - 1};
    (void)mask_area;
    lk_status status = range_of(ctx, map, &s.low, &s.high);
    if (status)
        return status;
    uint64_t *counts = lk_alloc_array(ctx, levels, sizeof *counts);
    uint16_t *grey = lk_alloc_array(ctx, n, sizeof *grey);
    if (!counts || !grey)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu levels of %zu pixels.", levels, n);
    for (size_t i = 0; i < n; i++)
        grey[i] = level_of(&s, v[i]);
    for (size_t i = 0; i < n; i++)
        counts[grey[i]]++;
    size_t t = threshold(counts, levels);
    for (size_t i = 0; i < n; i++)
        foreground[i] = grey[i] > t;
    return LK_OK;
}

static const lk_binariser_ops ops = {
    .struct_size = sizeof ops, .binarise = binarise, .ignores_mask = 1};

LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "otsu", .version = "0.1.0", .revision = 1,
          .summary = "Foreground above Otsu's threshold.",
          .details =
              "The map is stretched from its minimum and maximum to whole grey levels, 0 to 255 "
              "by default: floor((h - min) / (max - min) * 255 + 0.5). Foreground is what lies "
              "above the level that separates the two classes best (N. Otsu, A threshold "
              "selection method from gray-level histograms, IEEE Trans. SMC 9, 1979); the lowest "
              "such level where several do. The whole canvas counts, empty margins included. A "
              "map that is the same everywhere has no foreground.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(otsu),
          LK_PARAMS(params), .ops = &ops)
