/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_LIME_H
#define EXPLAINERS_LIME_LIME_H

/* The instance of LIME, as its parameters fill it. */

#include "../coalition/options.h"
#include "diagnose.h"
#include "kernel.h"

typedef struct lime {
    coalition_options options;
    int profile; /* lime_profile */
    int64_t samples;
    int sampling; /* design */
    struct until until;
    double level;
    int64_t least;
    double growth;
    double probability;
    int distance; /* kernel_distance */
    int kernel;   /* kernel_form */
    double kernel_width;
    int regression; /* regression */
    double ridge, lasso;
    int64_t features;
    int positive, quantise;
    struct model_rule rule; /* what `regression` and what goes with it come to */
} lime;

enum { LIME_PARAMS = 23 };
extern const lk_param lime_params[LIME_PARAMS];

#endif
