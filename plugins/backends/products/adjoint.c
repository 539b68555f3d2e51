/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <cblas.h>

#include "convolve.h"

/* Convolutions and products the other way: from the gradient with respect to a
 * result, inputs[0], to that with respect to the input, `out`. */

/* rows (count x length) = gradient (count x channels out) times the filter,
 * transposed. */
static void product(const job *j, const float *gradient, size_t count, size_t length, float *rows)
{
    int channels = (int)j->node->shape.channels;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)length, channels, 1,
                gradient, channels, j->node->weights[GRAPH_FILTER], channels, 0, rows, (int)length);
}

/* ---- Unrolled windows ----------------------------------------------------------------- */

void adjoint_roll(const job *j, size_t pixel, const float *column)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    const graph_window *w = &j->node->window;
    int64_t y = (int64_t)pixel / j->node->shape.width, x = (int64_t)pixel % j->node->shape.width;
    reach v = window_reach(w, 0, y, in->height), h = window_reach(w, 1, x, in->width);
    size_t channels = (size_t)in->channels;
    for (int64_t ky = v.low; ky < v.high; ky++) {
        int64_t row = v.start + (ky - v.low) * w->dilation[0];
        const float *from = column + (size_t)(ky * w->kernel[1] + h.low) * channels;
        float *to = j->out + (row * in->width + h.start) * in->channels;
        if (w->dilation[1] == 1) {
            if (h.high > h.low)
                j->lanes->accumulate(to, from, (size_t)(h.high - h.low) * channels);
            continue;
        }
        for (int64_t kx = h.low; kx < h.high; kx++, from += channels) {
            j->lanes->accumulate(to, from, channels);
            to += w->dilation[1] * in->channels;
        }
    }
}

static void unrolled(const job *j)
{
    size_t length = convolve_column(j->graph, j->node), pixels = graph_pixels(&j->node->shape);
    for (size_t first = 0; first < pixels; first += j->count) {
        size_t count = pixels - first < j->count ? pixels - first : j->count;
        product(j, j->inputs[0] + first * (size_t)j->node->shape.channels, count, length,
                j->columns);
        for (size_t p = 0; p < count; p++)
            adjoint_roll(j, first + p, j->columns + p * length);
    }
}

/* ---- Groups ---------------------------------------------------------------------------- */

static void add_tap(const job *j, int64_t channels, const float *gradient, const float *filter,
                    float *out)
{
    const graph_node *n = j->node;
    int64_t group_in = channels / n->groups, group_out = n->shape.channels / n->groups;
    if (group_in == 1 && group_out == 1) {
        j->lanes->accumulate_product(out, gradient, filter, (size_t)channels);
        return;
    }
    for (int64_t o = 0; o < n->shape.channels; o++)
        for (int64_t i = 0; i < group_in; i++)
            out[o / group_out * group_in + i] += gradient[o] * filter[i * n->shape.channels + o];
}

static void grouped(const job *j)
{
    const graph_node *n = j->node;
    const graph_shape *in = graph_input_shape(j->graph, n, 0);
    const graph_window *w = &n->window;
    int64_t tap = in->channels / n->groups * n->shape.channels, pixels = n->shape.width;
    pixels *= n->shape.height;
    for (int64_t p = 0; p < pixels; p++) {
        reach v = window_reach(w, 0, p / n->shape.width, in->height);
        reach h = window_reach(w, 1, p % n->shape.width, in->width);
        for (int64_t ky = v.low; ky < v.high; ky++)
            for (int64_t kx = h.low; kx < h.high; kx++) {
                int64_t row = v.start + (ky - v.low) * w->dilation[0];
                int64_t column = h.start + (kx - h.low) * w->dilation[1];
                add_tap(j, in->channels, j->inputs[0] + p * n->shape.channels,
                        n->weights[GRAPH_FILTER] + (ky * w->kernel[1] + kx) * tap,
                        j->out + (row * in->width + column) * in->channels);
            }
    }
}

void adjoint_run(const job *j)
{
    const graph_node *n = j->node;
    const graph_shape *in = graph_input_shape(j->graph, n, 0);
    int is_unrolled = convolve_column(j->graph, n) > 0;
    if (!is_unrolled && (n->op == GRAPH_DENSE || n->groups == 1)) {
        product(j, j->inputs[0], graph_pixels(&n->shape), (size_t)in->channels, j->out);
        return;
    }
    memset(j->out, 0, graph_size(in) * sizeof *j->out);
    if (is_unrolled)
        unrolled(j);
    else
        grouped(j);
}
