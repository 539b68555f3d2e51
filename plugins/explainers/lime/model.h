/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_MODEL_H
#define EXPLAINERS_LIME_MODEL_H

/* The linear models that LIME fits, one per asked class. */

#include "../coalition/coalition.h"
#include "../surrogate/surrogate.h"

typedef enum regression {
    REGRESSION_RIDGE,
    REGRESSION_LASSO,
    REGRESSION_WLS /* weighted least squares without a penalty */
} regression;

/* How to fit. Where `features` is neither 0 nor all, a class uses only the
 * segments with the largest coefficients of a first fit on all, as lime's
 * `highest_weights` does; the lasso, which selects itself, takes 0. */
typedef struct model_rule {
    regression regression;
    double ridge, lasso; /* penalties, each used by its own regression */
    uint32_t features;
} model_rule;

typedef struct model {
    surrogate_data data; /* its outputs are the asked classes */
    model_rule rule;
    uint32_t features;         /* how many segments each class may use */
    surrogate_sums all;        /* over every sample */
    surrogate_factor *factors; /* per class; the lasso has none */
    double *coefficients;      /* classes x segments */
    double *intercepts;        /* per class */
} model;

/* Does the model know how sure its coefficients are? What the lasso leaves in was
 * chosen by the same samples, which intervals of least squares know nothing of. */
static inline int model_has_errors(const model *m)
{
    return m->rule.regression != REGRESSION_LASSO;
}

/* Fit every asked class. */
lk_status model_fit(lk_context *ctx, const coalition *c, const double *weights,
                    const model_rule *rule, model *out);

/* Fit one class once more to other sums over its samples. `is_singular`: they do not
 * suffice. */
lk_status model_refit(lk_context *ctx, const model *m, const surrogate_sums *sums, uint32_t slot,
                      double *coefficients, int *is_singular);

#endif
