/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_TRAINING_OPERATIONS_H
#define LK_BACKENDS_TRAINING_OPERATIONS_H

/* What a backend computes for the trainer: convolutions, dense layers and
 * whatever else it is better at than plain C, on whole batches.
 *
 * A value is one block of items x height x width x channels floats, aligned to
 * 64 bytes; so is its gradient. The trainer owns them all, and the weights.
 * `node` is a node of the graph that the operations were opened for: parted, so
 * that its activation is a node of its own and never the backend's.
 *
 * One piece of work is shared out among threads as the backend likes: it says
 * of how many pieces a node's work is made, a function of the graph and the
 * number of items alone, and never of threads. The trainer runs the pieces in
 * any order, each once and on any thread; when all are done the next node
 * begins. What a piece writes no other piece of that work writes or reads.
 * That, and pieces that compute the same bits wherever they run, make a step
 * the same for any number of threads. A piece runs on one thread and starts none. */

#include "../graph/reverse/rule.h"

typedef enum training_phase {
    TRAINING_FORWARD,         /* the value */
    TRAINING_BACKWARD_DATA,   /* the gradient with respect to an input */
    TRAINING_BACKWARD_WEIGHTS /* that with respect to filter and bias */
} training_phase;

/* What is computed, whole; the same for all pieces. */
typedef struct training_job {
    training_phase phase;
    uint32_t node;
    uint32_t input;             /* BACKWARD_DATA: which */
    const float *const *inputs; /* their values: in the two ways back where they are needed */
    const float *value;         /* BACKWARD_DATA: the node's own, where it is needed */
    const float *gradient;      /* with respect to the node's value; not FORWARD */
    const float *weights[GRAPH_WEIGHT_COUNT]; /* as they stand */
    void *kept; /* what FORWARD leaves for BACKWARD_DATA; NULL where the node keeps nothing */
    float *out; /* set, not added to. FORWARD: the value. BACKWARD_DATA: the gradient with
                   respect to the input. BACKWARD_WEIGHTS: that of the filter and, right after
                   it, of the bias where there is one; where the node's is summed, piece p sets
                   all of the p-th of such blocks, which follow each other */
} training_job;

typedef struct training_operations {
    /* For batches of `items`. `g` stays until close. What is opened is on the heap, since it
     * outlives the call; `out` is set only on success. [worker] */
    lk_status (*open)(lk_context *ctx, const graph *g, size_t items, void **out);
    void (*close)(void *self);

    /* Is the node this backend's? Convolutions and dense layers must be; the trainer does
     * the rest itself, by kernels.h and rule.h. Never of a norm or dropout. The following
     * are asked only of nodes that are. */
    int (*takes)(const void *self, uint32_t node);
    /* RULE_NEEDS_INPUTS, RULE_NEEDS_VALUE: what BACKWARD_DATA needs. BACKWARD_WEIGHTS is
     * given the inputs always. */
    unsigned (*needs)(const void *self, uint32_t node);
    /* Bytes that a whole batch keeps from FORWARD to BACKWARD_DATA, such as where a pool
     * found its largest values. */
    size_t (*kept)(const void *self, uint32_t node);
    size_t (*pieces)(const void *self, uint32_t node, training_phase phase);
    /* BACKWARD_WEIGHTS: 1: each piece sets a sum of its own (over some items), and the
     * trainer adds them in the order of pieces; 0: each sets a part of the one gradient (some
     * rows of a large filter, over all items). */
    int (*is_summed)(const void *self, uint32_t node);
    /* Floats of scratch that a piece uses, aligned to 64 bytes; every thread has its own. */
    size_t (*scratch)(const void *self, uint32_t node, training_phase phase);

    /* The node's weights have changed: here a backend keeps them once more as it likes
     * them. Before the first FORWARD, and after every step. NULL: not needed. 0, or -1 when
     * it failed. [any thread, a node at a time] */
    int (*prepare)(void *self, uint32_t node, const float *const weights[GRAPH_WEIGHT_COUNT]);
    /* One piece. 0, or -1 when it failed. [any thread] */
    int (*run)(const void *self, const training_job *job, size_t piece, float *scratch);
} training_operations;

/* Floats of one block of a node's gradient: filter and bias. */
static inline size_t training_block(const graph *g, const graph_node *n)
{
    return graph_weight_size(g, n, GRAPH_FILTER) +
           (n->weights[GRAPH_BIAS] ? graph_weight_size(g, n, GRAPH_BIAS) : 0);
}

/* Items first..end-1 of a piece, where `items` are shared out evenly among `pieces`. */
static inline size_t training_first(size_t items, size_t pieces, size_t piece)
{
    return items * piece / pieces;
}

#endif
