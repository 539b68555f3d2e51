/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_LAYERS_H
#define LK_BACKENDS_GRAPH_LAYERS_H

/* The layers of a network file, made into nodes. */

#include "graph.h"
#include "weights.h"

/* Read the list `layers`. Sets nodes, layer table and totals of `g`, whose
 * input is a map of the view's size with `info.input_channels`. */
lk_status graph_read_layers(lk_context *ctx, const lk_node *layers, const graph_weights *weights,
                            graph *g);

/* ---- Between layers.c and the kinds ------------------------------------------- */

enum { GRAPH_NODES_PER_LAYER = 3, GRAPH_WEIGHTS_PER_LAYER = 4 };

/* The layer that is being read. */
typedef struct graph_layer {
    lk_context *ctx;
    const lk_node *at;
    graph *graph;
    const graph_weights *weights;
    uint32_t input_count;
    uint32_t inputs[GRAPH_MAX_INPUTS]; /* nodes */
    lk_layer_info *info;
    graph_node *last; /* the node that it made last */
} graph_layer;

/* What a layer of one kind may say, and how it becomes nodes: `build` appends
 * them, the last is the layer's result. */
typedef struct graph_kind {
    const char *name;
    const char *const *keys;  /* NULL-terminated, those of every kind among them */
    const char *const *roles; /* of its weights; NULL: it has none */
    uint32_t least_inputs, most_inputs;
    lk_status (*build)(graph_layer *l);
} graph_kind;

extern const graph_kind *const graph_kinds[]; /* NULL-terminated */

/* Append a node: infer its shape, count its multiply-adds to the layer. Its
 * inputs are those of the layer, or the node appended last where `chained`. */
lk_status graph_layer_append(graph_layer *l, const graph_node *n, int chained);

/* The weight that plays `role` in this layer, which must have exactly this
 * shape: the tensor that the layer's `weights` names for it, or the one that
 * weights.h says. NULL where the network has no weights. */
lk_status graph_layer_weight(graph_layer *l, const char *role, int32_t rank, const int64_t *shape,
                             const float **out);

/* Apply the layer's key `activation` to its result. */
lk_status graph_layer_activate(graph_layer *l);

#endif
