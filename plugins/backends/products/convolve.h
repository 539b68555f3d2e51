/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PRODUCTS_CONVOLVE_H
#define LK_BACKENDS_PRODUCTS_CONVOLVE_H

/* Convolutions and dense layers, over products of OpenBLAS. */

#include "../kernels/kernels.h"

/* Compute the node, its activation too: a product at once where it is dense or
 * 1 x 1, else unrolled windows and a product, or sums where it has groups.
 * `columns` has room for `count` x convolve_column floats. */
void convolve_run(const job *j);

/* The same, or the kernel of any other kind of node. */
static inline void node_run(const job *j)
{
    if (j->node->op == GRAPH_CONV || j->node->op == GRAPH_DENSE)
        convolve_run(j);
    else
        kernel_run(j);
}

/* From the gradient with respect to the result, inputs[0], to that with respect
 * to the input, whole. `count`: how many pixels there is room for in
 * `columns`. */
void adjoint_run(const job *j);

/* The window of one pixel of the result, kernel row by kernel row; and back: what
 * a window got, added to the pixels of `out` under it. */
void convolve_unroll(const job *j, size_t pixel, float *column);
void adjoint_roll(const job *j, size_t pixel, const float *column);

/* Floats of an unrolled window, 0 where the node needs none. */
size_t convolve_column(const graph *g, const graph_node *n);

#endif
