/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "redraw.h"

#include <math.h>

#include "noise.h"

/* Filters lie as inputs x units, so a unit's weights are a column; a few columns at
 * a time are taken out as rows, which go to memory once and not once a weight. */
enum { UNITS = 16 };

static const double TURN = 6.28318530717958647692;

/* ---- One unit -------------------------------------------------------------------------- */

/* Uniform below n: numbers at the end of the range would favour the first. */
static size_t draw_below(uint64_t key, uint64_t *at, size_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, bits;
    do
        bits = noise_bits(key, (*at)++);
    while (bits >= limit);
    return (size_t)(bits % n);
}

static void shuffle(uint64_t key, float *unit, size_t count)
{
    uint64_t at = 0;
    for (size_t i = count; i > 1; i--) {
        size_t other = draw_below(key, &at, i);
        float kept = unit[i - 1];
        unit[i - 1] = unit[other];
        unit[other] = kept;
    }
}

/* Two at once (Box and Muller 1958). */
static void draw_normal(uint64_t key, float *unit, size_t count)
{
    double sum = 0, squares = 0, mean;
    for (size_t i = 0; i < count; i++)
        sum += unit[i];
    mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (unit[i] - mean) * (unit[i] - mean);
    double deviation = sqrt(squares / (double)count);
    for (size_t i = 0; i < count; i += 2) {
        double u = ((double)(noise_bits(key, i) >> 11) + 1) / 9007199254740993.0;
        double angle = TURN / 2 * noise_symmetric(noise_bits(key, i + 1));
        double radius = deviation * sqrt(-2 * log(u));
        unit[i] = (float)(mean + radius * cos(angle));
        if (i + 1 < count)
            unit[i + 1] = (float)(mean + radius * sin(angle));
    }
}

static void draw_uniform(uint64_t key, double reach, float *unit, size_t count)
{
    for (size_t i = 0; i < count; i++)
        unit[i] = (float)(reach * noise_symmetric(noise_bits(key, i)));
}

/* ---- A node ------------------------------------------------------------------------------ */

/* As Glorot and Bengio (2010): by how many values go into one of a result and how
 * many a value of the input goes into, within a group. */
static double find_reach(const graph *g, const graph_node *n, size_t inputs)
{
    double groups = n->op == GRAPH_CONV ? (double)n->groups : 1;
    double channels = (double)graph_input_shape(g, n, 0)->channels / groups;
    double window = (double)inputs / channels;
    return sqrt(6 / ((double)inputs + window * (double)n->shape.channels / groups));
}

static void draw_unit(const redraw *r, uint64_t key, double reach, float *unit, size_t count)
{
    switch (r->way) {
    case GRAPH_SHUFFLE:
        shuffle(key, unit, count);
        break;
    case GRAPH_NORMAL:
        draw_normal(key, unit, count);
        break;
    case GRAPH_GLOROT:
        draw_uniform(key, reach, unit, count);
        break;
    }
}

/* `rows` has room for UNITS units. */
static void draw_units(const redraw *r, uint64_t key, double reach, const float *old, size_t inputs,
                       size_t units, size_t first, float *rows, float *out)
{
    size_t count = units - first < UNITS ? units - first : UNITS;
    for (size_t i = 0; i < inputs; i++)
        for (size_t k = 0; k < count; k++)
            rows[k * inputs + i] = old[i * units + first + k];
    for (size_t k = 0; k < count; k++)
        draw_unit(r, noise_mix(key ^ noise_mix(first + k)), reach, rows + k * inputs, inputs);
    for (size_t i = 0; i < inputs; i++)
        for (size_t k = 0; k < count; k++)
            out[i * units + first + k] = rows[k * inputs + i];
}

lk_status redraw_filters(lk_context *ctx, const redraw *r, const graph *g, const graph_node *n,
                         float **out)
{
    size_t size = graph_weight_size(g, n, GRAPH_FILTER), units = (size_t)n->shape.channels;
    size_t inputs = size / units;
    float *made = lk_alloc_array(ctx, size, sizeof *made);
    float *rows = lk_alloc_array(ctx, inputs, UNITS * sizeof *rows);
    uint64_t key = noise_mix(noise_key(r->seed, r->name) ^ noise_mix(r->number + 1));
    if (!made || !rows)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the random weights of the network");
    double reach = find_reach(g, n, inputs);
    for (size_t first = 0; first < units; first += UNITS) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        draw_units(r, key, reach, n->weights[GRAPH_FILTER], inputs, units, first, rows, made);
    }
    *out = made;
    return LK_OK;
}
