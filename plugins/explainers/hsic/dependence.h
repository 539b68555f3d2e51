/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_HSIC_DEPENDENCE_H
#define EXPLAINERS_HSIC_DEPENDENCE_H

/* The Hilbert-Schmidt independence criterion (A. Gretton, O. Bousquet, A. Smola,
 * B. Scholkopf, Algorithmic Learning Theory 2005) between each of several bits and a
 * score, by its V-statistic, tr(K H L H) / n^2: H takes means away, K is the kernel
 * of the bit, 1 + 1/2 - (x - x')^2, and L that of the score,
 * exp(-(y - y')^2 / (2 bandwidth^2)). */

#include <likeness/plugin.h>

typedef struct dependence {
    size_t count; /* samples, at least 2 */
    uint32_t segments;
    double *bits; /* count x segments, 0 or 1; their means are taken away by the first
                     call of dependence_measure */
    const double *scores;
    double bandwidth; /* above 0 */
} dependence;

/* One value per segment; `floor` gets about what one gets that the score does not
 * depend on, the mean over segments. */
lk_status dependence_measure(lk_context *ctx, dependence *d, double *out, double *floor);

/* The median of the distances between two scores, the lower one of two; where most are 0 that is
 * 0, and the mean is taken. 0 where all scores are the same. */
lk_status dependence_spread(lk_context *ctx, const double *scores, size_t count, double *out);

/* The size of the median score, the mean of the middle two. */
lk_status dependence_middle(lk_context *ctx, const double *scores, size_t count, double *out);

#endif
