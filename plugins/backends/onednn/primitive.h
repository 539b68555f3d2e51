/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_PRIMITIVE_H
#define LK_BACKENDS_ONEDNN_PRIMITIVE_H

/* Primitives of oneDNN for nodes of the graph.
 *
 * They are made for one thread, which is part of what they are: call
 * threads_limit first. None of them needs memory but what it is given. */

#include "layout.h"

/* What a primitive reads and writes. */
typedef struct primitive {
    dnnl_primitive_t handle;
    layout inputs[2];
    layout filter;
    layout out;
    layout scratch; /* of size 0 where it needs none */
} primitive;

typedef enum method { METHOD_DIRECT, METHOD_WINOGRAD } method;

/* Each gives 0, or -1 where oneDNN has no primitive for it that is worth the
 * name. All of them apply the node's activation. */

/* `last` is the node whose activation is applied: `n`, or the sum that it is
 * merged with, and then the product is added to what `out` has already. `out`
 * NULL: in whatever layout is best. */
int primitive_convolve(dnnl_engine_t engine, const graph *g, const graph_node *n, method by,
                       const graph_node *last, const layout *out, primitive *made);
int primitive_dense(dnnl_engine_t engine, const graph *g, const graph_node *n, int64_t items,
                    primitive *made);
int primitive_pool(dnnl_engine_t engine, const graph *g, const graph_node *n, const layout *in,
                   primitive *made);
int primitive_pair(dnnl_engine_t engine, const graph_node *n, const layout *a, const layout *b,
                   primitive *made);
int primitive_activate(dnnl_engine_t engine, const graph_node *n, const layout *in,
                       primitive *made);
int primitive_reorder(dnnl_engine_t engine, const layout *in, const layout *out, primitive *made);

/* oneDNN takes what it only reads as writable. */
static inline void *primitive_writable(const void *at)
{
    union {
        const void *from;
        void *to;
    } u = {at};
    return u.to;
}

/* ---- For those of training (phase.c) ------------------------------------------------------ */

/* A window; padding after is what the result's size says: a window that is cut
 * off or does not reach the end changes it. */
typedef struct frame {
    dnnl_dims_t stride, dilation, before, after;
} frame;
frame primitive_frame(const graph *g, const graph_node *n);

/* One of a description's layouts, of size 0 where it has none. */
layout primitive_layout(const_dnnl_primitive_desc_t d, dnnl_query_t what, int index);
/* Memory of its own is none of a primitive's that has these. */
int primitive_bare_attributes(dnnl_primitive_attr_t *out);

#endif
