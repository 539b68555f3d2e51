/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_COALITION_OPTIONS_H
#define EXPLAINERS_COALITION_OPTIONS_H

/* Parameters of explainers that hide segments: what cuts the view, what a hidden
 * segment shows, and which score is explained. */

#include "../request/request.h"
#include "coalition.h"

/* An instance begins with them. */
typedef struct coalition_options {
    lk_segmenter *segmenter;
    int fill; /* fill_kind */
    lk_double_list colour;
    double blur;
    int output; /* lk_output */
} coalition_options;

extern const char *const coalition_fills[];

/* Rows of an explainer's table of parameters, which fill the `field` of its instance. What
 * follows the field is where the default comes from. */
#define SEGMENTER_PARAM(instance, field, ...)                                                      \
    {                                                                                              \
        .name = "segmenter", .type = LK_PLUGIN_REF, .offset = offsetof(instance, field),           \
        .refers = LK_STAGE_SEGMENTER, .doc = "What cuts the view into segments.", __VA_ARGS__      \
    }
#define FILL_PARAM(instance, field, ...)                                                           \
    {                                                                                              \
        .name = "fill", .type = LK_CHOICE, .offset = offsetof(instance, field),                    \
        .choices = coalition_fills,                                                                \
        .doc = "What a hidden segment shows; `mean` is its own mean colour, `truncated-mean` the " \
               "same without fractions, `grey` half of white, `blur` the view out of focus.",      \
        __VA_ARGS__                                                                                \
    }
#define COLOUR_PARAM(instance, field)                                                              \
    {                                                                                              \
        .name = "colour", .type = LK_DOUBLE_LIST, .offset = offsetof(instance, field), .low = 0,   \
        .high = 255, .doc = "Red, green and blue for `fill: colour`."                              \
    }
#define BLUR_PARAM(instance, field)                                                                \
    {                                                                                              \
        .name = "blur", .type = LK_DOUBLE, .offset = offsetof(instance, field), .fallback = "10",  \
        .low = 0.1, .high = 256, .unit = "px",                                                     \
        .doc = "Standard deviation of the Gaussian of `fill: blur`."                               \
    }

/* All of them. The segments and the fill are those of lime's profile `study`. */
#define COALITION_PARAMS COALITION_PARAMS_CUT("{use: slic, segments: 30, compactness: 20}")

/* With other segments. */
#define COALITION_PARAMS_CUT(cut)                                                                  \
    SEGMENTER_PARAM(coalition_options, segmenter, .fallback = (cut)),                              \
        FILL_PARAM(coalition_options, fill, .fallback = "black"),                                  \
        COLOUR_PARAM(coalition_options, colour), BLUR_PARAM(coalition_options, blur),              \
        OUTPUT_PARAM(coalition_options, output, "probability")

/* `open` of a plugin whose instance begins with the options: do they go together? */
lk_status coalition_options_check(void *self, lk_context *ctx);

/* Open a problem, cut the view where the request has no segments, and paint what
 * hidden segments show. */
lk_status coalition_begin(lk_context *ctx, const coalition_options *o,
                          const lk_explain_request *request, coalition *out);

/* The same, for an explainer that cannot take samples from outside. */
lk_status coalition_begin_own(lk_context *ctx, const coalition_options *o,
                              const lk_explain_request *request, coalition *out);

/* Score the samples from `first` on. */
lk_status coalition_ask(lk_context *ctx, const coalition_options *o, coalition *c, size_t first);

#endif
