/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/walk.h"
#include "kernels.h"

/* Kernels that put values elsewhere. */

void move_constant(const job *j)
{
    size_t channels = (size_t)j->node->shape.channels;
    memcpy(j->out, j->node->weights[GRAPH_FILTER] + j->first * channels,
           j->count * channels * sizeof *j->out);
}

void move_pad(const job *j)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0), *s = &j->node->shape;
    size_t channels = (size_t)s->channels;
    for (size_t p = 0; p < j->count; p++) {
        int64_t y = (int64_t)(j->first + p) / s->width - j->node->window.before[0];
        int64_t x = (int64_t)(j->first + p) % s->width - j->node->window.before[1];
        float *out = j->out + p * channels;
        if (y >= 0 && y < in->height && x >= 0 && x < in->width)
            memcpy(out, j->inputs[0] + (size_t)(y * in->width + x) * channels,
                   channels * sizeof *out);
        else
            for (size_t c = 0; c < channels; c++)
                out[c] = j->node->alpha;
    }
}

void move_resize(const job *j)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0), *s = &j->node->shape;
    size_t channels = (size_t)s->channels;
    for (size_t p = 0; p < j->count; p++) {
        const float *v = j->node->weights[GRAPH_FILTER] + 3 * ((j->first + p) / (size_t)s->width);
        const float *h = j->node->weights[GRAPH_BIAS] + 3 * ((j->first + p) % (size_t)s->width);
        const float *upper = j->inputs[0] + (size_t)v[0] * (size_t)in->width * channels;
        const float *lower = j->inputs[0] + (size_t)v[1] * (size_t)in->width * channels;
        size_t left = (size_t)h[0] * channels, right = (size_t)h[1] * channels;
        for (size_t c = 0; c < channels; c++) {
            float top = upper[left + c] + (upper[right + c] - upper[left + c]) * h[2];
            float bottom = lower[left + c] + (lower[right + c] - lower[left + c]) * h[2];
            j->out[p * channels + c] = top + (bottom - top) * v[2];
        }
    }
}

void move_rearrange(const job *j)
{
    const graph_node *n = j->node;
    size_t channels = (size_t)n->shape.channels, count = j->count * channels;
    graph_walk at;
    walk_begin(&at, n, j->first * channels);
    for (size_t i = 0; i < count; i++, walk_next(&at, n))
        j->out[i] = j->inputs[0][at.place];
}
