/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_MODEL_H
#define EXPLAINERS_LIME_MODEL_H

/* The linear models that LIME fits, one per asked class. */

#include "../coalition/coalition.h"
#include "../surrogate/surrogate.h"

typedef struct model {
    surrogate_data data; /* its outputs are the asked classes */
    double ridge;
    uint32_t features;         /* how many segments each class may use */
    surrogate_sums all;        /* over every sample */
    surrogate_factor *factors; /* per class */
    double *coefficients;      /* classes x segments */
    double *intercepts;        /* per class */
} model;

/* Fit every asked class. Where `features` is neither 0 nor all, a class uses
 * only the segments with the largest coefficients of a first fit on all, as
 * lime's `highest_weights` does. */
lk_status model_fit(lk_context *ctx, const coalition *c, const double *weights, double ridge,
                    uint32_t features, model *out);

#endif
