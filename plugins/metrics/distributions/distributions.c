/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/flaw.h"

enum { DIVERGENCE, DISTANCE, INTERSECTION, VALUE_COUNT };

#define NO_MASS "a heatmap is constant or has no positive value"

static const lk_value_info values[VALUE_COUNT] = {
    [DIVERGENCE] = {.id = "jensen_shannon_divergence",
                    .title = "Jensen-Shannon divergence",
                    .unit = "bit",
                    .low = 0,
                    .high = 1,
                    .direction = -1,
                    .symmetric = 1,
                    .missing = NO_MASS,
                    .source = "Lin, 1991, with logarithms to base 2"},
    [DISTANCE] = {.id = "jensen_shannon_distance",
                  .title = "Jensen-Shannon distance",
                  .unit = "",
                  .low = 0,
                  .high = 1,
                  .direction = -1,
                  .symmetric = 1,
                  .missing = NO_MASS,
                  .source = "Endres and Schindelin, 2003: the square root of the divergence"},
    [INTERSECTION] = {.id = "mass_intersection",
                      .title = "Shared mass",
                      .unit = "",
                      .low = 0,
                      .high = 1,
                      .direction = 1,
                      .symmetric = 1,
                      .missing = NO_MASS,
                      .source = "SIM of the saliency benchmarks (Bylinskii et al., 2019): the sum "
                                "of the lesser of both shares, pixel by pixel"},
};

static double mass(const lk_tensor *map)
{
    const float *v = map->data;
    double sum = 0;
    for (size_t i = 0, n = lk_tensor_count(map); i < n; i++)
        sum += v[i] > 0 ? v[i] : 0;
    return sum;
}

static double share(float value, double all)
{
    return value > 0 ? value / all : 0;
}

/* What one map's share of a pixel adds to twice the divergence. */
static double surprise(double p, double middle)
{
    return p > 0 ? p * log2(p / middle) : 0;
}

static void compare(const lk_tensor *a, const lk_tensor *b, double mass_a, double mass_b,
                    lk_value *out)
{
    const float *u = a->data, *v = b->data;
    double divergence = 0, shared = 0;
    for (size_t i = 0, n = lk_tensor_count(a); i < n; i++) {
        double p = share(u[i], mass_a), q = share(v[i], mass_b), middle = (p + q) / 2;
        divergence += (surprise(p, middle) + surprise(q, middle)) / 2;
        shared += fmin(p, q);
    }
    divergence = fmin(fmax(divergence, 0), 1);
    value_set(&out[DIVERGENCE], divergence);
    value_set(&out[DISTANCE], sqrt(divergence));
    value_set(&out[INTERSECTION], fmin(shared, 1));
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    (void)self;
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    const char *flaw = pair_flaw(&a->values, &b->values);
    double mass_a = flaw ? 0 : mass(&a->values), mass_b = flaw ? 0 : mass(&b->values);
    if (flaw)
        all_missing(out, VALUE_COUNT, flaw);
    else if (mass_a > 0 && mass_b > 0)
        compare(&a->values, &b->values, mass_a, mass_b, out);
    else
        all_missing(out, VALUE_COUNT, "a heatmap has no positive value");
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "distributions", .version = "0.1.0", .revision = 1,
          .summary = "How alike two heatmaps spread their positive values over the face: "
                     "Jensen-Shannon, shared mass.",
          .details =
              "Each map is taken as a distribution: what is negative counts as zero, and the "
              "rest is divided by its sum. Divergence and distance are 0 for equal "
              "distributions and 1 for those that share no pixel. `clustering` takes 1 minus a "
              "similarity: give it mass_intersection, not these two.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
