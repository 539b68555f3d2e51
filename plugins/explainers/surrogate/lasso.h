/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SURROGATE_LASSO_H
#define EXPLAINERS_SURROGATE_LASSO_H

#include "surrogate.h"

/* Fit one output by the lasso (R. Tibshirani, J. of the Royal Statistical
 * Society B 58, 1996). With scikit-learn's meaning of sample weights, the
 * coefficients b and the intercept, which is not penalised, minimise
 *
 *     sum w (y - x'b - intercept)^2 / (2 sum w) + penalty sum |b|
 *
 * by cyclic coordinate descent (J. Friedman, T. Hastie, R. Tibshirani, J. of
 * Statistical Software 33, 2010), until no coefficient moves by more than 1e-12
 * of the largest. penalty > 0. A segment that every sample shows, or none, has
 * coefficient 0. */
lk_status surrogate_lasso(lk_context *ctx, const surrogate_sums *s, double penalty, uint32_t output,
                          double *coefficients, double *intercept);

#endif
