/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_OPENBLAS_PLAN_H
#define LK_BACKENDS_OPENBLAS_PLAN_H

/* How the nodes of a graph are computed for one item.
 *
 * Consecutive nodes whose pixels need only the same pixels of what stands
 * before them in the group (1 x 1 convolutions, additions, activations) form a
 * stage with the node ahead of them, which may look around (a depthwise
 * convolution, a pool). A stage is computed a tile of pixels at a time, so that
 * what passes between its nodes stays in the first-level cache; what is needed
 * after the stage goes to its place in the workspace.
 *
 * All of it is a function of the graph alone, so an item's bits depend on
 * neither the batch nor the threads. */

#include "../graph/graph.h"
#include "../kernels/lanes.h"

/* Where a node's value lies in a workspace: whole, or one tile of it. */
typedef struct place {
    size_t offset; /* floats */
    int is_tile;
} place;

typedef struct stage {
    uint32_t first, count; /* nodes */
    size_t pixels, tile;   /* of every result; how many at a time */
} stage;

typedef struct plan {
    const graph *graph;
    size_t stage_count;
    const stage *stages;
    const place *places;          /* by node */
    const float *const *prepared; /* by node: kernel_prepare */
    const lanes *lanes;
    size_t columns; /* offset of the room for a tile's unrolled windows */
    size_t size;    /* of a workspace, in floats */
} plan;

lk_status plan_make(lk_context *ctx, const graph *g, plan *out);

static inline float *plan_value(const plan *p, float *workspace, uint32_t node)
{
    return workspace + p->places[node].offset;
}

/* Compute an item: the value of node `from`, which is an entrance, is in the
 * workspace; afterwards those of the graph's outputs are. `stopped` is asked
 * now and then; the work ends early, without a result, when it says 1. */
void plan_run(const plan *p, float *workspace, uint32_t from, int (*stopped)(void *user),
              void *user);

/* Is the node's value whole, and the last of its stage? */
int plan_has_entrance(const void *plan, uint32_t node);

#endif
