/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/moments.h"
#include "../common/value.h"
#include "ssim.h"

enum { PEARSON, COSINE, SSIM, VALUE_COUNT };

static const lk_value_info values[VALUE_COUNT] = {
    [PEARSON] = {.id = "pearson",
                 .title = "Pearson correlation",
                 .unit = "",
                 .low = -1,
                 .high = 1,
                 .direction = 1,
                 .symmetric = 1,
                 .missing = "a heatmap is constant",
                 .source = "Pearson's r over all pixels, as in the reference study (Gaya-Morey et "
                           "al., 2024)"},
    [COSINE] = {.id = "cosine",
                .title = "Cosine similarity",
                .unit = "",
                .low = -1,
                .high = 1,
                .direction = 1,
                .symmetric = 1,
                .missing = "a heatmap is zero everywhere",
                .source = "Cosine of the angle between the pixel vectors, means not removed"},
    [SSIM] = {.id = "ssim",
              .title = "Structural similarity",
              .unit = "",
              .low = -1,
              .high = 1,
              .direction = 1,
              .symmetric = 1,
              .missing = "both heatmaps hold one value only, or are smaller than 7 x 7",
              .source = "Wang et al., 2004: 7 x 7 mean filter, sample covariance, K1 = 0.01, "
                        "K2 = 0.03, range = joint maximum minus joint minimum, mean over the "
                        "windows that lie inside"},
};

static void pearson(const lk_tensor *a, const lk_tensor *b, lk_value *out)
{
    const float *u = a->data, *v = b->data;
    moments m = {0};
    for (size_t i = 0, n = lk_tensor_count(a); i < n; i++)
        moments_add(&m, u[i], v[i]);
    if (moments_constant(&m))
        value_missing(out, "a heatmap is constant");
    else
        value_set(out, moments_pearson(&m));
}

static void cosine(const lk_tensor *a, const lk_tensor *b, lk_value *out)
{
    const float *u = a->data, *v = b->data;
    double uu = 0, vv = 0, uv = 0;
    for (size_t i = 0, n = lk_tensor_count(a); i < n; i++) {
        uu += (double)u[i] * u[i];
        vv += (double)v[i] * v[i];
        uv += (double)u[i] * v[i];
    }
    if (uu == 0 || vv == 0)
        value_missing(out, "a heatmap is zero everywhere");
    else
        value_set(out, unit_clamp(uv / sqrt(uu * vv)));
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    (void)self;
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT,
                        "two heatmaps of different sizes cannot be compared: align both to one "
                        "frame");
    pearson(&a->values, &b->values, &out[PEARSON]);
    cosine(&a->values, &b->values, &out[COSINE]);
    return ssim(ctx, &a->values, &b->values, &out[SSIM]);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "similarity", .version = "0.1.0", .revision = 1,
          .summary = "How alike two heatmaps are: Pearson correlation, cosine, SSIM.",
          .details =
              "All are computed in double precision over all pixels of the frame, margins "
              "included. A constant heatmap correlates with nothing: Pearson is missing there, "
              "never 0 or 1. SSIM takes the definition of scikit-image's structural_similarity "
              "with its defaults and the joint range of the two maps as data_range.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
