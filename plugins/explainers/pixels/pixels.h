/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_PIXELS_PIXELS_H
#define EXPLAINERS_PIXELS_PIXELS_H

/* What explainers share that ask a network for gradients with respect to the
 * pixels of its view: the request checked, gradients of many pictures in batches
 * of one size, and three channels made one map. An attribution is a number for
 * each value of the view, H x W x 3, by asked class. Everything is of the arena. */

#include "../request/request.h"

typedef enum pixels_channels {
    PIXELS_SUM,
    PIXELS_ABSOLUTE, /* sum of absolute values */
    PIXELS_LARGEST   /* largest absolute value */
} pixels_channels;

/* Parameters. */
typedef struct pixels_choice {
    int output;   /* lk_output */
    int channels; /* pixels_channels */
} pixels_choice;

extern const char *const pixels_channel_names[];

#define PIXELS_PARAMS(instance, field, channels_fallback)                                          \
    {.name = "output",                                                                             \
     .type = LK_CHOICE,                                                                            \
     .offset = offsetof(instance, field.output),                                                   \
     .fallback = "logit",                                                                          \
     .choices = request_outputs,                                                                   \
     .doc = "Which score of the network is explained. Where a probability is near 0 or 1 its "     \
            "gradient is nearly 0, and it mixes what speaks for a class with what speaks "         \
            "against the others. " REQUEST_RAW},                                                   \
    {                                                                                              \
        .name = "channels", .type = LK_CHOICE, .offset = offsetof(instance, field.channels),       \
        .fallback = (channels_fallback), .choices = pixels_channel_names,                          \
        .doc = "How red, green and blue become one value: their `sum`, with its sign, the sum "    \
               "of their `absolute` values, or the `largest` absolute value."                      \
    }

/* What every such explainer declares of a class. */
#define PIXELS_SCORE SCORE_INFO("What the network says of the view, in units of `output`", "")

typedef struct pixels {
    lk_context *ctx;
    const lk_explain_request *request;
    lk_output output;
    pixels_channels channels;
    lk_rectifier rectifier;               /* plain, unless set after opening */
    size_t count, size;                   /* pixels and values of the view */
    float *pictures, *gradients, *scores; /* a batch: N x size, N x size, N x all classes */
    float *picture;                       /* the one that was painted last */
} pixels;

lk_status pixels_open(lk_context *ctx, const lk_explain_request *request,
                      const pixels_choice *choice, pixels *out);

/* Pictures whose gradients are asked for, each for every asked class. */
typedef struct pixels_walk {
    size_t pictures;
    /* Paint one, size values; each once, in order. */
    void (*paint)(void *user, size_t which, float *out);
    /* Its gradient for the asked class `slot`, and the class's score; in order. */
    void (*take)(void *user, size_t which, uint32_t slot, const float *gradient, double score);
    void *user;
} pixels_walk;

lk_status pixels_run(pixels *p, const pixels_walk *walk);

/* Zeroed attributions, one for each asked class. */
lk_status pixels_reserve(const pixels *p, double **out);
static inline double *pixels_of(const pixels *p, double *attributions, uint32_t slot)
{
    return attributions + slot * p->size;
}

/* The gradient at the view, and the scores of the asked classes there. */
lk_status pixels_gradient(pixels *p, double **gradients, double **scores);

/* The score of each asked class for one picture, size values. */
lk_status pixels_score(pixels *p, const float *picture, double **out);

/* One attribution as a map of the view's pixels. */
void pixels_reduce(const pixels *p, const double *attribution, double *map);
/* The explanation: a heatmap of each attribution. */
void pixels_answer(const pixels *p, const double *attributions, lk_explanation *out);

/* All of it, where the attribution is the gradient at the view by some rule and the
 * score is the only diagnostic. */
lk_status pixels_explain(lk_context *ctx, const lk_explain_request *request,
                         const pixels_choice *choice, lk_rectifier rectifier, lk_explanation *out);

#endif
