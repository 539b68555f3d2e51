/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CLUSTERING_SUPPORT_H
#define CLUSTERING_SUPPORT_H

#include "dendrogram.h"

/* How much a branch hangs on which pixels there are: square blocks of pixels
 * are drawn with replacement, as many as there are, and the tree is built again
 * from the maps over the pixels drawn. */
typedef struct support {
    linkage method;
    int centred; /* 1: Pearson correlation; 0: cosine */
    size_t resamples;
    size_t block; /* side, in pixels */
    size_t height, width;
    const float **maps; /* one a leaf */
} support;

/* For each merge, the share of resampled trees that have a cluster of exactly
 * its leaves. Trees of resamples in which a map is constant (zero for the
 * cosine) do not exist and are left out; LK_MISSING when no tree is left. Draws
 * from the context's random stream: the blocks of one resample after another,
 * in row-major order of their numbers. */
lk_status support_shares(lk_context *ctx, const support *s, const dendrogram *d, double *shares);

#endif
