/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../pixels/pixels.h"

typedef struct guided {
    pixels_choice choice;
    int rule;
} guided;

static const char *const rules[] = {"guided", "deconvolution", NULL};
static const lk_rectifier rectifiers[] = {LK_RECTIFIER_GUIDED, LK_RECTIFIER_DECONVOLUTION};

static const lk_param params[] = {
    {.name = "rule",
     .type = LK_CHOICE,
     .offset = offsetof(guided, rule),
     .fallback = "guided",
     .choices = rules,
     .doc = "What goes back through a rectifier: positive gradients where it let its input "
            "through, or (`deconvolution`) positive gradients everywhere."},
    PIXELS_PARAMS(guided, choice, "absolute"),
};

static const lk_value_info values[] = {PIXELS_SCORE};

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const guided *g = self;
    return pixels_explain(ctx, request, &g->choice, rectifiers[g->rule], out);
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

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "guided-backprop", .version = "0.1.0", .revision = 1,
        .summary = "Guided backpropagation: a gradient that only positive parts of go back.",
        .details =
            "J. T. Springenberg, A. Dosovitskiy, T. Brox, M. Riedmiller, Striving for simplicity: "
            "the all convolutional net, ICLR workshop 2015; `rule: deconvolution` is M. D. Zeiler, "
            "R. Fergus, Visualizing and understanding convolutional networks, ECCV 2014. As "
            "`saliency`, but what goes back through a rectifier is cut off at 0, so that only what "
            "adds to a class is followed. The result is no gradient of anything, and it tells "
            "classes and networks apart less than it seems: Adebayo et al., Sanity checks for "
            "saliency maps, NeurIPS 2018, had nearly the same maps of random weights.\n\n"
            "The rule holds at relu, and at relu6, which Captum's GuidedBackprop and Deconvolution "
            "leave alone; leaky and smooth activations keep their derivative. With the logit the "
            "map does not go through the softmax.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(guided), LK_PARAMS(params), .ops = &ops)
