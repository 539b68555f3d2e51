/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

#include <math.h>

/* Pools. The windows that cross the border are cut to the map. */

typedef void (*gather)(float *sum, const float *in, size_t n);

void pool_divide(float *values, size_t count, size_t by)
{
    for (size_t c = 0; c < count; c++)
        values[c] /= (float)by;
}

/* Gather one window into `out`; returns how many pixels it has. */
static size_t pool_window(const job *j, size_t pixel, gather f, float *out)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    const graph_window *w = &j->node->window;
    int64_t width = j->node->shape.width;
    reach v = window_reach(w, 0, (int64_t)pixel / width, in->height);
    reach h = window_reach(w, 1, (int64_t)pixel % width, in->width);
    size_t channels = (size_t)in->channels;
    for (int64_t y = 0; y < v.high - v.low; y++) {
        int64_t row = v.start + y * w->dilation[0];
        const float *from = j->inputs[0] + (row * in->width + h.start) * in->channels;
        for (int64_t x = 0; x < h.high - h.low; x++, from += w->dilation[1] * in->channels) {
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
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    const graph_window *w = &j->node->window;
    size_t channels = (size_t)j->node->shape.channels;
    for (size_t p = 0; p < j->count; p++) {
        float *out = j->out + p * channels;
        int64_t y = (int64_t)(j->first + p) / j->node->shape.width;
        int64_t x = (int64_t)(j->first + p) % j->node->shape.width;
        size_t count = pool_window(j, j->first + p, j->lanes->accumulate, out);
        if (w->counts_padding)
            count = window_extent(w, 0, y, in->height) * window_extent(w, 1, x, in->width);
        pool_divide(out, channels, count);
    }
}

static size_t pool_all(const job *j, gather f)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    size_t channels = (size_t)in->channels, pixels = graph_pixels(in);
    memcpy(j->out, j->inputs[0], channels * sizeof *j->out);
    for (size_t p = 1; p < pixels; p++)
        f(j->out, j->inputs[0] + p * channels, channels);
    return pixels;
}

void pool_mean(const job *j)
{
    pool_divide(j->out, (size_t)j->node->shape.channels, pool_all(j, j->lanes->accumulate));
}

void pool_all_largest(const job *j)
{
    pool_all(j, j->lanes->keep_larger);
}

/* The whole map comes as one tile: its mean needs all of it. */
void pool_standardise(const job *j)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    size_t channels = (size_t)in->channels, pixels = graph_pixels(in);
    for (size_t c = 0; c < channels; c++) {
        double sum = 0, squares = 0;
        for (size_t p = 0; p < pixels; p++)
            sum += (double)j->inputs[0][p * channels + c];
        double mean = sum / (double)pixels;
        for (size_t p = 0; p < pixels; p++) {
            double d = (double)j->inputs[0][p * channels + c] - mean;
            squares += d * d;
        }
        double scale = 1 / sqrt(squares / (double)pixels + j->node->epsilon);
        for (size_t p = 0; p < j->count; p++) {
            double v = (double)j->inputs[0][(j->first + p) * channels + c];
            j->out[p * channels + c] = (float)((v - mean) * scale);
        }
    }
}
