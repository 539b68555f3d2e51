/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PRODUCTS_GRADIENTS_H
#define LK_BACKENDS_PRODUCTS_GRADIENTS_H

/* The operations `gradients` and `activations` of a backend, over products of
 * OpenBLAS and the kernels in plain C. Items are shared out among threads; their
 * bits depend on neither these nor the batch. */

#include "../graph/reverse/reverse.h"
#include "../kernels/lanes.h"
#include "../scoring/crew.h"

typedef struct gradients {
    reverse reverse; /* through the graph as its file has it */
    const lanes *lanes;
    const float *const *prepared; /* by node: kernel_prepare */
    crew crew;
} gradients;

/* `g` is the graph as it was read; it and `out` keep their addresses. */
lk_status gradients_open(lk_context *ctx, const graph *g, gradients *out);
void gradients_close(gradients *d);

#endif
