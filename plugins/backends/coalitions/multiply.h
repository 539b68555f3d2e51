/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_MULTIPLY_H
#define LK_BACKENDS_COALITIONS_MULTIPLY_H

/* Products of matrices whose rows lie anywhere, in parts: the windows of a
 * convolution over distinct columns are multiplied where their pixels are,
 * which a BLAS could do only with copies of them. Sums are in registers for the
 * whole length of a row, in the order of its taps and channels, so the result
 * of a row does not depend on the others.
 *
 * It reaches the rate of oneDNN's own products of packed matrices
 * (docs/performance.md). */

#include "../graph/graph.h"

/* What is multiplied with: a matrix of taps * length x out, in panels as wide
 * as the kernel likes. */
typedef struct panels {
    size_t taps, length, out;
    const float *packed;
    const float *bias; /* or NULL; so `out` has what sums begin with, where `keeps` */
    int keeps;
    const graph_node *node; /* NULL, or whose relu or leaky relu follows */
} panels;

enum { MULTIPLY_MOST_ROWS = 12 };

typedef struct multiply {
    size_t width; /* of a panel */
    size_t rows;  /* that are multiplied at once, MULTIPLY_MOST_ROWS or fewer: let there be a
                     multiple of it */
    /* Tap t of row i lies at rows[t * stride + i]; the result of row i at
     * out + i * out_stride. */
    void (*run)(const panels *p, const float *const *rows, size_t stride, size_t count, float *out,
                size_t out_stride);
} multiply;

/* Those that this processor runs, the best first; their number. */
size_t multiply_find(const multiply *found[3]);
const multiply *multiply_choose(void); /* the best */

/* Floats of a packed matrix. */
size_t multiply_packed(const multiply *m, size_t rows, size_t out);
/* Pack `rows` x `out` floats, whose rows are a stride apart. */
void multiply_pack(const multiply *m, const float *in, size_t stride, size_t rows, size_t out,
                   float *packed);

/* Does the kernel compute the node's activation? */
static inline int multiply_activates(const graph_node *n)
{
    return n->activation <= GRAPH_LEAKY;
}

#endif
