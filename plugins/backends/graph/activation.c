/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "layers.h"

#include "fields.h"

lk_status graph_layer_alpha(graph_layer *l, float *out)
{
    double alpha = .1;
    lk_status status = field_number(l->ctx, l->at, "alpha", 0, 1, &alpha);
    *out = (float)alpha;
    return status;
}

/* Softmax and sigmoid become nodes of their own, so that a network's logits are
 * the result of a node. */
static lk_status append_own(graph_layer *l, graph_op op, graph_activation activation)
{
    graph_node n = {.op = op, .activation = activation};
    return graph_layer_append(l, &n, 1);
}

lk_status graph_layer_activate(graph_layer *l)
{
    enum { LINEAR, RELU, LEAKY, SIGMOID, SOFTMAX };
    static const char *const words[] = {"linear", "relu", "leaky", "sigmoid", "softmax", NULL};
    int word = LINEAR;
    lk_status status = field_choice(l->ctx, l->at, "activation", words, &word);
    const lk_node *alpha = lk_node_get(l->at, "alpha");
    if (!status && alpha && word != LEAKY && l->last->activation != GRAPH_LEAKY)
        return lk_node_error(l->ctx, alpha, "`alpha` belongs to the activation leaky");
    if (status || word == LINEAR)
        return status;
    if (word == SIGMOID)
        return append_own(l, GRAPH_IDENTITY, GRAPH_SIGMOID);
    if (word == SOFTMAX)
        return append_own(l, GRAPH_SOFTMAX, GRAPH_LINEAR);
    l->last->activation = word == RELU ? GRAPH_RELU : GRAPH_LEAKY;
    return word == LEAKY ? graph_layer_alpha(l, &l->last->alpha) : LK_OK;
}
