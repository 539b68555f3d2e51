/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

#include <math.h>

/* Kernels that work pixel by pixel or value by value. */

void point_concat(const job *j)
{
    size_t all = (size_t)j->node->shape.channels, at = 0;
    for (uint32_t i = 0; i < j->node->input_count; i++) {
        size_t channels = (size_t)graph_input_shape(j->graph, j->node, i)->channels;
        for (size_t p = 0; p < j->count; p++)
            memcpy(j->out + p * all + at, j->inputs[i] + p * channels, channels * sizeof *j->out);
        at += channels;
    }
}

void point_norm(const job *j)
{
    size_t channels = (size_t)j->node->shape.channels;
    j->lanes->scale(j->inputs[0], j->count, channels, j->prepared, j->prepared + channels, j->out);
}

/* The largest value, and the sum of the exponentials of what the others are
 * below it. */
static double sum_exponentials(const float *in, size_t n, double *top)
{
    double sum = 0;
    *top = (double)in[0];
    for (size_t i = 1; i < n; i++)
        *top = (double)in[i] > *top ? (double)in[i] : *top;
    for (size_t i = 0; i < n; i++)
        sum += exp((double)in[i] - *top);
    return sum;
}

void point_softmax(const job *j)
{
    size_t n = (size_t)j->node->shape.channels;
    double top;
    for (size_t p = 0; p < j->count; p++) {
        const float *in = j->inputs[0] + p * n;
        double sum = sum_exponentials(in, n, &top);
        for (size_t i = 0; i < n; i++)
            j->out[p * n + i] = (float)(exp((double)in[i] - top) / sum);
    }
}

void point_log_softmax(const job *j)
{
    size_t n = (size_t)j->node->shape.channels;
    double top;
    for (size_t p = 0; p < j->count; p++) {
        const float *in = j->inputs[0] + p * n;
        double sum = log(sum_exponentials(in, n, &top));
        for (size_t i = 0; i < n; i++)
            j->out[p * n + i] = (float)((double)in[i] - top - sum);
    }
}

void point_slope(const job *j)
{
    size_t n = (size_t)j->node->shape.channels;
    const float *slope = j->node->weights[GRAPH_FILTER];
    for (size_t p = 0; p < j->count; p++)
        for (size_t i = 0; i < n; i++) {
            float x = j->inputs[0][p * n + i];
            j->out[p * n + i] = x < 0 ? slope[i] * x : x;
        }
}

void point_lrn(const job *j)
{
    const graph_lrn *l = &j->node->lrn;
    int64_t n = j->node->shape.channels;
    for (size_t p = 0; p < j->count; p++) {
        const float *in = j->inputs[0] + p * (size_t)n;
        for (int64_t i = 0; i < n; i++) {
            int64_t low = i - (l->size - 1) / 2, high = i + l->size / 2;
            double sum = 0;
            for (int64_t k = low > 0 ? low : 0; k <= high && k < n; k++)
                sum += (double)in[k] * (double)in[k];
            double base = (double)l->bias + (double)l->alpha / (double)l->size * sum;
            j->out[p * (size_t)n + (size_t)i] =
                (float)((double)in[i] * pow(base, -(double)l->beta));
        }
    }
}

/* A flattened map is the same floats: all its pixels are one pixel's channels. */
void point_copy(const job *j)
{
    memcpy(j->out, j->inputs[0], j->count * (size_t)j->node->shape.channels * sizeof *j->out);
}

/* Loops with the activation inside, for those that are met often. */
#define EACH(value)                                                                                \
    for (size_t i = 0; i < n; i++) {                                                               \
        float x = v[i];                                                                            \
        v[i] = (value);                                                                            \
    }

static float clip(float x, float low, float high)
{
    x = x < low ? low : x;
    return x > high ? high : x;
}

static void activate(const graph_node *node, float *v, size_t n)
{
    float alpha = node->alpha, beta = node->beta;
    switch (node->activation) {
    case GRAPH_CLIP:
        EACH(clip(x, alpha, beta));
        break;
    case GRAPH_AFFINE:
        EACH(alpha * x + beta);
        break;
    case GRAPH_HARD_SIGMOID:
        EACH(clip(alpha * x + beta, 0, 1));
        break;
    case GRAPH_HARD_SWISH:
        EACH(x * clip(x * (1.f / 6) + .5f, 0, 1));
        break;
    default:
        EACH((float)graph_activate(node->activation, (double)alpha, (double)beta, (double)x));
    }
}

/* Sums have been through the lanes already. */
void point_activate(const job *j)
{
    size_t n = j->count * (size_t)j->node->shape.channels;
    const float *values = j->out;
    int is_by_lanes = j->node->activation <= GRAPH_LEAKY;
    if (!is_by_lanes)
        activate(j->node, j->out, n);
    else if (j->node->activation != GRAPH_LINEAR && j->node->op != GRAPH_ADD)
        j->lanes->add(&values, 1, n, j->node, j->out);
}

void point_bias(const job *j)
{
    const float *bias = j->node->weights[GRAPH_BIAS];
    size_t channels = (size_t)j->node->shape.channels;
    if (!bias)
        memset(j->out, 0, j->count * channels * sizeof *j->out);
    for (size_t p = 0; bias && p < j->count; p++)
        memcpy(j->out + p * channels, bias, channels * sizeof *bias);
}
