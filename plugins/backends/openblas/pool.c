/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

/* Pools. The windows that cross the border are cut to the map. */

typedef void (*gather)(float *sum, const float *in, size_t n);

static void divide(float *values, size_t count, size_t by)
{
    for (size_t c = 0; c < count; c++)
        values[c] /= (float)by;
}

/* Gather one window into `out`; returns how many pixels it has. */
static size_t pool_window(const job *j, size_t pixel, gather f, float *out)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    int64_t width = j->node->shape.width;
    reach v = window_reach(&j->node->window, 0, (int64_t)pixel / width, in->height);
    reach h = window_reach(&j->node->window, 1, (int64_t)pixel % width, in->width);
    size_t channels = (size_t)in->channels;
    for (int64_t y = 0; y < v.high - v.low; y++) {
        const float *from = j->inputs[0] + ((v.start + y) * in->width + h.start) * in->channels;
        for (int64_t x = 0; x < h.high - h.low; x++, from += channels) {
            if (x || y)
                f(out, from, channels);
            else
                memcpy(out, from, channels * sizeof *out);
        }
    }
    return (size_t)((v.high - v.low) * (h.high - h.low));
}

void pool_largest(const job *j)
{
    size_t channels = (size_t)j->node->shape.channels;
    for (size_t p = 0; p < j->count; p++)
        pool_window(j, j->first + p, j->lanes->keep_larger, j->out + p * channels);
}

void pool_average(const job *j)
{
    size_t channels = (size_t)j->node->shape.channels;
    for (size_t p = 0; p < j->count; p++) {
        float *out = j->out + p * channels;
        divide(out, channels, pool_window(j, j->first + p, j->lanes->accumulate, out));
    }
}

void pool_mean(const job *j)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    size_t channels = (size_t)in->channels, pixels = graph_pixels(in);
    memcpy(j->out, j->inputs[0], channels * sizeof *j->out);
    for (size_t p = 1; p < pixels; p++)
        j->lanes->accumulate(j->out, j->inputs[0] + p * channels, channels);
    divide(j->out, channels, pixels);
}
