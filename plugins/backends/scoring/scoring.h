/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_SCORING_H
#define LK_BACKENDS_SCORING_H

/* The operations `scores`, `raw_scores` and `coalitions` of a backend, over
 * whatever computes a few items of its graph. */

#include "../graph/graph.h"
#include "crew.h"

/* What computes. A workspace has slots for `group` items, which are computed
 * at once; an item's scores must not depend on its slot or on the others. */
typedef struct engine {
    const graph *graph;
    const void *plan;
    size_t group;
    /* Where the item of `slot` has the value of node 0, which the caller sets. */
    float *(*input)(const void *plan, float *workspace, size_t slot);
    /* Compute the items of slots 0..count-1. `stopped` is asked now and then;
     * the work ends early, without a result, when it says 1. */
    void (*run)(const void *plan, float *workspace, size_t count, int (*stopped)(void *user),
                void *user);
    /* After that, the value of a node that is an output of the graph. */
    const float *(*value)(const void *plan, float *workspace, uint32_t node, size_t slot);
} engine;

lk_status engine_scores(const engine *e, crew *c, lk_context *ctx, const lk_tensor *batch,
                        lk_output output, float *scores);
lk_status engine_raw_scores(const engine *e, crew *c, lk_context *ctx, const lk_tensor *batch,
                            lk_output output, float *scores);
lk_status engine_coalitions(const engine *e, crew *c, lk_context *ctx, const lk_coalitions *problem,
                            lk_output output, lk_score_sink sink, void *user);

/* ---- Between scores.c and coalitions.c ----------------------------------------------- */

/* Put item `item` into node 0's value. */
typedef void (*enter_fn)(void *user, size_t item, float *out);

/* Score items 0..count-1: `scores` gets class_count values of `node` at
 * row rows[item], or `item` where `rows` is NULL. */
typedef struct scoring {
    const engine *engine;
    uint32_t node;
    enter_fn enter;
    void *user;
    const size_t *rows;
    float *scores;
} scoring;
lk_status engine_score(const scoring *s, crew *c, lk_context *ctx, size_t count);

#endif
