/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../cam/cam.h"

#include "../../metrics/common/value.h"
#include "masks.h"

enum { EFFECTIVE = CAM_VALUE_COUNT, VALUE_COUNT };

typedef struct scorecam {
    cam_options options;
    int64_t channels;
    lk_double_list baseline;
} scorecam;

static const lk_param params[] = {
    CAM_PARAMS(scorecam, options),
    {.name = "channels",
     .type = LK_INT,
     .offset = offsetof(scorecam, channels),
     .fallback = "0",
     .low = 0,
     .high = 1e6,
     .unit = "channels",
     .doc = "Ask only about so many channels, those whose activation varies most over the map; "
            "the others weigh 0. 0 for all, which takes a forward pass each."},
    {.name = "baseline",
     .type = LK_DOUBLE_LIST,
     .offset = offsetof(scorecam, baseline),
     .fallback = "[0, 0, 0]",
     .low = 0,
     .high = 255,
     .doc = "Red, green and blue of what a masked place shows: what the network takes as 0 for "
            "the masked input of the paper (its `normalise: subtract`)."},
};

static const lk_value_info values[VALUE_COUNT] = {
    CAM_VALUES, [EFFECTIVE] = {
                    .id = "effective_channels",
                    .title = "Effective channels",
                    .unit = "channels",
                    .low = 1,
                    .high = INFINITY,
                    .missing = "",
                    .source = "Exponential of the entropy of the weights: as many channels as were "
                              "asked about where they weigh alike"}};

static lk_status open_scorecam(void *self, lk_context *ctx)
{
    const scorecam *s = self;
    return s->baseline.count == 3
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT, "`baseline` must be three numbers: red, green, blue");
}

/* The softmax over channels of what each leaves of the score. */
static void weigh(const cam *c, uint32_t i, const masks *m)
{
    double *weights = cam_weights(c, i), most = -INFINITY, sum = 0;
    for (size_t j = 0; j < m->count; j++)
        most = fmax(most, masks_score(m, j, c->request->classes[i]));
    for (size_t j = 0; j < m->count; j++)
        sum += weights[m->channels[j]] = exp(masks_score(m, j, c->request->classes[i]) - most);
    for (size_t k = 0; k < c->channels; k++)
        weights[k] /= sum;
}

static void diagnose(const cam *c, lk_value *out)
{
    for (uint32_t i = 0; i < c->request->class_count; i++, out += VALUE_COUNT) {
        double entropy = 0;
        for (size_t k = 0; k < c->channels; k++) {
            double w = cam_weights(c, i)[k];
            entropy -= w > 0 ? w * log(w) : 0;
        }
        value_set(&out[EFFECTIVE], exp(entropy));
    }
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const scorecam *s = self;
    cam c;
    masks m;
    lk_status status = cam_open(ctx, &s->options, request, &c);
    if (!status)
        status = cam_fetch(ctx, &c);
    if (!status)
        status = masks_choose(ctx, &c, (size_t)s->channels, &m);
    if (!status)
        status = masks_ask(ctx, &c, s->baseline.items, &m);
    for (uint32_t i = 0; !status && i < request->class_count; i++) {
        weigh(&c, i, &m);
        cam_sum(&c, i);
    }
    if (status)
        return status;
    diagnose(&c, out->diagnostics);
    return cam_answer(ctx, &c, VALUE_COUNT, out);
}

/* Of all channels it cannot be told: how many there are is the network's. */
static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const scorecam *s = self;
    (void)width;
    (void)height;
    return s->channels ? 2 + (uint64_t)s->channels : 0;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_ACTIVATIONS,
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "scorecam", .version = "0.1.0", .revision = 1,
          .summary = "Score-CAM: a layer's maps, each weighed by the score of the view masked by "
                     "it; no gradients.",
          .details =
              "H. Wang and others, Score-CAM: Score-weighted visual explanations for convolutional "
              "neural networks, CVPR workshops 2020. Each channel is enlarged to the view (corners "
              "on corners, as in pytorch-grad-cam), stretched to 0..1 and laid over the view as a "
              "mask; the weights are the softmax over channels of the class's scores. What the "
              "paper subtracts from all of them, the score of an empty view, changes no softmax. "
              "The map is that of pytorch-grad-cam (ScoreCAM) where `baseline` is what the network "
              "takes as 0, but for its scale (`stretch`). `channels` is the shortcut of J. Li and "
              "others, Faster Score-CAM.",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
          .instance_size = sizeof(scorecam), LK_PARAMS(params), .open = open_scorecam, .ops = &ops)
