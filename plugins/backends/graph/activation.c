/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kinds.h"

#include <math.h>

#include "fields.h"

/* ---- Of layers -------------------------------------------------------------------- */

/* What a network file calls them, as the key `activation` and as kinds. */
static const struct {
    const char *word;
    graph_activation activation;
    float alpha, beta;
} named[] = {
    {"relu", GRAPH_RELU, 0, 0},
    {"relu6", GRAPH_CLIP, 0, 6},
    {"leaky", GRAPH_LEAKY, .1f, 0},
    {"sigmoid", GRAPH_SIGMOID, 0, 0},
    {"hardsigmoid", GRAPH_HARD_SIGMOID, 1.f / 6, .5f},
    {"swish", GRAPH_SWISH, 0, 0},
    {"hardswish", GRAPH_HARD_SWISH, 0, 0},
};
static const char softmax[] = "softmax";
enum { NAMED = sizeof named / sizeof named[0] };

/* As activation of a node, or for a softmax as the node. */
static lk_status set_activation(graph_layer *l, const char *word, graph_node *n)
{
    if (!strcmp(word, softmax))
        n->op = GRAPH_SOFTMAX;
    for (size_t i = 0; i < NAMED; i++) {
        if (strcmp(word, named[i].word))
            continue;
        n->activation = named[i].activation;
        n->alpha = named[i].alpha;
        n->beta = named[i].beta;
    }
    if (n->activation != GRAPH_LEAKY)
        return LK_OK;
    double slope = (double)n->alpha;
    lk_status status = field_number(l->ctx, l->at, "alpha", 0, 1, &slope);
    n->alpha = (float)slope;
    return status;
}

lk_status graph_build_activation(graph_layer *l)
{
    graph_node n = {.op = GRAPH_IDENTITY};
    lk_status status = set_activation(l, l->info->kind, &n);
    return status ? status : graph_layer_append(l, &n, 0);
}

/* Softmax and sigmoid become nodes of their own, so that a network's logits are
 * the result of a node. */
lk_status graph_layer_activate(graph_layer *l)
{
    const char *words[NAMED + 3] = {"linear", softmax};
    int choice = 0;
    for (size_t i = 0; i < NAMED; i++)
        words[2 + i] = named[i].word;
    lk_status status = field_choice(l->ctx, l->at, "activation", words, &choice);
    const lk_node *alpha = lk_node_get(l->at, "alpha");
    graph_node n = {.op = GRAPH_IDENTITY};
    if (!status)
        status = set_activation(l, words[choice], &n);
    if (!status && alpha && n.activation != GRAPH_LEAKY && l->last->activation != GRAPH_LEAKY)
        return lk_node_error(l->ctx, alpha, "`alpha` belongs to the activation leaky");
    if (status || !choice)
        return status;
    if (n.op == GRAPH_SOFTMAX || n.activation == GRAPH_SIGMOID)
        return graph_layer_append(l, &n, 1);
    l->last->activation = n.activation;
    l->last->alpha = n.alpha;
    l->last->beta = n.beta;
    return LK_OK;
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
