/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CLUSTERING_ROWS_H
#define CLUSTERING_ROWS_H

#include "dendrogram.h"
#include "group.h"

/* The rows of docs/output.md: clusters, trees, leaves, cuts, tree_agreement. */

typedef struct planted {
    const group *group;
    dendrogram tree;       /* count 0: there is none */
    const double *support; /* of each merge; NULL: unknown */
} planted;

lk_status rows_clusters(lk_context *ctx, const planted *p, lk_table_sink *out);
lk_status rows_tree(lk_context *ctx, const group *g, const char *metric, const char *method,
                    const double *cophenetic, lk_table_sink *out);
lk_status rows_leaves(lk_context *ctx, const group *g, const size_t *order, lk_table_sink *out);
/* The cut of a tree into so many clusters; its items without one if it has no
 * such cut. */
lk_status rows_cut(lk_context *ctx, const planted *p, size_t clusters, lk_table_sink *out);
/* All measures of two trees of other labels. */
lk_status rows_agreement(lk_context *ctx, const planted *a, const planted *b, const size_t *same,
                         lk_table_sink *out);

#endif
