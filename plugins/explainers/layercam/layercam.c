/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../cam/cam.h"

typedef struct layercam {
    cam_options options;
} layercam;

static const lk_param params[] = {CAM_PARAMS(layercam, options)};

static const lk_value_info values[CAM_VALUE_COUNT] = {CAM_VALUES};

/* Each value has a weight of its own, its gradient where that is positive. The
 * channel's, for those who ask, is their mean. */
static void make(const cam *c, uint32_t i)
{
    double *map = cam_map(c, i), *weights = cam_weights(c, i);
    const float *a = c->activation, *g = c->gradient;
    for (size_t p = 0; p < c->pixels; p++)
        for (size_t k = 0; k < c->channels; k++, a++, g++) {
            double positive = fmax((double)*g, 0);
            map[p] += positive * (double)*a;
            weights[k] += positive / (double)c->pixels;
        }
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const layercam *l = self;
    return cam_explain_by_gradient(ctx, &l->options, request, make, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = CAM_VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_ACTIVATIONS,
                                     .explain = explain,
                                     .estimate = cam_estimate};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "layercam", .version = "0.1.0", .revision = 1,
          .summary = "LayerCAM: a layer's activation times its positive gradient, place by place.",
          .details =
              "P.-T. Jiang and others, LayerCAM: Exploring hierarchical class activation maps for "
              "localization, IEEE Transactions on Image Processing 2021. The map is the sum over "
              "channels of max(gradient, 0) times activation at each pixel, so it can be taken of "
              "early layers too, which see more finely (`layer`). It is that of pytorch-grad-cam "
              "(LayerCAM) but for its scale (`stretch`). The paper scales maps of early layers by "
              "tanh before it fuses several; here a map is of one layer and not scaled.",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
          .instance_size = sizeof(layercam), LK_PARAMS(params), .ops = &ops)
