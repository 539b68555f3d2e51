/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_PHASE_H
#define LK_BACKENDS_ONEDNN_PHASE_H

/* One way through a node, forward or back, for some items of a batch that is
 * trained on: a primitive of oneDNN and the reorders about it.
 *
 * Values come and go channels last, filters and their gradients as the graph
 * has them. Where a primitive is a good deal faster with another layout, what it
 * reads is reordered into scratch before it, and what it writes after it: while
 * that is a few items, they are in the cache. */

#include "../training/operations.h"
#include "primitive.h"

/* What a primitive reads or writes. */
typedef struct operand {
    int role; /* DNNL_ARG_... */
    int is_out;
    layout given, liked;
    dnnl_primitive_t reorder; /* NULL: they are the same, or it is prepared */
    size_t offset;            /* into scratch, of the copy */
} operand;

/* Operands in this order: */
enum {
    PHASE_IN,     /* the value, or the gradient with respect to it on the way to data */
    PHASE_OUT,    /* the result; the gradient of the filter on the way to weights */
    PHASE_FILTER, /* prepared; on the way to weights the gradient with respect to the value */
    PHASE_BIAS,   /* or its gradient; not on the way to data */
    PHASE_OPERANDS
};

typedef struct phase {
    dnnl_engine_t engine;
    dnnl_primitive_t primitive;
    uint32_t count;
    operand operands[PHASE_OPERANDS];
    layout scratchpad;
    size_t scratchpad_offset;
    size_t scratch; /* floats */
} phase;

/* Call threads_limit first. 0, or -1 where oneDNN has no primitive that is worth
 * the name; what is made needs phase_close either way. */
int phase_convolve(dnnl_engine_t engine, const graph *g, const graph_node *n, training_phase way,
                   int64_t items, phase *out);
void phase_close(phase *p);

/* The filter as the primitive of a phase that is not to weights likes it. */
typedef struct phase_filter {
    dnnl_memory_t memory;
    float *room; /* NULL: it lies where the graph's does */
} phase_filter;
int phase_filter_make(const phase *p, phase_filter *out);
void phase_filter_close(phase_filter *f);
int phase_filter_set(const phase *p, phase_filter *f, const float *weights);

/* `at`: where each operand lies; `filter` NULL on the way to weights. Runs on
 * the calling thread alone where threads_limit says so. */
int phase_run(const phase *p, dnnl_stream_t stream, const void *const at[PHASE_OPERANDS],
              const phase_filter *filter, float *scratch);

#endif
