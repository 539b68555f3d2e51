/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SURROGATE_SURROGATE_H
#define EXPLAINERS_SURROGATE_SURROGATE_H

/* The local surrogate: weighted ridge regression of several outputs on the same
 * bits, with an intercept that is not penalised. As scikit-learn's Ridge does,
 * weighted means are removed first; the coefficients b of one output then solve
 *
 *     (X'WX + ridge I) b = X'Wy.
 *
 * The matrix is the same for all outputs, so it is summed and factored once.
 * Everything is float64 and of the arena. The same bits need OpenBLAS on one
 * thread, as the host's workers have it: from 64 segments on its factorisation
 * sums in another order on more. */

#include <likeness/plugin.h>

/* Samples, fewer than 2^31, their weights and their scores. Bit k of a row of `z` is bit
 * (k % 64) of word k / 64; bits beyond the segments are 0. */
typedef struct surrogate_data {
    size_t rows, words;
    uint32_t segments, outputs;
    const uint64_t *z;     /* rows x words */
    const double *weights; /* rows */
    const double *scores;  /* outputs x rows */
} surrogate_data;

/* Weighted sums over the rows. */
typedef struct surrogate_sums {
    uint32_t segments, outputs;
    double weight;  /* sum of the weights; where it is 0, nothing else is set */
    double *means;  /* segments: weighted mean of each bit */
    double *gram;   /* segments x segments: X'WX, lower triangle */
    double *score;  /* outputs: weighted mean */
    double *spread; /* outputs: weighted sum of squares about it */
    double *cross;  /* outputs x segments: X'Wy */
} surrogate_sums;

/* The Cholesky factor of X'WX + ridge I over some of the segments. */
typedef struct surrogate_factor {
    uint32_t count;
    const uint32_t *segments; /* which; NULL: all, in order */
    double *lower;            /* column by column */
    int is_singular;          /* 1: rounding aside there is no such factor, and `lower` is none */
} surrogate_factor;

lk_status surrogate_sum(lk_context *ctx, const surrogate_data *d, surrogate_sums *out);

/* `segments` holds `count` different ones, or is NULL for all. ridge >= 0; with 0,
 * which is plain weighted least squares, the factor is singular where the samples do
 * not tell every segment from what the others say. */
lk_status surrogate_decompose(lk_context *ctx, const surrogate_sums *s, double ridge,
                              const uint32_t *segments, uint32_t count, surrogate_factor *out);

/* The same; LK_E_FAIL where the factor is singular. */
lk_status surrogate_factorise(lk_context *ctx, const surrogate_sums *s, double ridge,
                              const uint32_t *segments, uint32_t count, surrogate_factor *out);

/* Solve in place for `columns` right-hand sides, one after the other in memory. */
void surrogate_solve(const surrogate_factor *f, double *b, size_t columns);

/* Fit one output: a coefficient per segment (0 where the factor has left it
 * out), and the intercept. */
lk_status surrogate_fit(lk_context *ctx, const surrogate_sums *s, const surrogate_factor *f,
                        uint32_t output, double *coefficients, double *intercept);

/* Score minus prediction, for every row. */
void surrogate_residuals(const surrogate_data *d, uint32_t output, const double *coefficients,
                         double intercept, double *residuals);

/* What a change of one row's score would change in each coefficient, but for
 * the row's weight: rows x count of the factor, (X'WX + ridge I)^-1 x. */
void surrogate_influence(const surrogate_data *d, const surrogate_sums *s,
                         const surrogate_factor *f, double *influence);

/* The heteroscedasticity-consistent standard error of each coefficient of the
 * factor (HC1: White, Econometrica 48, 1980; MacKinnon and White, J. of
 * Econometrics 29, 1985): with the influence u and the residual e of each row,
 * sqrt(n / (n - count - 1) sum (w e u)^2). Needs more than count + 1 rows. */
void surrogate_errors(const surrogate_data *d, const surrogate_factor *f, const double *influence,
                      const double *residuals, double *errors);

#endif
