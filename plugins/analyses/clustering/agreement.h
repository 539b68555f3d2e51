/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CLUSTERING_AGREEMENT_H
#define CLUSTERING_AGREEMENT_H

#include "dendrogram.h"

/* How alike two trees of the same leaves are. Leaf i of the first is leaf
 * same[i] of the second. */
typedef struct tree_pair {
    const dendrogram *a, *b;
    const size_t *same;
} tree_pair;

/* Baker's gamma (1974): Spearman's correlation of the cophenetic distances.
 * LK_MISSING where all of one tree are equal. */
lk_status agreement_baker(lk_context *ctx, const tree_pair *p, double *out);

/* Fowlkes and Mallows' index (1983) of the cuts into k clusters, and what it is
 * on average for clusters of these sizes that have nothing to do with each
 * other. LK_MISSING where a tree has no such cut, or no two leaves share a
 * cluster in one of them. */
lk_status agreement_cut(lk_context *ctx, const tree_pair *p, size_t clusters, double *out,
                        double *chance);

#endif
