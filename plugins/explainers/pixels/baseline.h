/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_PIXELS_BASELINE_H
#define EXPLAINERS_PIXELS_BASELINE_H

/* The picture that a view is compared with: of an attribution that is complete the
 * values sum to the score of the view minus that of the baseline. */

#include "pixels.h"

/* Parameters. */
typedef struct baseline {
    int kind;
    lk_double_list colour;
    double blur;
} baseline;

extern const char *const baseline_kinds[];

#define BASELINE_PARAMS(instance, field)                                                           \
    {.name = "baseline",                                                                           \
     .type = LK_CHOICE,                                                                            \
     .offset = offsetof(instance, field.kind),                                                     \
     .fallback = "black",                                                                          \
     .choices = baseline_kinds,                                                                    \
     .doc = "What the view is compared with: a black, grey or mean-coloured picture, one of a "    \
            "`colour`, or the view out of focus. What a network's normalisation turns into 0, "    \
            "other programs' zero baseline, is a colour: [123.675, 116.28, 103.53] with "          \
            "ImageNet's means, for instance."},                                                    \
        {.name = "colour",                                                                         \
         .type = LK_DOUBLE_LIST,                                                                   \
         .offset = offsetof(instance, field.colour),                                               \
         .low = 0,                                                                                 \
         .high = 255,                                                                              \
         .doc = "Red, green and blue for `baseline: colour`."},                                    \
    {                                                                                              \
        .name = "blur", .type = LK_DOUBLE, .offset = offsetof(instance, field.blur),               \
        .fallback = "10", .low = 0.1, .high = 256, .unit = "px",                                   \
        .doc = "Standard deviation of the Gaussian of `baseline: blur`."                           \
    }

/* What such explainers declare of a class, after each other. */
enum { BASELINE_SCORE, BASELINE_OF, BASELINE_ERROR, BASELINE_VALUES };
extern const lk_value_info baseline_values[BASELINE_VALUES];

/* Is the colour there where it is needed, and only there? For `open`. */
lk_status baseline_check(lk_context *ctx, const baseline *b);

/* Paint it, size values. */
lk_status baseline_paint(const pixels *p, const baseline *b, const float **out);

/* Multiply gradients by view minus baseline, and answer; `scores` are those of the
 * view by asked class. */
lk_status baseline_answer(pixels *p, const float *painted, double *gradients, const double *scores,
                          lk_explanation *out);

#endif
