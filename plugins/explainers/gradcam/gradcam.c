/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../cam/cam.h"

typedef struct gradcam {
    cam_options options;
} gradcam;

static const lk_param params[] = {CAM_PARAMS(gradcam, options)};

static const lk_value_info values[CAM_VALUE_COUNT] = {CAM_VALUES};

/* A channel's weight is the mean of its gradient. */
static void make(const cam *c, uint32_t i)
{
    double *weights = cam_weights(c, i);
    const float *g = c->gradient;
    for (size_t p = 0; p < c->pixels; p++, g += c->channels)
        for (size_t k = 0; k < c->channels; k++)
            weights[k] += (double)g[k];
    for (size_t k = 0; k < c->channels; k++)
        weights[k] /= (double)c->pixels;
    cam_sum(c, i);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const gradcam *g = self;
    return cam_explain_by_gradient(ctx, &g->options, request, make, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = CAM_VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_ACTIVATIONS,
                                     .explain = explain,
                                     .estimate = cam_estimate};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "gradcam", .version = "0.1.0", .revision = 1,
          .summary =
              "Grad-CAM: a layer's maps, each weighed by the mean gradient of the score with "
              "respect to it.",
          .details =
              "R. R. Selvaraju and others, Grad-CAM: Visual explanations from deep networks via "
              "gradient-based localization, ICCV 2017. The map is the sum over channels of mean "
              "gradient times activation, negative values dropped, laid over the view bilinearly. "
              "It is that of pytorch-grad-cam (GradCAM) and of Captum (LayerGradCam), but for its "
              "scale: pytorch-grad-cam stretches each map to 0..1 (`stretch`), Captum leaves it "
              "at the size of the layer and keeps what is negative (`relu: false`).",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
          .instance_size = sizeof(gradcam), LK_PARAMS(params), .ops = &ops)
