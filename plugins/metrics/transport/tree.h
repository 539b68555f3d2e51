/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_TRANSPORT_TREE_H
#define METRICS_TRANSPORT_TREE_H

/* The basis of a network simplex: a spanning tree of sources, sinks and a root,
 * and what flows along its arcs. Every other arc carries nothing.
 *
 * Flows are whole numbers, so that they are exact, and the tree is kept strongly
 * feasible (Cunningham, A network simplex method, Mathematical Programming 11,
 * 1976): every arc that carries nothing points to the root. Then no sequence of
 * pivots that move nothing comes back to a tree it had, and the method ends. */

#include <likeness/plugin.h>

typedef struct node {
    size_t parent;
    int64_t flow; /* on the arc between the node and its parent */
    int up;       /* the arc points to the parent */
    size_t depth;
    double potential; /* equal at both ends of an arc of the tree, but for its cost */
    uint64_t settled; /* the pivot after which depth and potential were found */
} node;

typedef struct tree {
    size_t sources, sinks; /* nodes 0.., then sources..; the root is the last */
    const double *costs;   /* sources x sinks */
    double detour;         /* cost of an arc to or from the root */
    node *nodes;
    size_t *path;
    uint64_t pivots;
} tree;

static inline size_t tree_root(const tree *t)
{
    return t->sources + t->sinks;
}

/* The first tree: all goes by way of the root. `supply` is above 0 for a source,
 * below 0 for a sink, and sums to 0. */
lk_status tree_begin(lk_context *ctx, tree *t, const int64_t *supply);

/* Let the arc from a source to a sink carry what it can, in place of the arc of
 * the tree that is emptied by that. */
void tree_pivot(tree *t, size_t source, size_t sink);

/* What flows, each unit times the cost of its arc. */
double tree_cost(const tree *t);

#endif
