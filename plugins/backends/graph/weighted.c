/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "fields.h"
#include "kinds.h"

/* The kinds of layers that have weights. */

enum { MAX_FILTERS = 1 << 16 };

static const graph_shape *input_shape(const graph_layer *l)
{
    return &l->graph->nodes[l->inputs[0]].shape;
}

/* ---- Convolutions and dense ------------------------------------------------------ */

static lk_status read_filters(graph_layer *l, int64_t *out)
{
    return field_need_int(l->ctx, l->at, "filters", 1, MAX_FILTERS, out);
}

/* The filter of the node appended last; its bias too, unless the layer says
 * `bias: false` or the node is followed by the one that has it. */
static lk_status read_bias(graph_layer *l)
{
    int has_bias = 1;
    lk_status status = field_bool(l->ctx, l->at, "bias", &has_bias);
    if (status || !has_bias)
        return status;
    return graph_layer_weight(l, "bias", 1, &l->last->shape.channels,
                              &l->last->weights[GRAPH_BIAS]);
}

lk_status graph_build_conv(graph_layer *l)
{
    graph_node n = {.op = GRAPH_CONV, .groups = 1};
    lk_status status = read_filters(l, &n.shape.channels);
    if (!status)
        status = graph_layer_window(l, 0, &n.window);
    if (!status)
        status = field_int(l->ctx, l->at, "groups", 1, MAX_FILTERS, &n.groups);
    if (!status)
        status = graph_layer_append(l, &n, 0);
    if (status)
        return status;
    const int64_t shape[4] = {n.window.kernel[0], n.window.kernel[1],
                              input_shape(l)->channels / n.groups, n.shape.channels};
    status = graph_layer_weight(l, "filters", 4, shape, &l->last->weights[GRAPH_FILTER]);
    return status ? status : read_bias(l);
}

/* One filter a channel, or `multiplier` of them; TF.js has them as height x
 * width x channels x multiplier, which are the same bytes as one group each. */
static lk_status append_depthwise(graph_layer *l, int64_t multiplier)
{
    int64_t channels = input_shape(l)->channels;
    graph_node n = {.op = GRAPH_CONV, .groups = channels};
    n.shape.channels = channels * multiplier;
    lk_status status = graph_layer_window(l, 0, &n.window);
    if (!status)
        status = graph_layer_append(l, &n, 0);
    if (status)
        return status;
    const int64_t shape[4] = {n.window.kernel[0], n.window.kernel[1], channels, multiplier};
    return graph_layer_weight(l, "depthwise_filter", 4, shape, &l->last->weights[GRAPH_FILTER]);
}

lk_status graph_build_depthwise(graph_layer *l)
{
    int64_t multiplier = 1;
    lk_status status = field_int(l->ctx, l->at, "multiplier", 1, 64, &multiplier);
    if (!status)
        status = append_depthwise(l, multiplier);
    return status ? status : read_bias(l);
}

lk_status graph_build_separable(graph_layer *l)
{
    graph_node n = {
        .op = GRAPH_CONV,
        .groups = 1,
        .window = {.kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}, .padding = GRAPH_VALID}};
    lk_status status = read_filters(l, &n.shape.channels);
    if (!status)
        status = append_depthwise(l, 1);
    if (!status)
        status = graph_layer_append(l, &n, 1);
    if (status)
        return status;
    const int64_t shape[4] = {1, 1, input_shape(l)->channels, n.shape.channels};
    status = graph_layer_weight(l, "pointwise_filter", 4, shape, &l->last->weights[GRAPH_FILTER]);
    return status ? status : read_bias(l);
}

lk_status graph_build_dense(graph_layer *l)
{
    graph_node n = {.op = GRAPH_DENSE};
    lk_status status = field_need_int(l->ctx, l->at, "units", 1, MAX_FILTERS, &n.shape.channels);
    if (!status)
        status = graph_layer_append(l, &n, 0);
    if (status)
        return status;
    const int64_t shape[2] = {input_shape(l)->channels, n.shape.channels};
    status = graph_layer_weight(l, "weights", 2, shape, &l->last->weights[GRAPH_FILTER]);
    return status ? status : read_bias(l);
}

/* ---- Batch normalisation ----------------------------------------------------------- */

lk_status graph_build_batchnorm(graph_layer *l)
{
    static const struct {
        const char *role;
        graph_weight weight;
    } roles[] = {{"gamma", GRAPH_GAMMA},
                 {"beta", GRAPH_BETA},
                 {"mean", GRAPH_AVERAGE},
                 {"variance", GRAPH_VARIANCE}};
    graph_node n = {.op = GRAPH_NORM, .epsilon = 1e-3};
    int has_scale = 1;
    lk_status status = field_number(l->ctx, l->at, "epsilon", 0, 1, &n.epsilon);
    if (!status)
        status = field_bool(l->ctx, l->at, "scale", &has_scale);
    if (!status)
        status = graph_layer_append(l, &n, 0);
    for (size_t i = has_scale ? 0 : 1; !status && i < sizeof roles / sizeof roles[0]; i++)
        status = graph_layer_weight(l, roles[i].role, 1, &l->last->shape.channels,
                                    &l->last->weights[roles[i].weight]);
    const float *variance = status ? NULL : l->last->weights[GRAPH_VARIANCE];
    for (int64_t c = 0; variance && c < l->last->shape.channels; c++)
        if (!((double)variance[c] + n.epsilon > 0))
            return lk_node_error(l->ctx, l->at, "a variance of `%s` is not positive",
                                 l->info->name);
    return status;
}
