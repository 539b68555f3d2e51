/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "../walk.h"
#include "rule.h"

/* Derivatives of what puts values elsewhere: the gradient goes back to where
 * each came from. */

void move_derive_flatten(const rule_job *j)
{
    memcpy(j->out, j->gradient, graph_size(&j->node->shape) * sizeof *j->out);
}

void move_derive_concat(const rule_job *j)
{
    size_t all = (size_t)j->node->shape.channels, channels = (size_t)rule_input(j)->channels;
    size_t at = 0, pixels = graph_pixels(&j->node->shape);
    for (uint32_t i = 0; i < j->input; i++)
        at += (size_t)graph_input_shape(j->graph, j->node, i)->channels;
    for (size_t p = 0; p < pixels; p++)
        memcpy(j->out + p * channels, j->gradient + p * all + at, channels * sizeof *j->out);
}

void move_derive_pad(const rule_job *j)
{
    const graph_shape *in = rule_input(j);
    const graph_window *w = &j->node->window;
    size_t row = (size_t)(in->width * in->channels);
    for (int64_t y = 0; y < in->height; y++) {
        int64_t from = (y + w->before[0]) * j->node->shape.width + w->before[1];
        memcpy(j->out + (size_t)y * row, j->gradient + from * in->channels, row * sizeof *j->out);
    }
}

void move_derive_resize(const rule_job *j)
{
    const graph_shape *in = rule_input(j), *s = &j->node->shape;
    size_t channels = (size_t)s->channels, pixels = graph_pixels(s);
    memset(j->out, 0, graph_size(in) * sizeof *j->out);
    for (size_t p = 0; p < pixels; p++) {
        const float *v = j->node->weights[GRAPH_FILTER] + 3 * (p / (size_t)s->width);
        const float *h = j->node->weights[GRAPH_BIAS] + 3 * (p % (size_t)s->width);
        const float *g = j->gradient + p * channels;
        for (int k = 0; k < 4; k++) {
            size_t at = (size_t)v[k / 2] * (size_t)in->width + (size_t)h[k % 2];
            float share = (k / 2 ? v[2] : 1 - v[2]) * (k % 2 ? h[2] : 1 - h[2]);
            for (size_t c = 0; c < channels; c++)
                j->out[at * channels + c] += share * g[c];
        }
    }
}

void move_derive_rearrange(const rule_job *j)
{
    const graph_node *n = j->node;
    size_t count = graph_size(&n->shape);
    graph_walk at;
    memset(j->out, 0, graph_size(rule_input(j)) * sizeof *j->out);
    walk_begin(&at, n, 0);
    for (size_t i = 0; i < count; i++, walk_next(&at, n))
        j->out[at.place] += j->gradient[i];
}
