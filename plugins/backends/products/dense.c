/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "product.h"

#include <string.h>

/* A dense layer that has many outputs shares out these, and on its way back its inputs:
 * so its filter, the largest there are, comes from memory once and not once for every
 * piece. */

int dense_is_wide(const graph_node *n)
{
    return n->op == GRAPH_DENSE && n->shape.channels >= DENSE_WIDE;
}

void dense_run_wide(const work *w)
{
    size_t n = outputs(w), count = w->end - w->first;
    const float *bias = w->job->weights[GRAPH_BIAS];
    float *out = w->job->out + w->first;
    for (size_t i = 0; bias && i < w->batches->items; i++)
        memcpy(out + i * n, bias + w->first, count * sizeof *out);
    product_multiply(0, 0, w->batches->items, count, inputs(w), w->job->inputs[0], inputs(w),
                     w->job->weights[GRAPH_FILTER] + w->first, n, bias ? 1 : 0, out, n);
}

void dense_derive(const work *w)
{
    size_t n = outputs(w);
    product_multiply(0, 1, w->batches->items, w->end - w->first, n, w->job->gradient, n,
                     w->job->weights[GRAPH_FILTER] + w->first * n, n, 0, w->job->out + w->first,
                     inputs(w));
}

void dense_derive_filter(const work *w)
{
    size_t n = outputs(w);
    product_multiply(1, 0, w->end - w->first, n, w->batches->items, w->job->inputs[0] + w->first,
                     inputs(w), w->job->gradient, n, 0, w->job->out + w->first * n, n);
    if (!w->first && w->node->weights[GRAPH_BIAS])
        product_add_bias(w, 0, w->batches->items, w->job->out + inputs(w) * n);
}
