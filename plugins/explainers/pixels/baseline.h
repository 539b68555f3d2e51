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

#define NO_DIFFERENCE "view and baseline have the same score"

/* By how much a sum misses what the score of the view is above that of the baseline. */
#define MISSED_INFO(name, called, which)                                                           \
    {                                                                                              \
        .id = (name), .title = (called), .unit = "", .high = INFINITY, .direction = -1,            \
        .missing = NO_DIFFERENCE,                                                                  \
        .source = "|sum of all attributions" which                                                 \
                  " - (score of the view - score of the baseline)|, as a share of that difference" \
    }

/* What such explainers declare of a class, the entries of an array of lk_value_info. */
enum { BASELINE_SCORE, BASELINE_OF, BASELINE_ERROR, BASELINE_VALUES };
#define BASELINE_INFOS                                                                             \
    [BASELINE_SCORE] = PIXELS_SCORE,                                                               \
    [BASELINE_OF] = {.id = "baseline_score",                                                       \
                     .title = "Score of the baseline",                                             \
                     .unit = "",                                                                   \
                     .low = -INFINITY,                                                             \
                     .high = INFINITY,                                                             \
                     .missing = "",                                                                \
                     .source = "What the network says of the picture that the view is compared "   \
                               "with"},                                                            \
    [BASELINE_ERROR] = MISSED_INFO("completeness_error", "Completeness error", "")

/* Is the colour there where it is needed, and only there? For `open`. */
lk_status baseline_check(lk_context *ctx, const baseline *b);

/* Paint it, size values. */
lk_status baseline_paint(const pixels *p, const baseline *b, const float **out);

/* One value of MISSED_INFO; `attribution` has the size of the view. */
void baseline_missed(const pixels *p, const double *attribution, double score, double from,
                     lk_value *out);
/* Those of BASELINE_INFOS. */
void baseline_diagnose(const pixels *p, const double *attribution, double score, double from,
                       lk_value *out);

#endif
