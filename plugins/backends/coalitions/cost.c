/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cost.h"

#include "winograd.h"

/* Measured on one core with AVX-512 (docs/performance.md): seconds of a float
 * that is copied, of one that is transformed, and of what each copy of a pixel
 * costs besides. */
static const double COPY = .12e-9, TRANSFORM = .15e-9, VISIT = 6e-9, TRANSFORM_WEIGHT = 10e-9;

/* Floating point operations a second of large products. */
static double full_rate(void)
{
    return lanes_choose()->width * 12.5e9;
}

/* Narrow products do not reach the rate of large ones. */
static double product_seconds(double rows, double length, double out)
{
    double share = length / (length + 24) * out / (out + 16);
    return 2 * rows * length * out / (full_rate() * share);
}

static double taps_of(const graph *g, const graph_node *n)
{
    switch (n->op) {
    case GRAPH_CONV:
    case GRAPH_MAXPOOL:
    case GRAPH_AVGPOOL:
        return (double)(n->window.kernel[0] * n->window.kernel[1]);
    case GRAPH_MEAN:
    case GRAPH_LARGEST:
    case GRAPH_DENSE:
        return (double)graph_pixels(masks_shape(g, n->inputs[0]));
    default:
        return (double)(n->input_count ? n->input_count : 1);
    }
}

static double gather_seconds(double columns, double reads, double channels)
{
    return columns * reads * (VISIT + channels * COPY);
}

static double product_cost(const graph *g, const graph_node *n, double columns)
{
    double reads = taps_of(g, n), groups = n->op == GRAPH_CONV ? (double)n->groups : 1;
    double in = (double)masks_shape(g, n->inputs[0])->channels;
    int is_gathered = n->op == GRAPH_CONV && !kernel_is_one_by_one(n);
    return (is_gathered ? gather_seconds(columns, reads * groups, in / groups) : 0) +
           groups *
               product_seconds(columns, reads * in / groups, (double)n->shape.channels / groups);
}

static double tiles_cost(const graph *g, const graph_node *n, double columns)
{
    double in = (double)graph_input_shape(g, n, 0)->channels;
    double out = (double)n->shape.channels;
    return WINOGRAD_VALUES *
           (columns * (VISIT + TRANSFORM * (in + out)) + product_seconds(columns, in, out));
}

/* Products of what is distinct, and sums of them for every row. */
static double sums_cost(const graph *g, const graph_node *n, const column_counts *c)
{
    const graph_shape *in = masks_shape(g, n->inputs[0]);
    double out = (double)n->shape.channels;
    return product_seconds(c->in, (double)in->channels, out) +
           c->out * (double)graph_pixels(in) * out * COPY;
}

double cost_of(const graph *g, const graph_node *n, method how, const column_counts *c)
{
    switch (how) {
    case METHOD_PRODUCT:
        return product_cost(g, n, c->out);
    case METHOD_TILES:
        return tiles_cost(g, n, c->tiles);
    case METHOD_SUMS:
        return sums_cost(g, n, c);
    default:
        return gather_seconds(c->out, taps_of(g, n), (double)n->shape.channels);
    }
}

double cost_once(const graph *g, const graph_node *n, method how)
{
    double weights = how == METHOD_PRODUCT || how == METHOD_TILES
                         ? (double)graph_weight_size(g, n, GRAPH_FILTER)
                         : 0;
    return weights * (how == METHOD_TILES ? TRANSFORM_WEIGHT : COPY);
}

double cost_dense(const engine *e, const graph_node *n)
{
    const graph *g = e->graph;
    double size = (double)graph_size(&n->shape);
    if (n->op == GRAPH_FLATTEN || !n->input_count)
        return 0;
    if (n->op == GRAPH_CONV || n->op == GRAPH_DENSE)
        return 2 * (double)graph_node_macs(g, n) / (full_rate() * e->speed(g, n)) + size * COPY / 4;
    return size * taps_of(g, n) * COPY / 2;
}
