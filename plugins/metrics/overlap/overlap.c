/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/value.h"
#include "chance.h"

enum { IOU, PRECISION, RECALL, F1, ENERGY, KAPPA, IOU_ABOVE_CHANCE, VALUE_COUNT };

#define NO_MASK "the mask is empty"
#define NO_FOREGROUND "the foreground is empty"

static const lk_value_info values[VALUE_COUNT] = {
    [IOU] = {.id = "iou",
             .title = "Intersection over union",
             .unit = "",
             .high = 1,
             .direction = 1,
             .missing = NO_MASK,
             .source = "Jaccard index of foreground and mask. Chance: a m / (a + m - a m), with a "
                       "and m the area shares of foreground and mask"},
    [PRECISION] = {.id = "precision",
                   .title = "Precision",
                   .unit = "",
                   .high = 1,
                   .direction = 1,
                   .missing = NO_MASK " or " NO_FOREGROUND,
                   .source = "Share of the foreground that lies in the mask. Chance: m"},
    [RECALL] = {.id = "recall",
                .title = "Recall",
                .unit = "",
                .high = 1,
                .direction = 1,
                .missing = NO_MASK,
                .source = "Share of the mask that is foreground. Chance: a"},
    [F1] = {.id = "f1",
            .title = "F1 score",
            .unit = "",
            .high = 1,
            .direction = 1,
            .missing = NO_MASK,
            .source = "Dice coefficient of foreground and mask. Chance: 2 a m / (a + m)"},
    [ENERGY] = {.id = "energy",
                .title = "Energy inside the mask",
                .unit = "",
                .high = 1,
                .direction = 1,
                .missing = NO_MASK ", there is no heatmap, or it has no positive value",
                .source = "Share of the positive mass of the heatmap that lies in the mask (the "
                          "energy-based pointing game of Wang et al., Score-CAM, 2020). Chance: m"},
    [KAPPA] = {.id = "kappa",
               .title = "Cohen's kappa",
               .unit = "",
               .low = -1,
               .high = 1,
               .direction = 1,
               .missing = NO_MASK ", or foreground and mask both fill the frame",
               .source = "Cohen, A coefficient of agreement for nominal scales, 1960: agreement of "
                         "foreground and mask, pixel by pixel, beyond that of their areas. "
                         "Chance: 0"},
    [IOU_ABOVE_CHANCE] = {.id = "iou_above_chance",
                          .title = "Intersection over union above chance",
                          .unit = "",
                          .low = -1,
                          .high = 1,
                          .direction = 1,
                          .missing = NO_MASK,
                          .source = "IoU minus its exact mean over all foregrounds of as many "
                                    "pixels, each as likely (a sum over the hypergeometric "
                                    "distribution of the shared pixels). Chance: 0"},
};

typedef struct counts {
    double pixels, mask, foreground, both;
} counts;

static size_t count_both(const uint8_t *f, const uint8_t *m, size_t n)
{
    enum { STRIDE = 128 };
    size_t at = 0, both = 0;
    for (; n - at >= STRIDE; at += STRIDE) { /* a loop that compilers vectorise */
        uint8_t set = 0;
        for (size_t i = 0; i < STRIDE; i++)
            set = (uint8_t)(set + ((f[at + i] != 0) & (m[at + i] != 0)));
        both += set;
    }
    for (; at < n; at++)
        both += f[at] && m[at];
    return both;
}

static counts count_pixels(const lk_region *foreground, const lk_region *mask)
{
    size_t pixels = lk_tensor_count(&mask->pixels);
    size_t both = count_both(foreground->pixels.data, mask->pixels.data, pixels);
    return (counts){(double)pixels, (double)lk_region_area(mask),
                    (double)lk_region_area(foreground), (double)both};
}

/* 0 where it is by the areas alone; they say nothing where both fill the frame. */
static void score_kappa(const counts *c, lk_value *out)
{
    double only_foreground = c->foreground - c->both, only_mask = c->mask - c->both;
    double neither = c->pixels - c->foreground - only_mask;
    double most = c->foreground * (c->pixels - c->mask) + c->mask * (c->pixels - c->foreground);
    if (most > 0)
        value_set_chance(out, 2 * (c->both * neither - only_foreground * only_mask) / most, 0);
    else
        value_missing(out, "foreground and mask both fill the frame");
}

static void score_regions(const counts *c, lk_value *out)
{
    double a = c->foreground / c->pixels, m = c->mask / c->pixels;
    value_set_chance(&out[IOU], c->both / (c->foreground + c->mask - c->both),
                     a * m / (a + m - a * m));
    if (c->foreground > 0)
        value_set_chance(&out[PRECISION], c->both / c->foreground, m);
    else
        value_missing(&out[PRECISION], NO_FOREGROUND);
    value_set_chance(&out[RECALL], c->both / c->mask, a);
    value_set_chance(&out[F1], 2 * c->both / (c->foreground + c->mask), 2 * a * m / (a + m));
    score_kappa(c, &out[KAPPA]);
    value_set_chance(&out[IOU_ABOVE_CHANCE],
                     out[IOU].value - chance_iou(c->pixels, c->foreground, c->mask), 0);
}

static void score_energy(const lk_heatmap *map, const lk_region *mask, double chance, lk_value *out)
{
    if (!map) {
        value_missing(out, "a foreground without a heatmap has no energy");
        return;
    }
    const float *v = map->values.data;
    const uint8_t *m = mask->pixels.data;
    double inside = 0, total = 0;
    for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++) {
        double positive = v[i] > 0 ? v[i] : 0;
        total += positive;
        inside += m[i] ? positive : 0;
    }
    if (total > 0)
        value_set_chance(out, inside / total, chance);
    else
        value_missing(out, "the heatmap has no positive value");
}

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    (void)self;
    if (!same_shape(&foreground->pixels, &mask->pixels) ||
        (map && !same_shape(&map->values, &mask->pixels)))
        return lk_error(ctx, LK_E_INPUT, SIZES_DIFFER);
    counts c = count_pixels(foreground, mask);
    if (c.mask > 0) {
        score_regions(&c, out);
        score_energy(map, mask, c.mask / c.pixels, &out[ENERGY]);
        return LK_OK;
    }
    for (size_t i = 0; i < VALUE_COUNT; i++)
        value_missing(&out[i], NO_MASK);
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .agreement = agreement};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "overlap", .version = "0.1.0", .revision = 2,
          .summary =
              "How far a heatmap's foreground covers the mask: IoU, also above chance, precision, "
              "recall, F1, kappa, and the share of its positive mass inside.",
          .details =
              "Every value comes with its chance level: what a foreground of the same area, or a "
              "heatmap with the same values, would get if its pixels lay at random places. An "
              "empty mask asks nothing, so all values are missing there. An empty foreground has "
              "no precision; its other values are 0. The chance of IoU is the ratio of the "
              "expected areas, a closed form that lies slightly below the exact expectation "
              "where areas are a few pixels; `iou_above_chance` subtracts the exact one, and the "
              "other chance levels are exact.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
