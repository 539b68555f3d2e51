/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/value.h"
#include "scores.h"

enum {
    ROC_AUC,
    AVERAGE_PRECISION,
    NSS,
    POINTING_GAME,
    MASS_OVER_AREA,
    RANK_ACCURACY,
    TOPK_INTERSECTION,
    VALUE_COUNT
};

typedef struct ranking {
    int64_t top;
} ranking;

static const lk_param params[] = {
    {.name = "top",
     .type = LK_INT,
     .offset = offsetof(ranking, top),
     .fallback = "1000",
     .low = 1,
     .high = 1e9,
     .unit = "pixels",
     .doc = "How many of the largest values `topk_intersection` looks at."},
};

#define NO_MAP "there is no heatmap"
#define NO_MASK "the mask is empty"
#define CONSTANT "the heatmap is the same everywhere"
#define UNDEFINED NO_MASK ", " CONSTANT ", or " NO_MAP

static const lk_value_info values[VALUE_COUNT] = {
    [ROC_AUC] = {.id = "roc_auc",
                 .title = "Area under the ROC curve",
                 .unit = "",
                 .high = 1,
                 .direction = 1,
                 .missing = UNDEFINED "; also where the mask is everything",
                 .source = "Mann-Whitney: how likely a pixel of the mask has the larger value of a "
                           "pair with one outside, equal values counting one half. Chance: 0.5"},
    [AVERAGE_PRECISION] =
        {.id = "average_precision",
         .title = "Average precision",
         .unit = "",
         .high = 1,
         .direction = 1,
         .missing = UNDEFINED,
         .source = "Sum over falling thresholds of the gain in recall times the precision, without "
                   "interpolation. Chance: the mask's share of the frame, which its mean under "
                   "random order nears from above in large pictures"},
    [NSS] = {.id = "nss",
             .title = "Normalised scanpath saliency",
             .unit = "standard deviations",
             .low = -INFINITY,
             .high = INFINITY,
             .direction = 1,
             .missing = UNDEFINED,
             .source = "Peters et al., 2005: mean inside the mask of the heatmap less its mean, "
                       "over its standard deviation (of the population). Chance: 0"},
    [POINTING_GAME] = {.id = "pointing_game",
                       .title = "Pointing game",
                       .unit = "",
                       .high = 1,
                       .direction = 1,
                       .missing = UNDEFINED,
                       .source = "Zhang et al., 2018, without a margin: 1 where any of the pixels "
                                 "with the largest value lies in the mask, else 0. Chance: how "
                                 "likely that is for a mask of random pixels"},
    [MASS_OVER_AREA] = {.id = "mass_over_area",
                        .title = "Mass inside the mask over its area",
                        .unit = "",
                        .high = INFINITY,
                        .direction = 1,
                        .missing = UNDEFINED "; also where it has no positive value",
                        .source = "Share of the heatmap's positive mass inside the mask (`energy` "
                                  "of the metric overlap) over the mask's share of the frame "
                                  "(Kohlbrenner et al., 2020). Chance: 1"},
    [RANK_ACCURACY] = {.id = "rank_accuracy",
                       .title = "Relevance rank accuracy",
                       .unit = "",
                       .high = 1,
                       .direction = 1,
                       .missing = UNDEFINED,
                       .source = "Arras et al., 2022: share of the mask among as many of the "
                                 "largest values as it has pixels; the mean over all orders of "
                                 "equal values. Chance: the mask's share of the frame"},
    [TOPK_INTERSECTION] = {.id = "topk_intersection",
                           .title = "Top-k intersection",
                           .unit = "",
                           .high = 1,
                           .direction = 1,
                           .missing =
                               UNDEFINED "; also where the frame has fewer than `top` pixels",
                           .source = "Theiner et al., 2022: share of the `top` largest values that "
                                     "lies in the mask; the mean over all orders of equal values. "
                                     "Chance: the mask's share of the frame"},
};

static void all_missing(lk_value *out, const char *reason)
{
    for (size_t i = 0; i < VALUE_COUNT; i++)
        value_missing(&out[i], reason);
}

/* ---- Of the values ------------------------------------------------------------- */

/* What is scored: the values, the mask, and the pixels in order. */
typedef struct scoring {
    const float *v;
    const uint8_t *mask;
    order order;
    double pixels, inside; /* of the frame, and of them in the mask */
} scoring;

/* Over a map that is not constant. */
static void score_nss(const scoring *s, lk_value *out)
{
    size_t n = (size_t)s->pixels;
    double sum = 0, squares = 0, inside = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)s->v[i];
    double mean = sum / s->pixels;
    for (size_t i = 0; i < n; i++) {
        double d = (double)s->v[i] - mean;
        squares += d * d;
        inside += s->mask[i] ? d : 0;
    }
    value_set_chance(out, inside / s->inside / sqrt(squares / s->pixels), 0);
}

static void score_mass(const scoring *s, lk_value *out)
{
    double total = 0, inside = 0;
    for (size_t i = 0, n = (size_t)s->pixels; i < n; i++) {
        double positive = s->v[i] > 0 ? (double)s->v[i] : 0;
        total += positive;
        inside += s->mask[i] ? positive : 0;
    }
    if (total > 0)
        value_set_chance(out, inside / total / (s->inside / s->pixels), 1);
    else
        value_missing(out, "the heatmap has no positive value");
}

/* ---- Of their order ------------------------------------------------------------ */

static void score_order(const scoring *s, const order_run *largest, double top, lk_value *out)
{
    const order *o = &s->order;
    double share = s->inside / s->pixels;
    if (s->inside < s->pixels)
        value_set_chance(&out[ROC_AUC], roc_auc(o), 0.5);
    else
        value_missing(&out[ROC_AUC], "the mask is everything");
    value_set_chance(&out[AVERAGE_PRECISION], average_precision(o), share);
    value_set_chance(&out[POINTING_GAME], largest->inside > 0,
                     chance_of_hit(o, (double)largest->pixels));
    value_set_chance(&out[RANK_ACCURACY], share_of_first(o, s->inside), share);
    if (top <= s->pixels)
        value_set_chance(&out[TOPK_INTERSECTION], share_of_first(o, top), share);
    else
        value_missing(&out[TOPK_INTERSECTION], "the frame has fewer pixels than `top`");
}

static lk_status score(const ranking *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_region *mask, lk_value *out)
{
    scoring s = {.v = map->values.data, .mask = mask->pixels.data};
    order_walk walk = {{0, 0}};
    order_run largest = {0, 0, 0};
    lk_status status = order_pixels(ctx, map, mask, &s.order);
    if (status)
        return status;
    s.inside = (double)s.order.counts[1];
    s.pixels = (double)s.order.counts[0] + s.inside;
    order_next(&s.order, &walk, &largest);
    if (!(s.inside > 0) || (double)largest.pixels == s.pixels) {
        all_missing(out, s.inside > 0 ? CONSTANT : NO_MASK);
        return LK_OK;
    }
    score_nss(&s, &out[NSS]);
    score_mass(&s, &out[MASS_OVER_AREA]);
    score_order(&s, &largest, (double)self->top, out);
    return LK_OK;
}

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    (void)foreground;
    if (!map) {
        all_missing(out, "a foreground without a heatmap has no order");
        return LK_OK;
    }
    if (!same_shape(&map->values, &mask->pixels))
        return lk_error(ctx, LK_E_INPUT, SIZES_DIFFER);
    return score(self, ctx, map, mask, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .agreement = agreement};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "ranking", .version = "0.1.0", .revision = 1,
          .summary = "How a heatmap's values rank the mask's pixels, without a threshold: ROC AUC, "
                     "average precision, NSS, pointing game, mass over area, rank accuracy, top-k.",
          .details =
              "They look at the heatmap itself, so that they are the same for every binariser, and "
              "are missing for baselines that are only a foreground. Where values are equal, their "
              "order would be that of the pixels in the picture: ROC AUC and average precision "
              "take equal values together, rank accuracy and top-k intersection are the mean over "
              "all their orders, and the pointing game counts any of several largest ones. A "
              "heatmap that is the same everywhere ranks nothing, and an empty mask asks nothing: "
              "all values are missing there, never a hit. `topk_intersection` cannot exceed the "
              "mask's pixels over `top`.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(ranking),
          LK_PARAMS(params), .ops = &ops)
