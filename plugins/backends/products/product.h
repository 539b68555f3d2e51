/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PRODUCTS_PRODUCT_H
#define LK_BACKENDS_PRODUCTS_PRODUCT_H

/* A piece of a node's work on a batch, and the product that most of it is.
 * Private to batches.c and dense.c. */

#include "../kernels/lanes.h"
#include "batches.h"

typedef struct batches {
    const graph *graph;
    size_t items;
    const lanes *lanes;
} batches;

/* A piece of a node's work. */
typedef struct work {
    const batches *batches;
    const graph_node *node;
    const training_job *job;
    size_t first, end; /* items; outputs or inputs of a dense layer */
    float *scratch;
} work;

static inline size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline const graph_shape *input_shape(const work *w)
{
    return graph_input_shape(w->batches->graph, w->node, 0);
}

static inline size_t outputs(const work *w)
{
    return (size_t)w->node->shape.channels;
}

static inline size_t inputs(const work *w)
{
    return (size_t)input_shape(w)->channels;
}

/* out (rows x columns) = or += a (rows x length) times b; leading extents are the
 * distances of rows. */
void product_multiply(int transpose_a, int transpose_b, size_t rows, size_t columns, size_t length,
                      const float *a, size_t a_row, const float *b, size_t b_row, float keep,
                      float *out, size_t out_row);

/* Add the gradients of `rows` rows from `first` on to a bias that begins at 0. */
void product_add_bias(const work *w, size_t first, size_t rows, float *out);

/* ---- Dense layers ---------------------------------------------------------------- */

enum { DENSE_WIDE = 128 };

/* Has it so many outputs, DENSE_WIDE, that pieces share these? */
int dense_is_wide(const graph_node *n);
/* Some outputs of all items; of a wide layer. */
void dense_run_wide(const work *w);
/* The gradient of some inputs of all items. */
void dense_derive(const work *w);
/* Some rows of the filter's gradient, over all items; with the first the bias. */
void dense_derive_filter(const work *w);

#endif
