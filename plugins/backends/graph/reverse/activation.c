/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "rule.h"

/* Derivatives of activations, from the value before (x) and after (y). */

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double derive_swish(double x)
{
    double s = sigmoid(x);
    return s * (1 + x * (1 - s));
}

static double derive_power(double x, double alpha)
{
    return alpha == 0 ? 0 : alpha == 2 ? 2 * x : alpha * pow(x, alpha - 1);
}

static double derive(graph_activation a, double alpha, double beta, double x, double y)
{
    const double erf_slope = 1.1283791670955126; /* 2 / sqrt(pi) */
    switch (a) {
    case GRAPH_LEAKY:
        return x > 0 ? 1 : alpha;
    case GRAPH_SIGMOID:
        return y * (1 - y);
    case GRAPH_CLIP:
        return x > alpha && x < beta;
    case GRAPH_HARD_SIGMOID:
        return alpha * x + beta > 0 && alpha * x + beta < 1 ? alpha : 0;
    case GRAPH_HARD_SWISH:
        return x < -3 ? 0 : x <= 3 ? x / 3 + .5 : 1;
    case GRAPH_SWISH:
        return derive_swish(x);
    case GRAPH_AFFINE:
        return alpha;
    case GRAPH_ELU:
        return x > 0 ? 1 : alpha * exp(x);
    case GRAPH_SELU:
        return beta * (x > 0 ? 1 : alpha * exp(x));
    case GRAPH_TANH:
        return 1 - y * y;
    case GRAPH_SOFTPLUS:
        return sigmoid(x);
    case GRAPH_SOFTSIGN:
        return 1 / ((1 + fabs(x)) * (1 + fabs(x)));
    case GRAPH_THRESHOLD:
        return x > alpha;
    case GRAPH_ERF:
        return erf_slope * exp(-x * x);
    case GRAPH_EXP:
        return y;
    case GRAPH_LOG:
        return 1 / x;
    case GRAPH_SQRT:
        return 1 / (2 * y);
    case GRAPH_ABS:
        return (x > 0) - (x < 0);
    case GRAPH_RECIPROCAL:
        return -y * y;
    case GRAPH_POWER:
        return derive_power(x, alpha);
    default: /* floor, ceil */
        return 0;
    }
}

unsigned activation_needs(graph_activation a)
{
    switch (a) {
    case GRAPH_LINEAR:
    case GRAPH_AFFINE:
    case GRAPH_FLOOR:
    case GRAPH_CEIL:
        return 0;
    case GRAPH_RELU:
    case GRAPH_SIGMOID:
    case GRAPH_TANH:
    case GRAPH_EXP:
    case GRAPH_SQRT:
    case GRAPH_RECIPROCAL:
        return RULE_NEEDS_VALUE;
    default:
        return RULE_NEEDS_INPUTS;
    }
}

typedef float floats __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t masks __attribute__((vector_size(16)));

/* Four at a time, without branches: relus are most of what there is. */
static void derive_relu(const float *y, const float *g, size_t n, float *out)
{
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        masks positive = (masks)(*(const floats *)(y + i) > (floats){0});
        *(floats *)(out + i) = (floats)(positive & (masks) * (const floats *)(g + i));
    }
    for (; i < n; i++)
        out[i] = y[i] > 0 ? g[i] : 0;
}

static void derive_plainly(const rule_job *j)
{
    const graph_node *n = j->node;
    unsigned needs = activation_needs(n->activation);
    size_t size = graph_size(&n->shape);
    const float *g = j->gradient, *x = j->inputs[0], *y = j->value;
    double alpha = (double)n->alpha, beta = (double)n->beta;
    if (n->activation == GRAPH_LINEAR)
        memcpy(j->out, g, size * sizeof *g);
    else if (n->activation == GRAPH_RELU)
        derive_relu(y, g, size, j->out);
    else
        for (size_t i = 0; i < size; i++) {
            double before = needs & RULE_NEEDS_INPUTS ? (double)x[i] : 0;
            double after = needs & RULE_NEEDS_VALUE ? (double)y[i] : 0;
            j->out[i] = (float)((double)g[i] * derive(n->activation, alpha, beta, before, after));
        }
}

static int is_rectifier(const graph_node *n)
{
    return n->activation == GRAPH_RELU || (n->activation == GRAPH_CLIP && n->alpha == 0);
}

/* Like a rectifier on the way back, which lets no negative gradient through. */
static void rectify(const float *g, size_t n, float *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = g[i] > 0 ? g[i] : 0;
}

void activation_derive(const rule_job *j)
{
    int is_ruled = j->rectifier != LK_RECTIFIER_PLAIN && is_rectifier(j->node);
    size_t size = graph_size(&j->node->shape);
    if (!is_ruled || j->rectifier != LK_RECTIFIER_DECONVOLUTION)
        derive_plainly(j);
    if (is_ruled)
        rectify(j->rectifier == LK_RECTIFIER_GUIDED ? j->out : j->gradient, size, j->out);
}

/* PReLU. */
void slope_derive(const rule_job *j)
{
    size_t channels = (size_t)j->node->shape.channels, size = graph_size(&j->node->shape);
    const float *slope = j->node->weights[GRAPH_FILTER];
    for (size_t i = 0; i < size; i += channels)
        for (size_t c = 0; c < channels; c++)
            j->out[i + c] =
                j->inputs[0][i + c] > 0 ? j->gradient[i + c] : j->gradient[i + c] * slope[c];
}
