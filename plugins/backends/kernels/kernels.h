/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_KERNELS_H
#define LK_BACKENDS_KERNELS_H

/* Kernels in plain C for every kind of node but convolutions and dense layers,
 * which are each backend's own: each computes some pixels of one node's result,
 * channels last. */

#include "../graph/reach.h"
#include "lanes.h"

typedef struct job {
    const graph *graph;
    const graph_node *node;
    const lanes *lanes;
    const float *prepared;      /* as kernel_prepare made it */
    const float *const *inputs; /* of a pointwise node from pixel `first`, else whole */
    float *out;                 /* from pixel `first` */
    size_t first, count;        /* pixels of the result, in reading order */
    float *columns;             /* room for what a backend's own kernels need */
} job;

/* Compute the node, its activation too. */
void kernel_run(const job *j);

/* Does each pixel of the result need only the same pixel of the inputs? */
int kernel_is_pointwise(const graph_node *n);
/* Is it best computed all at once? */
int kernel_needs_whole(const graph_node *n);
/* Is it a convolution of single pixels, all of them? */
int kernel_is_one_by_one(const graph_node *n);

/* What each node's weights are made into once: NULL where nothing is. */
lk_status kernel_prepare(lk_context *ctx, const graph *g, const float *const **out);

/* ---- The kernels by file ---------------------------------------------------------- */

/* Values divided by a number, as means are. */
void pool_divide(float *values, size_t count, size_t by);
void pool_largest(const job *j);
void pool_average(const job *j);
void pool_mean(const job *j); /* this and the next two: over the whole map */
void pool_all_largest(const job *j);
void pool_standardise(const job *j);

/* Two inputs or more, combined from the left. */
void pair_add(const job *j);
void pair_subtract(const job *j);
void pair_multiply(const job *j);
void pair_divide(const job *j);
void pair_max(const job *j);
void pair_min(const job *j);

void move_pad(const job *j);
void move_resize(const job *j);
void move_rearrange(const job *j);
void move_constant(const job *j);

void point_concat(const job *j);
void point_norm(const job *j);
void point_softmax(const job *j);
void point_log_softmax(const job *j);
void point_slope(const job *j);
void point_lrn(const job *j);
void point_copy(const job *j);
void point_activate(const job *j); /* in place */
void point_bias(const job *j);     /* sums begin: with the bias, or 0 */

#endif
