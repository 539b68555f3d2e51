/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_TRAINING_H
#define LK_BACKENDS_TRAINING_H

/* Training of a graph, for any backend that has the operations for it. What
 * lk_backend_ops says of training is what these do. Trained are filters and biases
 * of convolutions and dense layers, and scale and shift of batch normalisations;
 * whatever else a model of ONNX has, such as slopes, stays. */

#include "operations.h"

typedef struct training training;

/* `read` is the graph as its file has it, `parted` the same as graph_part makes
 * it; both stay until training_close. Their weights are copied. */
lk_status training_begin(lk_context *ctx, const graph *read, const graph *parted,
                         const training_operations *operations, const lk_training *how,
                         training **out);
void training_close(training *t);

/* Can the network be trained? Or an error with the reason. */
lk_status training_check(lk_context *ctx, const graph *parted);

lk_status training_step(training *t, lk_context *ctx, const lk_tensor *batch,
                        const uint32_t *targets, double rate, double *loss);
lk_status training_outcome(const training *t, lk_context *ctx, float *scores);
lk_status training_save(const training *t, lk_context *ctx, const void **out, size_t *size);
lk_status training_load(training *t, lk_context *ctx, const void *state, size_t size);

/* The graph as it was read, with the weights as they stand. */
const graph *training_graph(const training *t);

#endif
