/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../pixels/pixels.h"

typedef struct saliency {
    pixels_choice choice;
} saliency;

static const lk_param params[] = {PIXELS_PARAMS(saliency, choice, "largest")};

static const lk_value_info values[] = {PIXELS_SCORE};

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const saliency *s = self;
    return pixels_explain(ctx, request, &s->choice, LK_RECTIFIER_PLAIN, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    (void)self;
    (void)width;
    (void)height;
    return 1;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = 1,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_GRADIENTS,
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "saliency", .version = "0.1.0", .revision = 1,
          .summary = "Saliency: how much the score would change with each pixel.",
          .details =
              "K. Simonyan, A. Vedaldi, A. Zisserman, Deep inside convolutional networks: "
              "visualising image classification models and saliency maps, ICLR workshop 2014. The "
              "gradient of a class's score with respect to the view, of each pixel the channel "
              "with the largest absolute value.\n\n"
              "Captum's Saliency has the absolute values of each channel by themselves and takes "
              "them in units of the network's normalised input; here they are in units of the "
              "view, 0 to 255. With `channels: sum` the map has the sign of the gradient.",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
          .instance_size = sizeof(saliency), LK_PARAMS(params), .ops = &ops)
