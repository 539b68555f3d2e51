/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SURROGATE_CLUSTERS_H
#define EXPLAINERS_SURROGATE_CLUSTERS_H

/* How sure coefficients are where rows come in clusters: groups of rows that
 * were drawn together, each group independent of the others.
 *
 * The estimate is the bias-reduced one, CR2 (Bell and McCaffrey, Survey
 * Methodology 28, 2002; Pustejovsky and Tipton, J. of Business & Economic
 * Statistics 36, 2018). With x a centred row times the root of its weight, the
 * residuals e of a cluster, times those roots, are multiplied by
 * (I - H)^-1/2, where H is the cluster's block of the hat matrix; so they have
 * the covariance of the errors where these are independent with variance
 * 1 / weight. Without it, a regression on nearly as many coefficients as
 * clusters looks far too sure. Where every row is a cluster of its own this is
 * HC2 (Horn, Horn and Duncan, JASA 70, 1975). The ridge is taken as it is: what
 * it shrinks is no part of the error. */

#include "surrogate.h"

/* Cluster g is the rows first[g] .. first[g + 1] - 1, in order up to the last
 * row. Rows before first[0] were not drawn: they add nothing to errors. */
typedef struct surrogate_clusters {
    size_t count;
    const size_t *first; /* count + 1 */
} surrogate_clusters;

/* Turn the influence of surrogate_influence, rows x count of the factor, into
 * that of adjusted residuals.
 *
 * `freedom` gets, per coefficient, the degrees of freedom of its variance:
 * with s the cluster's scaled influence and a the adjusted one, (sum s's)^2 /
 * sum (s's a'a). This is never above the Satterthwaite degrees of Bell and
 * McCaffrey, and as large where all a'a are the same: theirs has the squares of
 * the products of clusters in place of s's a'a, and both follow from a
 * projection P by P_gg >= sum_h P_gh^2 and 2 D_g D_h <= D_g^2 + D_h^2. */
lk_status surrogate_adjust(lk_context *ctx, const surrogate_data *d, const surrogate_sums *s,
                           const surrogate_factor *f, const surrogate_clusters *clusters,
                           double *influence, double *freedom);

/* What each cluster adds to the error of each coefficient, clusters x count:
 * the variance of a combination c of coefficients is the sum over clusters of
 * (c . part)^2. */
void surrogate_parts(const surrogate_data *d, const surrogate_factor *f,
                     const surrogate_clusters *clusters, const double *adjusted,
                     const double *residuals, double *parts);

#endif
