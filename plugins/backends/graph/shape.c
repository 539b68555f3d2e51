/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "graph.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* Shape inference: what each node makes of the shapes of its inputs. */

enum { MAX_SIDE = 16384, MAX_CHANNELS = 1 << 24 };
static const int64_t MAX_SIZE = (int64_t)1 << 28; /* floats a value */

typedef int (*infer_fn)(const graph *g, graph_node *n, char *why);

static int refuse(char *why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, GRAPH_WHY_SIZE, format, args);
    va_end(args);
    return -1;
}

static int need_map(const graph_shape *in, char *why)
{
    return in->is_vector ? refuse(why, "it takes a map, and its input is a vector") : 0;
}

/* ---- Windows --------------------------------------------------------------- */

/* Outputs along one axis (0: vertical), and the padding that `same` means. */
static int64_t slide(graph_window *w, int axis, int64_t size)
{
    int64_t reach = (w->kernel[axis] - 1) * w->dilation[axis] + 1, stride = w->stride[axis];
    if (w->padding == GRAPH_SAME) {
        int64_t count = (size + stride - 1) / stride;
        int64_t total = (count - 1) * stride + reach - size;
        total = total > 0 ? total : 0;
        w->before[axis] = total / 2;
        w->after[axis] = total - total / 2;
    } else if (w->padding == GRAPH_VALID) {
        w->before[axis] = w->after[axis] = 0;
    }
    int64_t room = size + w->before[axis] + w->after[axis] - reach;
    if (room < 0)
        return 0;
    if (!w->rounds_up)
        return room / stride + 1;
    int64_t count = (room + stride - 1) / stride + 1;
    return count - ((count - 1) * stride >= size + w->before[axis]);
}

static int infer_window(graph_node *n, const graph_shape *in, int64_t channels, char *why)
{
    graph_window *w = &n->window;
    if (need_map(in, why))
        return -1;
    n->shape = (graph_shape){slide(w, 0, in->height), slide(w, 1, in->width), channels, 0};
    if (n->shape.height < 1 || n->shape.width < 1)
        return refuse(why,
                      "its window of %" PRId64 "x%" PRId64 " does not fit in a map of %" PRId64
                      "x%" PRId64,
                      (w->kernel[0] - 1) * w->dilation[0] + 1,
                      (w->kernel[1] - 1) * w->dilation[1] + 1, in->height, in->width);
    return 0;
}

/* The channels out of a convolution are set before, in the node's shape. */
static int infer_conv(const graph *g, graph_node *n, char *why)
{
    const graph_shape *in = graph_input_shape(g, n, 0);
    if (in->channels % n->groups || n->shape.channels % n->groups)
        return refuse(why,
                      "%" PRId64 " groups do not divide %" PRId64 " channels in and %" PRId64
                      " out evenly",
                      n->groups, in->channels, n->shape.channels);
    return infer_window(n, in, n->shape.channels, why);
}

/* A window that sees nothing but padding has no largest value and no mean. */
static int infer_pool(const graph *g, graph_node *n, char *why)
{
    const graph_shape *in = graph_input_shape(g, n, 0);
    if (infer_window(n, in, in->channels, why))
        return -1;
    const graph_window *w = &n->window;
    const int64_t out[2] = {n->shape.height, n->shape.width}, size[2] = {in->height, in->width};
    for (int a = 0; a < 2; a++)
        if (w->before[a] >= w->kernel[a] || (out[a] - 1) * w->stride[a] - w->before[a] >= size[a])
            return refuse(why, "one of its windows would see nothing but padding");
    return 0;
}

/* ---- The others -------------------------------------------------------------- */

static int infer_dense(const graph *g, graph_node *n, char *why)
{
    const graph_shape *in = graph_input_shape(g, n, 0);
    if (!in->is_vector)
        return refuse(why, "it takes a vector, and its input is a map: put flatten or globalavg "
                           "between");
    n->shape = (graph_shape){1, 1, n->shape.channels, 1};
    return 0;
}

static int infer_same(const graph *g, graph_node *n, char *why)
{
    (void)why;
    n->shape = *graph_input_shape(g, n, 0);
    return 0;
}

static int infer_vector(const graph *g, graph_node *n, char *why)
{
    const graph_shape *in = graph_input_shape(g, n, 0);
    int64_t size = n->op == GRAPH_FLATTEN ? (int64_t)graph_size(in) : in->channels;
    if (n->op != GRAPH_FLATTEN && need_map(in, why))
        return -1;
    n->shape = (graph_shape){1, 1, size, 1};
    return 0;
}

static int refuse_difference(const graph_shape *a, const graph_shape *b, char *why)
{
    return refuse(why,
                  "its inputs differ in shape: %" PRId64 "x%" PRId64 "x%" PRId64 " and %" PRId64
                  "x%" PRId64 "x%" PRId64,
                  a->height, a->width, a->channels, b->height, b->width, b->channels);
}

static int is_map_alike(const graph_shape *a, const graph_shape *b)
{
    return a->height == b->height && a->width == b->width && a->is_vector == b->is_vector;
}

static int infer_concat(const graph *g, graph_node *n, char *why)
{
    graph_shape sum = *graph_input_shape(g, n, 0);
    for (uint32_t i = 1; i < n->input_count; i++) {
        const graph_shape *in = graph_input_shape(g, n, i);
        if (!is_map_alike(in, &sum))
            return refuse_difference(&sum, in, why);
        sum.channels += in->channels;
    }
    n->shape = sum;
    return 0;
}

/* The result has the shape of the largest input; one pixel will do for a map. */
static int infer_pairs(const graph *g, graph_node *n, char *why)
{
    const graph_shape *most = graph_input_shape(g, n, 0);
    for (uint32_t i = 1; i < n->input_count; i++)
        if (graph_pixels(graph_input_shape(g, n, i)) > graph_pixels(most))
            most = graph_input_shape(g, n, i);
    for (uint32_t i = 0; i < n->input_count; i++) {
        const graph_shape *in = graph_input_shape(g, n, i);
        int is_pixel = graph_pixels(in) == 1 && graph_pixels(most) > 1;
        if (in->channels != most->channels || !(is_pixel || is_map_alike(in, most)))
            return refuse_difference(graph_input_shape(g, n, 0), in, why);
    }
    n->shape = *most;
    return 0;
}

static int infer_pad(const graph *g, graph_node *n, char *why)
{
    const graph_shape *in = graph_input_shape(g, n, 0);
    const graph_window *w = &n->window;
    if (need_map(in, why))
        return -1;
    n->shape = (graph_shape){in->height + w->before[0] + w->after[0],
                             in->width + w->before[1] + w->after[1], in->channels, 0};
    return 0;
}

/* The shape was set by whoever made the node. */
static int infer_given(const graph *g, graph_node *n, char *why)
{
    (void)g;
    (void)n;
    (void)why;
    return 0;
}

int graph_infer(const graph *g, graph_node *n, char why[GRAPH_WHY_SIZE])
{
    static const infer_fn rules[GRAPH_OP_COUNT] = {
        [GRAPH_CONV] = infer_conv,        [GRAPH_DENSE] = infer_dense,
        [GRAPH_NORM] = infer_same,        [GRAPH_MAXPOOL] = infer_pool,
        [GRAPH_AVGPOOL] = infer_pool,     [GRAPH_MEAN] = infer_vector,
        [GRAPH_LARGEST] = infer_vector,   [GRAPH_ADD] = infer_pairs,
        [GRAPH_SUBTRACT] = infer_pairs,   [GRAPH_MULTIPLY] = infer_pairs,
        [GRAPH_DIVIDE] = infer_pairs,     [GRAPH_MAX] = infer_pairs,
        [GRAPH_MIN] = infer_pairs,        [GRAPH_CONCAT] = infer_concat,
        [GRAPH_FLATTEN] = infer_vector,   [GRAPH_SOFTMAX] = infer_same,
        [GRAPH_LOG_SOFTMAX] = infer_same, [GRAPH_IDENTITY] = infer_same,
        [GRAPH_SLOPE] = infer_same,       [GRAPH_PAD] = infer_pad,
        [GRAPH_STANDARDISE] = infer_same, [GRAPH_LRN] = infer_same,
        [GRAPH_RESIZE] = infer_given,     [GRAPH_REARRANGE] = infer_given,
        [GRAPH_CONSTANT] = infer_given,
    };
    if (rules[n->op](g, n, why))
        return -1;
    const graph_shape *s = &n->shape;
    if (s->height < 1 || s->width < 1 || s->channels < 1)
        return refuse(why, "its result has no elements");
    if (s->height > MAX_SIDE || s->width > MAX_SIDE || s->channels > MAX_CHANNELS ||
        s->height * s->width > MAX_SIZE / s->channels)
        return refuse(why, "its result of %" PRId64 "x%" PRId64 "x%" PRId64 " is beyond all bounds",
                      s->height, s->width, s->channels);
    return 0;
}

int graph_is_bottleneck(const graph *g, uint32_t node)
{
    for (uint32_t i = node + 1; i < g->node_count; i++)
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            if (g->nodes[i].inputs[k] < node)
                return 0;
    return 1;
}

uint64_t graph_node_macs(const graph *g, const graph_node *n)
{
    const graph_window *w = &n->window;
    if (n->op != GRAPH_CONV && n->op != GRAPH_DENSE)
        return 0;
    uint64_t in = (uint64_t)graph_input_shape(g, n, 0)->channels;
    if (n->op == GRAPH_CONV)
        in = in / (uint64_t)n->groups * (uint64_t)(w->kernel[0] * w->kernel[1]);
    return in * (uint64_t)graph_size(&n->shape);
}

size_t graph_weight_size(const graph *g, const graph_node *n, graph_weight w)
{
    const graph_window *v = &n->window;
    size_t channels = (size_t)n->shape.channels;
    switch (n->op) {
    case GRAPH_CONV:
        return w != GRAPH_FILTER
                   ? channels
                   : channels * (size_t)(v->kernel[0] * v->kernel[1] *
                                         (graph_input_shape(g, n, 0)->channels / n->groups));
    case GRAPH_DENSE:
        return w != GRAPH_FILTER ? channels
                                 : channels * (size_t)graph_input_shape(g, n, 0)->channels;
    case GRAPH_RESIZE:
        return 3 * (size_t)(w == GRAPH_FILTER ? n->shape.height : n->shape.width);
    case GRAPH_CONSTANT:
        return graph_size(&n->shape);
    default:
        return channels;
    }
}

uint64_t graph_weights_size(const graph *g)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < g->node_count; i++)
        for (int w = 0; w < GRAPH_WEIGHT_COUNT; w++)
            if (g->nodes[i].weights[w])
                sum += graph_weight_size(g, &g->nodes[i], (graph_weight)w);
    return sum;
}
