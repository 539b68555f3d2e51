/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_REVERSE_RULE_H
#define LK_BACKENDS_GRAPH_REVERSE_RULE_H

/* The derivatives: what each needs, and how it is computed. */

#include "../graph.h"

/* One node's derivative with respect to one of its inputs. */
typedef struct rule_job {
    const graph *graph;
    const graph_node *node;
    const float *const *inputs; /* their values, where the rule needs them */
    const float *value;         /* the node's, likewise */
    const float *gradient;      /* with respect to its value */
    uint32_t input;
    lk_rectifier rectifier;
    float *out; /* is set to the gradient with respect to that input */
    float *scratch;
} rule_job;

enum { RULE_NEEDS_INPUTS = 1, RULE_NEEDS_VALUE = 2 };

/* What the derivative needs of the values about the node. */
unsigned rule_needs(const graph_node *n);
/* Floats of scratch that rule_run uses. */
size_t rule_scratch(const graph_node *n);
/* Is the derivative a backend's? Then it needs no values. */
int rule_is_backend(const graph_node *n);
void rule_run(const rule_job *j);

/* ---- The rules by file ----------------------------------------------------------- */

unsigned activation_needs(graph_activation a);
void activation_derive(const rule_job *j);

void pair_derive_sum(const rule_job *j); /* add, subtract */
void pair_derive_product(const rule_job *j);
void pair_derive_quotient(const rule_job *j);
void pair_derive_choice(const rule_job *j); /* max, min */

void pool_derive_largest(const rule_job *j);
void pool_derive_average(const rule_job *j);
void pool_derive_mean(const rule_job *j);
void pool_derive_all_largest(const rule_job *j);

void norm_derive(const rule_job *j);
void norm_derive_standardise(const rule_job *j);
void norm_derive_lrn(const rule_job *j);

void softmax_derive(const rule_job *j);
void softmax_derive_log(const rule_job *j);

void move_derive_concat(const rule_job *j);
void move_derive_pad(const rule_job *j);
void move_derive_resize(const rule_job *j);
void move_derive_rearrange(const rule_job *j);
void move_derive_flatten(const rule_job *j);

void slope_derive(const rule_job *j);

static inline const graph_shape *rule_input(const rule_job *j)
{
    return graph_input_shape(j->graph, j->node, j->input);
}

#endif
