/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../cam/cam.h"

typedef struct gradcam {
    cam_options options;
} gradcam;

static const lk_param params[] = {CAM_PARAMS(gradcam, options)};

static const lk_value_info values[CAM_VALUE_COUNT] = {CAM_VALUES};

/* What pytorch-grad-cam adds to the denominator. */
static const double epsilon = 1e-6;

/* The coefficient of a pixel with gradient g in a map of this sum. */
static double coefficient(double g, double sum)
{
    double square = g * g, below = 2 * square + sum * square * g + epsilon;
    return below != 0 ? square / below : 0;
}

/* A channel's weight is the sum of its positive gradients, each times its
 * coefficient. */
static void weigh(const cam *c, size_t channel, double *weight)
{
    double sum = 0;
    for (size_t p = 0; p < c->pixels; p++)
        sum += (double)c->activation[p * c->channels + channel];
    for (size_t p = 0; p < c->pixels; p++) {
        double g = (double)c->gradient[p * c->channels + channel];
        *weight += g > 0 ? g * coefficient(g, sum) : 0;
    }
}

static void make(const cam *c, uint32_t i)
{
    for (size_t k = 0; k < c->channels; k++)
        weigh(c, k, &cam_weights(c, i)[k]);
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

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "gradcam++", .version = "0.1.0", .revision = 1,
        .summary = "Grad-CAM++: as Grad-CAM, but each channel is weighed by its positive gradients "
                   "alone, so that several places can count.",
        .details =
            "A. Chattopadhay and others, Grad-CAM++: Generalized gradient-based visual "
            "explanations for deep convolutional networks, WACV 2018. A channel's weight is the "
            "sum over its pixels of max(g, 0) g^2 / (2 g^2 + s g^3), where g is the gradient and s "
            "the sum of the channel's activation: the paper's closed form, for the exponential of "
            "the score. As in pytorch-grad-cam (GradCAMPlusPlus), whose map it gives but for the "
            "scale (`stretch`), 1e-6 is added to the denominator; gradients that are much smaller "
            "than 1e-3 then count for less, so that channels are weighed other than in the paper.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(gradcam), LK_PARAMS(params), .ops = &ops)
