/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CLUSTERING_DENDROGRAM_H
#define CLUSTERING_DENDROGRAM_H

#include "linkage.h"

/* A tree of `count` >= 2 leaves. Clusters are numbered as in linkage.h. */
typedef struct dendrogram {
    size_t count;
    merge *merges;
    size_t *leaves;   /* so that those of each cluster stand together */
    size_t *start;    /* of each cluster: where in `leaves` its own begin */
    size_t *position; /* of each leaf in `leaves` */
} dendrogram;

/* Build one over n x n distances, in the context's memory. */
lk_status dendrogram_build(lk_context *ctx, linkage method, size_t n, const double *distances,
                           dendrogram *out);

/* How many leaves a cluster has, and the number of the whole tree. */
size_t dendrogram_size(const dendrogram *d, size_t cluster);
size_t dendrogram_root(const dendrogram *d);

/* For each pair of leaves, the value of the merge that joins it: n x n, 0 on the
 * diagonal. */
void dendrogram_spread(const dendrogram *d, const double *of_merge, double *out);

/* Correlation of the distances with the cophenetic ones; `*out` is set, or
 * LK_MISSING returned where either is constant. */
lk_status dendrogram_cophenetic(const dendrogram *d, const double *distances, double *out);

/* Undo merges from the top until `clusters` (2 .. count) remain. `roots` gets
 * the clusters, in the order of their leaves in the tree. LK_MISSING when the
 * last merge undone and the next one have the same height: no level of the
 * tree has so many. */
lk_status dendrogram_cut(const dendrogram *d, size_t clusters, size_t *roots);

/* Which of the `clusters` roots holds each leaf. */
void dendrogram_members(const dendrogram *d, const size_t *roots, size_t clusters, size_t *out);

/* Turn the branches until the sum of the distances of neighbouring leaves is
 * least (Bar-Joseph et al., 2001): `order` gets the leaves. */
lk_status dendrogram_order(lk_context *ctx, const dendrogram *d, const double *distances,
                           size_t *order);

#endif
