/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_REVERSE_H
#define LK_BACKENDS_GRAPH_REVERSE_H

/* Gradients through a graph, by reverse mode: what the ABI's `gradients`,
 * `activations` and `scores_from` need, for any backend that can compute nodes one by one.
 *
 * The graph is taken as its file has it, each layer the result of a node, but
 * activations are parted from the nodes that they follow: then a value is
 * either what a node sums up or what an activation makes of that, and each
 * derivative is a function of the values about one node. An item is computed
 * from its pixels to the output, keeping only those values that a derivative
 * between the output and what is asked for needs, and back. Nothing is computed
 * twice, and the memory for all of it is planned beforehand.
 *
 * Where a function has no derivative the convention is PyTorch's: relu and abs
 * have 0 at 0, clip and hard sigmoid 0 at their bounds (as its hardtanh), the
 * first of equal largest values of a pool has it all, equal sides of a maximum
 * or minimum have half each. */

#include "../graph.h"

/* Is the work to end? */
typedef int (*reverse_stopped)(void *by);
typedef void (*reverse_item)(void *user, size_t item, float *workspace, reverse_stopped stopped,
                             void *by);

/* What a backend does. Values and gradients are whole, of one item, channels
 * last; `node` is one of `reverse.graph`. The first three are called on any
 * thread; `self` is the backend's own. */
typedef struct reverse_ops {
    /* Floats of scratch that the next two use for a node. */
    size_t (*scratch)(const void *self, uint32_t node);
    /* The node's value from those of its inputs. */
    void (*forward)(const void *self, uint32_t node, const float *const *inputs, float *out,
                    float *scratch);
    /* Of a convolution or a dense node: `out` is set to the gradient with
     * respect to its input, `gradient` is that with respect to its value. */
    void (*backward)(const void *self, uint32_t node, const float *gradient, float *out,
                     float *scratch);
    /* Call `f` once for each item on at most ctx->threads threads, each with a
     * workspace of `floats` floats, aligned to 64 bytes. LK_CANCELLED when the
     * host asked to stop. */
    lk_status (*share_out)(void *self, lk_context *ctx, size_t items, size_t floats, reverse_item f,
                           void *user);
} reverse_ops;

typedef struct reverse_plan reverse_plan;

typedef struct reverse {
    const reverse_ops *ops;
    void *self;
    graph graph;            /* parted; `outputs` and `layer_nodes` are of its nodes */
    reverse_plan *plans[3]; /* the last that each of the operations below made */
} reverse;

/* Part the graph, in the arena. `out` may be closed also when this fails. */
lk_status reverse_open(lk_context *ctx, const graph *read, const reverse_ops *ops, void *self,
                       reverse *out);
void reverse_close(reverse *r);

/* As lk_backend_ops says of rectified_gradients, activations and scores_from. */
lk_status reverse_gradients(reverse *r, lk_context *ctx, const lk_tensor *batch,
                            const uint32_t *classes, lk_output output, lk_rectifier rule,
                            float *scores, lk_tensor *gradient);
lk_status reverse_activations(reverse *r, lk_context *ctx, const lk_tensor *batch,
                              const char *layer, uint32_t class_index, lk_output output,
                              lk_tensor *activation, lk_tensor *gradient);
lk_status reverse_scores_from(reverse *r, lk_context *ctx, const lk_tensor *view, const char *layer,
                              const lk_tensor *values, lk_output output, float *scores);

#endif
