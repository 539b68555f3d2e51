/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

#include <math.h>

/* Kernels that work pixel by pixel or value by value. */

void point_add(const job *j)
{
    j->lanes->add(j->inputs, j->node->input_count, j->count * (size_t)j->node->shape.channels,
                  j->node, j->out);
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
    size_t channels = (size_t)j->node->shape.channels;
    j->lanes->scale(j->inputs[0], j->count, channels, j->prepared, j->prepared + channels, j->out);
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

void point_activate(const job *j)
{
    size_t n = j->count * (size_t)j->node->shape.channels;
    const float *values = j->out;
    if (j->node->activation == GRAPH_SIGMOID)
        for (size_t i = 0; i < n; i++)
            j->out[i] = (float)(1 / (1 + exp(-(double)j->out[i])));
    else if (j->node->activation != GRAPH_LINEAR)
        j->lanes->add(&values, 1, n, j->node, j->out);
}
