/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_WALK_H
#define LK_BACKENDS_GRAPH_WALK_H

/* The elements of a rearranged value in order, and where each is in its input:
 *
 *     graph_walk at;
 *     for (walk_begin(&at, n, first); ...; walk_next(&at, n))
 *         ... input[at.place] ... */

#include "graph.h"

enum { GRAPH_MAX_FACTORS = 32 };

typedef struct graph_walk {
    int64_t digits[GRAPH_MAX_FACTORS], place;
} graph_walk;

/* Stand at element `first`. */
static inline void walk_begin(graph_walk *at, const graph_node *n, size_t first)
{
    at->place = n->offset;
    for (int f = (int)n->factor_count - 1; f >= 0; f--) {
        at->digits[f] = (int64_t)(first % (size_t)n->factors[f].extent);
        first /= (size_t)n->factors[f].extent;
        at->place += at->digits[f] * n->factors[f].stride;
    }
}

static inline void walk_next(graph_walk *at, const graph_node *n)
{
    for (int f = (int)n->factor_count - 1; f >= 0; f--) {
        at->place += n->factors[f].stride;
        if (++at->digits[f] < n->factors[f].extent)
            break;
        at->place -= n->factors[f].stride * n->factors[f].extent;
        at->digits[f] = 0;
    }
}

#endif
