/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../values/range.h"

enum { RANGE, RAW };

typedef struct fixed {
    double threshold;
    int scale;
} fixed;

static const char *const scales[] = {"range", "raw", NULL};

static const lk_param params[] = {
    {.name = "threshold",
     .type = LK_DOUBLE,
     .offset = offsetof(fixed, threshold),
     .fallback = "0.5",
     .doc = "Foreground is what lies above it, in units of `scale`."},
    {.name = "scale",
     .type = LK_CHOICE,
     .offset = offsetof(fixed, scale),
     .fallback = "range",
     .choices = scales,
     .doc = "range: each map is stretched from its least value to its largest, 0 to 1; raw: values "
            "as they are."},
};

static lk_status open_fixed(void *self, lk_context *ctx)
{
    const fixed *f = self;
    if (f->scale == RANGE && !(f->threshold >= 0 && f->threshold < 1))
        return lk_error(ctx, LK_E_INPUT,
                        "`threshold` must be at least 0 and below 1, since maps are stretched to 0 "
                        "to 1; for values as they are say scale: raw.");
    return LK_OK;
}

static lk_status binarise(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out)
{
    const fixed *f = self;
    const float *v = map->values.data;
    uint8_t *foreground = out->pixels.data;
    double low, high;
    (void)mask_area;
    lk_status status = range_of(ctx, map, &low, &high);
    if (status)
        return status;
    for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++) {
        double value = (double)v[i];
        value = f->scale == RAW ? value : (value - low) / (high - low);
        foreground[i] = value > f->threshold;
    }
    return LK_OK;
}

static const lk_binariser_ops ops = {
    .struct_size = sizeof ops, .binarise = binarise, .ignores_mask = 1};

LK_PLUGIN(.stage = LK_STAGE_BINARISER, .name = "fixed", .version = "0.1.0", .revision = 1,
          .summary = "Foreground above one threshold for all maps.",
          .details =
              "With `scale: range` half of the way from a map's least value to its largest is 0.5, "
              "so that one pixel of an extreme value moves it. With `scale: raw` a map that stays "
              "below the threshold has an empty foreground: its IoU is 0, its precision missing. A "
              "map that is the same everywhere has no foreground.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(fixed),
          LK_PARAMS(params), .open = open_fixed, .ops = &ops)
