/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_CAM_CAM_H
#define EXPLAINERS_CAM_CAM_H

/* A class activation map: the maps of one layer, a weight for each, and their
 * sum laid over the view. The verbs in the order of their use: open, fetch, sum,
 * answer. Everything is of the arena. */

#include <likeness/plugin.h>

#include <math.h>

#include "../request/request.h"
#include "resize.h"

typedef struct cam_options {
    const char *layer;
    int output; /* lk_output */
    int relu, stretch;
} cam_options;

/* The rows of an explainer's table of parameters that fill the options which are
 * the field `field` of its instance. Maps of one scale are the default because a
 * stretched one no longer says how much there was: a mean over faces would weigh
 * a face without evidence like one with much. */
#define CAM_PARAMS_OF_MAPS(instance, field)                                                        \
    {.name = "layer",                                                                              \
     .type = LK_STRING,                                                                            \
     .offset = offsetof(instance, field.layer),                                                    \
     .doc = "Layer whose maps are summed, by its name (`likeness inspect NETWORK` lists them); "   \
            "the last one as large as the last convolution and before the next pool where none "   \
            "is named, which takes in the activation, normalisation or block that it ends in."},   \
        {.name = "relu",                                                                           \
         .type = LK_BOOL,                                                                          \
         .offset = offsetof(instance, field.relu),                                                 \
         .fallback = "true",                                                                       \
         .doc = "Whether what is negative in the map becomes 0: what speaks against the class."},  \
    {                                                                                              \
        .name = "stretch", .type = LK_BOOL, .offset = offsetof(instance, field.stretch),           \
        .fallback = "false",                                                                       \
        .doc = "Whether the map is stretched to 0..1, before and after it is resized, as "         \
               "pytorch-grad-cam does; it then no longer says how strong it was."                  \
    }

/* And with them which score is explained. */
#define CAM_PARAMS(instance, field)                                                                \
    CAM_PARAMS_OF_MAPS(instance, field), OUTPUT_PARAM(instance, field.output, "logit")

enum { CAM_SCORE, CAM_NEGATIVE, CAM_VALUE_COUNT };

#define CAM_MAP_IS_EMPTY "the map is 0 everywhere"

/* The diagnostics that all have, the first of an explainer's table. */
#define CAM_VALUES                                                                                 \
    [CAM_SCORE] = SCORE_INFO("What the network says of the view", ""),                             \
    [CAM_NEGATIVE] = {.id = "negative",                                                            \
                      .title = "Negative share of the map",                                        \
                      .unit = "",                                                                  \
                      .low = 0,                                                                    \
                      .high = 1,                                                                   \
                      .missing = CAM_MAP_IS_EMPTY,                                                 \
                      .source = "Of the absolute values of the layer's map before `relu`"}

typedef struct cam {
    const cam_options *options;
    const lk_explain_request *request;
    const char *layer;
    lk_tensor batch;     /* the view */
    const float *scores; /* of the view, all classes */
    resize_plane plane;  /* of the layer's maps */
    size_t pixels, channels;
    const float *activation; /* pixels x channels */
    const float *gradient;   /* likewise; NULL until it was fetched */
    double *weights;         /* asked classes x channels; NULL until they were reserved */
    double *maps;            /* asked classes x pixels; signed, likewise */
} cam;

/* Check the request, choose the layer and score the view. */
lk_status cam_open(lk_context *ctx, const cam_options *options, const lk_explain_request *request,
                   cam *out);

/* The layer's value. */
lk_status cam_fetch(lk_context *ctx, cam *c);
/* And with it the gradient of the i-th asked class. Both hold until the next fetch. */
lk_status cam_fetch_gradient(lk_context *ctx, cam *c, uint32_t i);

/* Which output is explained. */
static inline lk_output cam_output(const cam *c)
{
    return request_output(c->request, c->options->output);
}

static inline double *cam_weights(const cam *c, uint32_t i)
{
    return c->weights + i * c->channels;
}

static inline double *cam_map(const cam *c, uint32_t i)
{
    return c->maps + i * c->pixels;
}

/* The i-th asked class's score of the view. */
static inline double cam_score(const cam *c, uint32_t i)
{
    return (double)c->scores[c->request->classes[i]];
}

/* Its map: the sum of the layer's maps by its weights. */
void cam_sum(const cam *c, uint32_t i);

/* From maps of the layer to heatmaps, with the diagnostics that all have;
 * `values` is how many the explainer declares. */
lk_status cam_answer(lk_context *ctx, const cam *c, size_t values, lk_explanation *out);

/* All of it, for a method that makes a class's map, and weights where it has
 * some, of activation and gradient alone. */
lk_status cam_explain_by_gradient(lk_context *ctx, const cam_options *options,
                                  const lk_explain_request *request,
                                  void (*make)(const cam *c, uint32_t i), lk_explanation *out);

/* The operation `estimate` of these: a pass for the score, and one for the layer. */
uint64_t cam_estimate(void *self, uint32_t width, uint32_t height);

#endif
