/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "../reach.h"
#include "rule.h"

/* Derivatives of pools. */

typedef float floats __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t masks __attribute__((vector_size(16)));

/* What is left of each channel's gradient goes to the value that is the
 * largest: the first one takes it all. Four at a time, without branches. */
static void give_largest(const float *x, const float *largest, size_t n, float *left, float *out)
{
    size_t c = 0;
    for (; c + 4 <= n; c += 4) {
        floats *rest = (floats *)(left + c), *to = (floats *)(out + c);
        masks is_it = (masks)(*(const floats *)(x + c) == *(const floats *)(largest + c));
        floats share = (floats)(is_it & (masks)*rest);
        *to += share;
        *rest -= share;
    }
    for (; c < n; c++) {
        float share = x[c] == largest[c] ? left[c] : 0;
        out[c] += share;
        left[c] -= share;
    }
}

static void derive_window(const rule_job *j, size_t pixel, reach v, reach h)
{
    const graph_shape *in = rule_input(j);
    const graph_window *w = &j->node->window;
    size_t channels = (size_t)in->channels;
    memcpy(j->scratch, j->gradient + pixel * channels, channels * sizeof *j->scratch);
    for (int64_t y = 0; y < v.high - v.low; y++)
        for (int64_t x = 0; x < h.high - h.low; x++) {
            int64_t row = v.start + y * w->dilation[0], column = h.start + x * w->dilation[1];
            size_t at = (size_t)(row * in->width + column) * channels;
            give_largest(j->inputs[0] + at, j->value + pixel * channels, channels, j->scratch,
                         j->out + at);
        }
}

void pool_derive_largest(const rule_job *j)
{
    const graph_shape *in = rule_input(j), *s = &j->node->shape;
    size_t pixel = 0;
    memset(j->out, 0, graph_size(in) * sizeof *j->out);
    for (int64_t y = 0; y < s->height; y++)
        for (int64_t x = 0; x < s->width; x++, pixel++)
            derive_window(j, pixel, window_reach(&j->node->window, 0, y, in->height),
                          window_reach(&j->node->window, 1, x, in->width));
}

static void share_window(const rule_job *j, size_t pixel, reach v, reach h, float share)
{
    const graph_shape *in = rule_input(j);
    const graph_window *w = &j->node->window;
    const float *g = j->gradient + pixel * (size_t)in->channels;
    for (int64_t y = 0; y < v.high - v.low; y++)
        for (int64_t x = 0; x < h.high - h.low; x++) {
            int64_t row = v.start + y * w->dilation[0], column = h.start + x * w->dilation[1];
            float *out = j->out + (row * in->width + column) * in->channels;
            for (int64_t c = 0; c < in->channels; c++)
                out[c] += g[c] * share;
        }
}

void pool_derive_average(const rule_job *j)
{
    const graph_shape *in = rule_input(j), *s = &j->node->shape;
    const graph_window *w = &j->node->window;
    size_t pixel = 0;
    memset(j->out, 0, graph_size(in) * sizeof *j->out);
    for (int64_t y = 0; y < s->height; y++)
        for (int64_t x = 0; x < s->width; x++, pixel++) {
            reach v = window_reach(w, 0, y, in->height), h = window_reach(w, 1, x, in->width);
            size_t count = (size_t)((v.high - v.low) * (h.high - h.low));
            if (w->counts_padding)
                count = window_extent(w, 0, y, in->height) * window_extent(w, 1, x, in->width);
            share_window(j, pixel, v, h, 1 / (float)count);
        }
}

void pool_derive_mean(const rule_job *j)
{
    const graph_shape *in = rule_input(j);
    size_t channels = (size_t)in->channels, pixels = graph_pixels(in);
    for (size_t p = 0; p < pixels; p++)
        for (size_t c = 0; c < channels; c++)
            j->out[p * channels + c] = j->gradient[c] / (float)pixels;
}

void pool_derive_all_largest(const rule_job *j)
{
    const graph_shape *in = rule_input(j);
    size_t channels = (size_t)in->channels, size = graph_size(in);
    memset(j->out, 0, size * sizeof *j->out);
    memcpy(j->scratch, j->gradient, channels * sizeof *j->scratch);
    for (size_t at = 0; at < size; at += channels)
        give_largest(j->inputs[0] + at, j->value, channels, j->scratch, j->out + at);
}
