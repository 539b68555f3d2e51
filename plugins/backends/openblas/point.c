/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

#include <math.h>

/* Kernels that work pixel by pixel or value by value. */

static void add_two(const float *restrict a, const float *restrict b, float *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] + b[i];
}

static void add_to(const float *restrict a, float *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] += a[i];
}

void point_add(const job *j)
{
    size_t n = j->count * (size_t)j->node->shape.channels;
    add_two(j->inputs[0], j->inputs[1], j->out, n);
    for (uint32_t i = 2; i < j->node->input_count; i++)
        add_to(j->inputs[i], j->out, n);
}

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
    const graph_node *n = j->node;
    size_t channels = (size_t)n->shape.channels;
    for (size_t c = 0; c < channels; c++) {
        double factor =
            n->weights[GRAPH_GAMMA][c] / sqrt(n->weights[GRAPH_VARIANCE][c] + n->epsilon);
        float scale = (float)factor;
        float shift = (float)(n->weights[GRAPH_BETA][c] - n->weights[GRAPH_AVERAGE][c] * factor);
        for (size_t p = 0; p < j->count; p++)
            j->out[p * channels + c] = j->inputs[0][p * channels + c] * scale + shift;
    }
}

static void soften(const float *in, float *out, size_t n)
{
    float top = in[0];
    double sum = 0;
    for (size_t i = 1; i < n; i++)
        top = in[i] > top ? in[i] : top;
    for (size_t i = 0; i < n; i++)
        sum += exp((double)in[i] - top);
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(exp((double)in[i] - top) / sum);
}

void point_softmax(const job *j)
{
    size_t channels = (size_t)j->node->shape.channels;
    for (size_t p = 0; p < j->count; p++)
        soften(j->inputs[0] + p * channels, j->out + p * channels, channels);
}

/* A flattened map is the same floats: all its pixels are one pixel's channels. */
void point_copy(const job *j)
{
    memcpy(j->out, j->inputs[0], j->count * (size_t)j->node->shape.channels * sizeof *j->out);
}

/* ---- Activations -------------------------------------------------------------------- */

static void rectify(float *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i] = v[i] < 0 ? 0 : v[i];
}

static void leak(float *v, size_t n, float alpha)
{
    for (size_t i = 0; i < n; i++)
        v[i] = v[i] < 0 ? v[i] * alpha : v[i];
}

static void squash(float *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i] = (float)(1 / (1 + exp(-(double)v[i])));
}

void point_activate(const graph_node *n, float *values, size_t count)
{
    switch (n->activation) {
    case GRAPH_LINEAR:
        break;
    case GRAPH_RELU:
        rectify(values, count);
        break;
    case GRAPH_LEAKY:
        leak(values, count, n->alpha);
        break;
    case GRAPH_SIGMOID:
        squash(values, count);
        break;
    }
}
