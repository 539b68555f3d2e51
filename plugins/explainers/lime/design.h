/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_DESIGN_H
#define EXPLAINERS_LIME_DESIGN_H

/* Which samples make a run. Sample 0 shows everything; those after it come in
 * clusters that are drawn together, each independent of the others:
 *
 * independent  one sample
 * paired       a sample, then its complement (antithetic variates: Hammersley
 *              and Morton, 1956)
 * stratified   four samples, among which every segment is shown in the same
 *              number, up to one (Latin hypercube sampling: McKay, Beckman and
 *              Conover, Technometrics 21, 1979)
 * orthogonal   a row of a Hadamard matrix of order N >= segments, and its
 *              complement. Each block of 2 N samples takes another random choice
 *              of columns for the segments, a random sign for each, and a random
 *              order of rows; all eight patterns of any three segments are shown
 *              equally often in it (folding over: Box and Wilson, 1951)
 *
 * In every design each single sample shows each segment with the given
 * probability, independently of the others, so that all estimate the same
 * coefficients. In a pair what two (or four, ...) segments do together cancels,
 * as far as both samples weigh the same.
 *
 * Draws are taken cluster by cluster or block by block, whole ones also where
 * the run ends within, so that fewer samples are a beginning of more. */

#include "../coalition/coalition.h"
#include "../surrogate/clusters.h"

typedef enum design {
    DESIGN_INDEPENDENT,
    DESIGN_PAIRED,
    DESIGN_STRATIFIED,
    DESIGN_ORTHOGONAL
} design;

/* Do pairs make it, which show each segment in one half of the samples? */
int design_is_paired(design d);

/* Set all rows; a design of pairs is for probability 1/2. */
lk_status design_draw(lk_context *ctx, coalition *c, design d, double probability);

/* Samples in a cluster. */
size_t design_cluster_size(design d);
/* From 1 on; sample 0 is no draw and has 0 for itself. */
size_t design_cluster_of(design d, size_t row);
/* All but sample 0. */
lk_status design_clusters(lk_context *ctx, design d, size_t rows, surrogate_clusters *out);

/* By how much clusters that are not quite independent may raise a variance.
 *
 * Two pairs of one orthogonal block agree in exactly half of N columns. What a
 * pair adds to a coefficient is an even function of its sample; the part of it
 * that is a product of j signs correlates between two pairs by the Krawtchouk
 * polynomial of j at N / 2, over C(N, j): -1 / (N - 1) for j = 2,
 * 3 / ((N - 1) (N - 3)) for j = 4, less from there on (products of nearly all N
 * columns apart). Over the N pairs that is at most a factor of N / (N - 3). */
double design_inflation(design d, uint32_t segments);

#endif
