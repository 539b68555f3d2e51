/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_LIME_H
#define EXPLAINERS_LIME_LIME_H

/* The instance of LIME, as its parameters fill it. */

#include <likeness/plugin.h>

#include "diagnose.h"
#include "kernel.h"

typedef struct lime {
    int profile; /* lime_profile */
    lk_segmenter *segmenter;
    int64_t samples;
    int sampling; /* design */
    struct until until;
    double level;
    int64_t least;
    double growth;
    double probability;
    int fill; /* fill_kind */
    lk_double_list colour;
    double blur;
    int distance; /* kernel_distance */
    int kernel;   /* kernel_form */
    double kernel_width;
    int regression; /* regression */
    double ridge, lasso;
    int64_t features;
    int output; /* lk_output */
    int positive, quantise;
    struct fill hidden;     /* what `fill` and what goes with it come to */
    struct model_rule rule; /* likewise `regression` */
} lime;

enum { LIME_PARAMS = 23 };
extern const lk_param lime_params[LIME_PARAMS];

#endif
