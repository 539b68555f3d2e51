/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "layers.h"

#include <math.h>

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

/* ---- Values ---------------------------------------------------------------------- */

static double clip(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

double graph_activate(graph_activation a, double alpha, double beta, double x)
{
    switch (a) {
    case GRAPH_RELU:
        return x < 0 ? 0 : x;
    case GRAPH_LEAKY:
        return x < 0 ? alpha * x : x;
    case GRAPH_SIGMOID:
        return sigmoid(x);
    case GRAPH_CLIP:
        return clip(x, alpha, beta);
    case GRAPH_HARD_SIGMOID:
        return clip(alpha * x + beta, 0, 1);
    case GRAPH_HARD_SWISH:
        return x * clip(x / 6 + .5, 0, 1);
    case GRAPH_SWISH:
        return x * sigmoid(x);
    case GRAPH_AFFINE:
        return alpha * x + beta;
    case GRAPH_ELU:
        return x < 0 ? alpha * expm1(x) : x;
    case GRAPH_SELU:
        return beta * (x < 0 ? alpha * expm1(x) : x);
    case GRAPH_TANH:
        return tanh(x);
    case GRAPH_SOFTPLUS:
        return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
    case GRAPH_SOFTSIGN:
        return x / (1 + fabs(x));
    case GRAPH_THRESHOLD:
        return x > alpha ? x : 0;
    case GRAPH_ERF:
        return erf(x);
    case GRAPH_EXP:
        return exp(x);
    case GRAPH_LOG:
        return log(x);
    case GRAPH_SQRT:
        return sqrt(x);
    case GRAPH_ABS:
        return fabs(x);
    case GRAPH_RECIPROCAL:
        return 1 / x;
    case GRAPH_FLOOR:
        return floor(x);
    case GRAPH_CEIL:
        return ceil(x);
    case GRAPH_POWER:
        return alpha == 2 ? x * x : pow(x, alpha);
    default:
        return x;
    }
}
