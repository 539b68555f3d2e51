/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/flaw.h"
#include "../common/moments.h"
#include "ssim.h"

enum { PEARSON, COSINE, SSIM, VALUE_COUNT };

typedef struct comparison {
    int window;
} comparison;

static const char *const windows[] = {
    [SSIM_UNIFORM] = "uniform",
    [SSIM_GAUSSIAN] = "gaussian",
    NULL,
};

static const lk_param params[] = {
    {.name = "window",
     .type = LK_CHOICE,
     .offset = offsetof(comparison, window),
     .fallback = "uniform",
     .choices = windows,
     .unit = "",
     .doc =
         "Window of SSIM: 7 x 7 pixels that weigh the same, with sample covariance (uniform), or "
         "11 x 11 by a Gaussian of 1.5 pixels, as in the article (gaussian)."},
};

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
              .missing = "both heatmaps hold one value only, or are smaller than the window",
              .source = "Wang et al., 2004: 7 x 7 mean filter with sample covariance (or as "
                        "`window` says), K1 = 0.01, K2 = 0.03, range = joint maximum minus joint "
                        "minimum, mean over the windows that lie inside"},
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
    const comparison *c = self;
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    pearson(&a->values, &b->values, &out[PEARSON]);
    cosine(&a->values, &b->values, &out[COSINE]);
    return ssim(ctx, (ssim_window)c->window, &a->values, &b->values, &out[SSIM]);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(
        .stage = LK_STAGE_METRIC, .name = "similarity", .version = "0.2.0", .revision = 2,
        .summary = "How alike two heatmaps are: Pearson correlation, cosine, SSIM.",
        .details =
            "All are computed in double precision over all pixels of the frame, margins "
            "included. A constant heatmap correlates with nothing: Pearson is missing there, "
            "never 0 or 1. SSIM takes the definition of scikit-image's structural_similarity "
            "with its defaults, or with its Gaussian weights, and the joint range of the two maps "
            "as data_range.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
        .instance_size = sizeof(comparison), LK_PARAMS(params), .ops = &ops)
