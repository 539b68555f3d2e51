/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "rule.h"

typedef struct rule {
    unsigned needs;
    void (*derive)(const rule_job *j); /* NULL: the backend's, or no inputs */
} rule;

static const rule rules[GRAPH_OP_COUNT] = {
    [GRAPH_NORM] = {0, norm_derive},
    [GRAPH_MAXPOOL] = {RULE_NEEDS_INPUTS | RULE_NEEDS_VALUE, pool_derive_largest},
    [GRAPH_AVGPOOL] = {0, pool_derive_average},
    [GRAPH_MEAN] = {0, pool_derive_mean},
    [GRAPH_LARGEST] = {RULE_NEEDS_INPUTS | RULE_NEEDS_VALUE, pool_derive_all_largest},
    [GRAPH_ADD] = {0, pair_derive_sum},
    [GRAPH_SUBTRACT] = {0, pair_derive_sum},
    [GRAPH_MULTIPLY] = {RULE_NEEDS_INPUTS, pair_derive_product},
    [GRAPH_DIVIDE] = {RULE_NEEDS_INPUTS | RULE_NEEDS_VALUE, pair_derive_quotient},
    [GRAPH_MAX] = {RULE_NEEDS_INPUTS, pair_derive_choice},
    [GRAPH_MIN] = {RULE_NEEDS_INPUTS, pair_derive_choice},
    [GRAPH_CONCAT] = {0, move_derive_concat},
    [GRAPH_FLATTEN] = {0, move_derive_flatten},
    [GRAPH_SOFTMAX] = {RULE_NEEDS_VALUE, softmax_derive},
    [GRAPH_LOG_SOFTMAX] = {RULE_NEEDS_VALUE, softmax_derive_log},
    [GRAPH_IDENTITY] = {0, activation_derive},
    [GRAPH_SLOPE] = {RULE_NEEDS_INPUTS, slope_derive},
    [GRAPH_PAD] = {0, move_derive_pad},
    [GRAPH_STANDARDISE] = {RULE_NEEDS_INPUTS, norm_derive_standardise},
    [GRAPH_LRN] = {RULE_NEEDS_INPUTS, norm_derive_lrn},
    [GRAPH_RESIZE] = {0, move_derive_resize},
    [GRAPH_REARRANGE] = {0, move_derive_rearrange},
};

unsigned rule_needs(const graph_node *n)
{
    return n->op == GRAPH_IDENTITY ? activation_needs(n->activation) : rules[n->op].needs;
}

/* Two rows of doubles at most, or four of floats. */
size_t rule_scratch(const graph_node *n)
{
    return rule_is_backend(n) ? 0 : 4 * (size_t)n->shape.channels;
}

int rule_is_backend(const graph_node *n)
{
    return n->op == GRAPH_CONV || n->op == GRAPH_DENSE;
}

void rule_run(const rule_job *j)
{
    rules[j->node->op].derive(j);
}
