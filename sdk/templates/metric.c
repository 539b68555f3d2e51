/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <math.h>

/* A metric gives numbers: here how a heatmap agrees with a mask. It declares each
 * value once, with its range and what makes it missing; the host tabulates them. */

typedef struct pointing {
    int absolute;
} pointing;

enum { HIT, MASS, VALUES };

static const lk_param params[] = {
    {.name = "absolute",
     .type = LK_BOOL,
     .offset = offsetof(pointing, absolute),
     .fallback = "false",
     .doc = "Count negative importance too, by its size."},
};

static const lk_value_info values[VALUES] = {
    [HIT] = {.id = "@VALUE@_hit",
             .title = "Pointing game",
             .unit = "",
             .low = 0,
             .high = 1,
             .direction = 1,
             .missing = "the map has no importance above 0, or is not there",
             .source = "1 where the most important pixel lies in the mask, else 0"},
    [MASS] = {.id = "@VALUE@_mass",
              .title = "Importance inside the mask",
              .unit = "",
              .low = 0,
              .high = 1,
              .direction = 1,
              .missing = "the map has no importance above 0, or is not there",
              .source = "Share of the sum of importance that lies in the mask"},
};

/* What a map without knowledge would get is part of the answer: the area of the mask. */
static lk_value number(double value, double chance)
{
    return (lk_value){.value = value, .chance = chance, .has_chance = 1};
}

static double importance(const pointing *p, float value)
{
    return p->absolute ? fabs((double)value) : fmax((double)value, 0);
}

/* `out` is missing until it is set, so there is nothing to do where there is no answer
 * but to say why. Never put NaN there. */
static void explain_missing(lk_value *out, const char *reason)
{
    for (size_t i = 0; i < VALUES; i++)
        out[i].reason = reason;
}

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    const pointing *p = self;
    const uint8_t *inside = mask->pixels.data;
    size_t n = lk_tensor_count(&mask->pixels), highest = 0;
    double sum = 0, within = 0, most = 0;
    (void)ctx;
    (void)foreground;
    if (!map) { /* a baseline that is a region */
        explain_missing(out, "there is a foreground and no map");
        return LK_OK;
    }
    for (size_t i = 0; i < n; i++) {
        double v = importance(p, ((const float *)map->values.data)[i]);
        sum += v;
        within += inside[i] ? v : 0;
        highest = v > most ? i : highest;
        most = fmax(v, most);
    }
    if (!(sum > 0)) {
        explain_missing(out, "no pixel has an importance above 0");
        return LK_OK;
    }
    double chance = (double)lk_region_area(mask) / (double)n;
    out[HIT] = number(inside[highest] ? 1 : 0, chance);
    out[MASS] = number(fmin(within / sum, 1), chance);
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUES,
                                  .values = values,
                                  .value_size = sizeof(lk_value_info),
                                  .agreement = agreement};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Whether the most important pixel, and how much importance, is in the mask.",
          .details =
              "The pointing game of J. Zhang et al. (2016), without tolerance, and the share "
              "of importance inside the mask. It needs no foreground.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(pointing),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
