/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "convolve.h"

#include <cblas.h>

/* Convolutions. Sums start from the bias. */

/* out += rows (count x length) times the filter (length x channels out). */
static void add_product(const job *j, const float *rows, size_t length)
{
    int channels = (int)j->node->shape.channels;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)j->count, channels, (int)length, 1,
                rows, (int)length, j->node->weights[GRAPH_FILTER], channels, 1, j->out, channels);
}

static void multiply(const job *j)
{
    point_bias(j);
    add_product(j, j->inputs[0], (size_t)graph_input_shape(j->graph, j->node, 0)->channels);
}

/* ---- Unrolled windows ---------------------------------------------------------------- */

void convolve_unroll(const job *j, size_t pixel, float *column)
{
    const graph_shape *in = graph_input_shape(j->graph, j->node, 0);
    const graph_window *w = &j->node->window;
    int64_t y = (int64_t)pixel / j->node->shape.width, x = (int64_t)pixel % j->node->shape.width;
    reach v = window_reach(w, 0, y, in->height), h = window_reach(w, 1, x, in->width);
    size_t channels = (size_t)in->channels;
    if (v.high - v.low < w->kernel[0] || h.high - h.low < w->kernel[1])
        memset(column, 0, (size_t)(w->kernel[0] * w->kernel[1]) * channels * sizeof *column);
    for (int64_t ky = v.low; ky < v.high; ky++) {
        int64_t row = v.start + (ky - v.low) * w->dilation[0];
        const float *from = j->inputs[0] + (row * in->width + h.start) * in->channels;
        float *to = column + (size_t)(ky * w->kernel[1] + h.low) * channels;
        if (w->dilation[1] == 1) {
            if (h.high > h.low)
                memcpy(to, from, (size_t)(h.high - h.low) * channels * sizeof *to);
            continue;
        }
        for (int64_t kx = h.low; kx < h.high; kx++, to += channels) {
            memcpy(to, from, channels * sizeof *to);
            from += w->dilation[1] * in->channels;
        }
    }
}

static void multiply_unrolled(const job *j)
{
    size_t length = convolve_column(j->graph, j->node);
    for (size_t p = 0; p < j->count; p++)
        convolve_unroll(j, j->first + p, j->columns + p * length);
    point_bias(j);
    add_product(j, j->columns, length);
}

/* ---- Groups ---------------------------------------------------------------------------- */

/* One tap of one pixel for all channels out. */
static void add_tap(const graph_node *n, int64_t channels, const float *in, const float *filter,
                    float *out)
{
    int64_t group_in = channels / n->groups, group_out = n->shape.channels / n->groups;
    for (int64_t o = 0; o < n->shape.channels; o++)
        for (int64_t i = 0; i < group_in; i++)
            out[o] += in[o / group_out * group_in + i] * filter[i * n->shape.channels + o];
}

static void sum_groups(const job *j)
{
    const graph_node *n = j->node;
    const graph_shape *in = graph_input_shape(j->graph, n, 0);
    const graph_window *w = &n->window;
    int64_t tap = in->channels / n->groups * n->shape.channels;
    point_bias(j);
    for (size_t p = 0; p < j->count; p++) {
        int64_t y = (int64_t)(j->first + p) / n->shape.width;
        int64_t x = (int64_t)(j->first + p) % n->shape.width;
        reach v = window_reach(w, 0, y, in->height), h = window_reach(w, 1, x, in->width);
        for (int64_t ky = v.low; ky < v.high; ky++)
            for (int64_t kx = h.low; kx < h.high; kx++) {
                int64_t row = v.start + (ky - v.low) * w->dilation[0];
                int64_t column = h.start + (kx - h.low) * w->dilation[1];
                add_tap(n, in->channels, j->inputs[0] + (row * in->width + column) * in->channels,
                        n->weights[GRAPH_FILTER] + (ky * w->kernel[1] + kx) * tap,
                        j->out + p * (size_t)n->shape.channels);
            }
    }
}

/* The taps of one pixel of the result. */
static void find_taps(const job *j, reach v, reach h, taps *t)
{
    const graph_node *n = j->node;
    const graph_shape *in = graph_input_shape(j->graph, n, 0);
    const graph_window *w = &n->window;
    t->count = 0;
    for (int64_t ky = v.low; ky < v.high; ky++)
        for (int64_t kx = h.low; kx < h.high; kx++) {
            int64_t row = v.start + (ky - v.low) * w->dilation[0];
            int64_t column = h.start + (kx - h.low) * w->dilation[1];
            t->inputs[t->count] = j->inputs[0] + (row * in->width + column) * in->channels;
            t->filters[t->count++] =
                n->weights[GRAPH_FILTER] + (ky * w->kernel[1] + kx) * in->channels;
        }
}

static int is_inside(reach h, const graph_window *w)
{
    return h.low == 0 && h.high == w->kernel[1];
}

static void sum_depthwise(const job *j)
{
    const graph_node *n = j->node;
    const graph_shape *in = graph_input_shape(j->graph, n, 0);
    const graph_window *w = &n->window;
    taps t = {.bias = n->weights[GRAPH_BIAS]};
    size_t channels = (size_t)in->channels, step = (size_t)w->stride[1] * channels;
    int pixels;
    for (size_t p = 0; p < j->count; p += (size_t)pixels) {
        int64_t y = (int64_t)(j->first + p) / n->shape.width;
        int64_t x = (int64_t)(j->first + p) % n->shape.width;
        reach v = window_reach(w, 0, y, in->height), h = window_reach(w, 1, x, in->width);
        find_taps(j, v, h, &t);
        pixels = 1;
        if (is_inside(h, w) && p + MOST_NEIGHBOURS <= j->count &&
            x + MOST_NEIGHBOURS <= n->shape.width &&
            is_inside(window_reach(w, 1, x + MOST_NEIGHBOURS - 1, in->width), w))
            pixels = MOST_NEIGHBOURS;
        j->lanes->depthwise(&t, pixels, step, channels, j->out + p * channels);
    }
}

/* ---- The choice -------------------------------------------------------------------------- */

size_t convolve_column(const graph *g, const graph_node *n)
{
    if (n->op != GRAPH_CONV || n->groups != 1 || kernel_is_one_by_one(n))
        return 0;
    return (size_t)(n->window.kernel[0] * n->window.kernel[1] *
                    graph_input_shape(g, n, 0)->channels);
}

void convolve_run(const job *j)
{
    const graph_node *n = j->node;
    int64_t channels = graph_input_shape(j->graph, n, 0)->channels;
    if (n->op == GRAPH_DENSE || kernel_is_one_by_one(n))
        multiply(j);
    else if (n->groups == 1)
        multiply_unrolled(j);
    else if (n->groups == channels && n->shape.channels == channels &&
             n->window.kernel[0] * n->window.kernel[1] <= MOST_TAPS)
        sum_depthwise(j);
    else
        sum_groups(j);
    point_activate(j);
}
