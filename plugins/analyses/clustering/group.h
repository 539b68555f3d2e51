/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CLUSTERING_GROUP_H
#define CLUSTERING_GROUP_H

#include <likeness/plugin.h>

/* What one tree is made of: the rows of the similarity table that compare the
 * same kind of thing and share all else, in the metric that was asked for. What
 * varies is "". */
typedef struct group {
    const char *label, *explainer, *align;
    const char *between, *network; /* "networks" where the table does not say */
    size_t count;                  /* distinct names */
    const char **names;            /* in order of first appearance */
    size_t row_count;
    size_t *rows; /* of the table */
} group;

/* The groups of a table, in order of first appearance. LK_MISSING when no row
 * has the metric. */
lk_status groups_find(lk_context *ctx, const lk_table *table, const char *metric, group **out,
                      size_t *count);

/* Distances 1 - similarity, or the similarity itself where that is a distance,
 * n x n and symmetric; where a pair has one in both orders, of their mean.
 * LK_MISSING when some pair has none: `a` and `b` are its names. */
lk_status group_distances(const lk_table *table, const group *g, int is_distance, double *distances,
                          const char **a, const char **b);

/* Where a name stands among the group's; its count when it is none of them. */
size_t group_find(const group *g, const char *name);

/* Are two trees of the same things, but for the label? */
int group_differs_in_label(const group *a, const group *b);

#endif
