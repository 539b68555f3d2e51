/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static const char *const classes[] = {"left", "right", NULL};
static const lk_layer_info layer = {
    .struct_size = sizeof layer, .name = "halves", .kind = "dense", .rank = 1, .shape = {2}};
static const lk_layer_info *const layers[] = {&layer, NULL};
static const lk_network_info network = {
    .struct_size = sizeof network,
    .name = "halves",
    .view = {.struct_size = sizeof(lk_view),
             .box = LK_BOX_FACE,
             .width = SIZE,
             .height = SIZE,
             .frames = 1},
    .input_channels = 3,
    .class_count = 2,
    .classes = classes,
    .labels = classes,
    .output = LK_OUTPUT_PROBABILITY,
    .layer_count = 1,
    .layers = layers,
};

static const lk_network_info *info(void *self)
{
    (void)self;
    return &network;
}

/* The share of the light that each half has, or one half where it is dark. */
static lk_status scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *out)
{
    const float *pixels = (const float *)batch->data;
    (void)self;
    if (output != LK_OUTPUT_PROBABILITY)
        return lk_error(ctx, LK_E_UNSUPPORTED, "only probabilities are known");
    for (int64_t i = 0; i < batch->shape[0]; i++, pixels += PIXELS * 3) {
        float light[2] = {1, 1};
        for (size_t p = 0; p < PIXELS; p++)
            light[half_of(p)] += pixels[p * 3];
        out[i * 2 + LEFT] = light[LEFT] / (light[LEFT] + light[RIGHT]);
        out[i * 2 + RIGHT] = light[RIGHT] / (light[LEFT] + light[RIGHT]);
    }
    return LK_OK;
}

static const lk_backend_ops ops = {.struct_size = sizeof ops, .info = info, .scores = scores};

HALF_PLUGIN(.stage = LK_STAGE_BACKEND, .ops = &ops)
