/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_REVERSE_DERIVE_H
#define LK_TESTS_REVERSE_DERIVE_H

/* A derivative against central differences, in a network made in memory.
 *
 * The network: the input, its double (the inner layer), what is tested,
 * and a weighted sum of all of its values. Input values are distinct
 * odd multiples of 1/64, differences are taken 1/128 to either side, and every
 * kink of what is tested lies at a multiple of 1/16 of the doubled values: no
 * difference reaches across one. Forward passes are of float32: what a
 * difference loses by that and by its width is below 1e-3 of a derivative of
 * usual size, the gradient's Euclidean norm; a wrong rule is off by far more. */

#include "kit.h"
#include "plugins/backends/graph/reverse/plan.h"

enum { HEIGHT = 6, WIDTH = 5, CHANNELS = 4, SIZE = HEIGHT * WIDTH * CHANNELS };
enum { MOST_NODES = 12, MOST_WEIGHTS = 1 << 13 };

/* The network, at first its input alone, and random numbers in -1..1. */
extern graph derive_graph;
extern float derive_weights[MOST_WEIGHTS];
/* How gradients go through rectifiers; at first plainly. */
extern lk_rectifier derive_rectifier;

/* Begin anew: a cmocka setup. */
int derive_begin(void **unused);

/* Append a node; its number. */
uint32_t derive_add(graph_node n, uint32_t count, uint32_t a, uint32_t b, uint32_t c);
uint32_t derive_add_one(graph_node n, uint32_t from);
graph_node derive_activation(graph_activation a, float alpha, float beta);
uint32_t derive_activate(graph_activation a, float alpha, float beta, uint32_t from);
/* The inner layer, which is node 1. */
uint32_t derive_inner(void);

/* The first element of the last node for `input`, and its gradient with respect
 * to node `target` where `gradient` is not NULL. */
double derive_run(uint32_t target, const float *input, float *gradient);

/* End the network in a weighted sum of the node `last`, and check its gradients
 * with respect to the input and to the inner layer. */
void derive_expect_right(uint32_t last);

/* Floats of scratch that a node needs: `scratch` of reverse_ops. */
size_t derive_scratch(const void *self, uint32_t node);

#endif
