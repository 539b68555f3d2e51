/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_ONNX_WRITE_H
#define LK_BACKENDS_GRAPH_ONNX_WRITE_H

/* Writing a graph as an ONNX model of operator set 13. Its input is N x C x H x
 * W, what node 0 takes; its first output the last node's value, its second the
 * logits where that is probabilities. Tensors have the names of layers. */

#include "../graph.h"
#include "onnx.pb-c.h"

/* ---- Between the files of the writer ---------------------------------------- */

typedef struct onnx_writer {
    lk_context *ctx;
    const graph *graph;
    char **labels; /* by node, the name of its value */
    uint32_t node; /* that is being written */
    uint32_t made; /* operators of it so far */
    size_t operator_count, operator_room;
    Onnx__NodeProto **operators;
    size_t tensor_count, tensor_room;
    Onnx__TensorProto **tensors;
    uint64_t bytes;   /* of the tensors */
    lk_status status; /* of the first thing that failed */
} onnx_writer;

/* Append an operator of the node that is being written; returns the name of its
 * result. Inputs end with NULL. What cannot be had is remembered in `status`,
 * and the writing goes on into nothing. */
const char *onnx_write_operator(onnx_writer *w, const char *type, const char *const *inputs);
/* Attributes of the operator appended last. */
void onnx_write_int(onnx_writer *w, const char *name, int64_t value);
void onnx_write_float(onnx_writer *w, const char *name, float value);
void onnx_write_ints(onnx_writer *w, const char *name, size_t count, const int64_t *values);

/* Append a constant; returns its name. `values` must live until all is written. */
const char *onnx_write_floats(onnx_writer *w, const char *role, size_t rank, const int64_t *dims,
                              const float *values);
const char *onnx_write_int64s(onnx_writer *w, const char *role, size_t count,
                              const int64_t *values);
const char *onnx_write_scalar(onnx_writer *w, const char *role, float value);
/* Room for floats; never NULL, but of no use once something failed. */
float *onnx_write_room(onnx_writer *w, size_t count);

/* The node that is being written, the shape of one of its inputs, and its name. */
static inline const graph_node *onnx_written(const onnx_writer *w)
{
    return &w->graph->nodes[w->node];
}

static inline const graph_shape *onnx_written_shape(const onnx_writer *w, uint32_t i)
{
    return graph_input_shape(w->graph, onnx_written(w), i);
}

static inline const char *onnx_written_input(const onnx_writer *w, uint32_t i)
{
    return w->labels[onnx_written(w)->inputs[i]];
}

/* The node that is being written, as operators; returns the name of the last's
 * result. */
const char *onnx_write_node(onnx_writer *w);
/* Those that put values elsewhere (write_move.c). */
const char *onnx_write_flatten(onnx_writer *w);
const char *onnx_write_pad(onnx_writer *w);
const char *onnx_write_resize(onnx_writer *w);
const char *onnx_write_rearrange(onnx_writer *w);
const char *onnx_write_constant(onnx_writer *w);
/* The activation of a node whose value is `x`. */
const char *onnx_write_activation(onnx_writer *w, const char *x);

#define ONNX_INPUTS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
