/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_SCORING_H
#define LK_BACKENDS_SCORING_H

/* What computes a few items of a backend's graph, and the operations `scores`
 * and `raw_scores` over it. */

#include "../graph/graph.h"
#include "crew.h"
#include "entrance.h"

/* A workspace has slots for `group` items, which are computed at once; an
 * item's scores must not depend on its slot or on the others. */
typedef struct engine {
    const graph *graph;
    const void *plan;
    size_t group;
    /* Compute items. `stopped` is asked now and then; the work ends early,
     * without a result, when it says 1. */
    void (*run)(const void *plan, float *workspace, const entrance *in, size_t count,
                int (*stopped)(void *user), void *user);
    /* After that, the value of a node that is an output of the graph. */
    const float *(*value)(const void *plan, float *workspace, uint32_t node, size_t slot);
    /* May items come in as values of `node`? Of node 0 always. */
    int (*has_entrance)(const void *plan, uint32_t node);
    /* How fast a convolution or dense node of `g` is about computed, as a share of
     * the rate of large products of matrices on this processor: a function of
     * the instruction set and the node alone. */
    double (*speed)(const graph *g, const graph_node *n);
} engine;

lk_status engine_scores(const engine *e, crew *c, lk_context *ctx, const lk_tensor *batch,
                        lk_output output, float *scores);
lk_status engine_raw_scores(const engine *e, crew *c, lk_context *ctx, const lk_tensor *batch,
                            lk_output output, float *scores);

/* Items of whatever kind: `scores` gets class_count values of `node` at row
 * rows[item], or `item` where `rows` is NULL. */
typedef struct scoring {
    const engine *engine;
    uint32_t node;
    entrance in; /* `first` is set */
    const size_t *rows;
    float *scores;
} scoring;
lk_status engine_score(const scoring *s, crew *c, lk_context *ctx, size_t count);

#endif
