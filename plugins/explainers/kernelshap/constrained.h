/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_KERNELSHAP_CONSTRAINED_H
#define EXPLAINERS_KERNELSHAP_CONSTRAINED_H

/* Weighted least squares without an intercept but the score of the empty view, whose
 * coefficients sum to the gain of the whole view. Both hold exactly: the intercept is
 * given, and the last coefficient is what the others leave, so that it is no unknown.
 * With x = z - z of the last segment, and y = score - empty score - z of the last
 * segment x gain, what remains is a plain regression of y on x. */

#include "../ends/ends.h"
#include "../surrogate/surrogate.h"

typedef struct constrained {
    uint32_t unknowns; /* segments - 1 */
    surrogate_factor factor;
    int is_singular; /* the samples do not tell all segments apart */
} constrained;

/* Fit all asked classes: `values` gets the coefficients of class i from `step` i on,
 * nothing where the fit is singular. */
lk_status constrained_fit(lk_context *ctx, const coalition *c, const double *weights, size_t step,
                          constrained *out, double *values);

/* The standard errors of the coefficients of one class, whose rows from `first` on were
 * drawn in pairs: by what each pair adds to the coefficients (the sandwich of the
 * normal equations, with residuals made larger by what fitting takes from them, CR2 of
 * Bell and McCaffrey, and the pairs' mean removed, since they need not balance alone where
 * there are other rows). Two pairs or more. */
lk_status constrained_errors(lk_context *ctx, const coalition *c, const double *weights,
                             const constrained *f, size_t first, uint32_t slot,
                             const double *values, double *errors);

#endif
