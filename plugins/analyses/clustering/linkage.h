/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CLUSTERING_LINKAGE_H
#define CLUSTERING_LINKAGE_H

#include <likeness/plugin.h>

typedef enum linkage { LINKAGE_AVERAGE, LINKAGE_SINGLE, LINKAGE_COMPLETE, LINKAGE_WARD } linkage;

/* Two clusters made one. Leaves are 0 .. n-1, the cluster of step k (from 0)
 * is n + k; a < b. */
typedef struct merge {
    size_t a, b, size;
    double height;
} merge;

/* The n - 1 merges of n >= 2 items, lowest first. `distances` is n x n,
 * symmetric, finite, and overwritten. */
lk_status linkage_build(lk_context *ctx, linkage method, size_t n, double *distances, merge *out);

#endif
