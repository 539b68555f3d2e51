/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kinds.h"

#include "fields.h"

/* The kinds of layers: what each may say, and the nodes that it becomes. */

static lk_status build_bare(graph_layer *l, graph_op op)
{
    graph_node n = {.op = op};
    return graph_layer_append(l, &n, 0);
}

static lk_status build_add(graph_layer *l)
{
    return build_bare(l, GRAPH_ADD);
}

static lk_status build_multiply(graph_layer *l)
{
    return build_bare(l, GRAPH_MULTIPLY);
}

static lk_status build_concat(graph_layer *l)
{
    return build_bare(l, GRAPH_CONCAT);
}

static lk_status build_flatten(graph_layer *l)
{
    return build_bare(l, GRAPH_FLATTEN);
}

static lk_status build_dropout(graph_layer *l)
{
    graph_node n = {.op = GRAPH_IDENTITY, .dropout = .5};
    lk_status status = field_number(l->ctx, l->at, "rate", 0, .999, &n.dropout);
    return status ? status : graph_layer_append(l, &n, 0);
}

/* A map of one pixel lies in memory as a vector does. */
static lk_status build_global(graph_layer *l, graph_op op)
{
    int is_map = 0;
    lk_status status = field_bool(l->ctx, l->at, "map", &is_map);
    if (!status)
        status = build_bare(l, op);
    if (!status && is_map)
        l->last->shape.is_vector = 0;
    return status;
}

static lk_status build_globalavg(graph_layer *l)
{
    return build_global(l, GRAPH_MEAN);
}

static lk_status build_globalmax(graph_layer *l)
{
    return build_global(l, GRAPH_LARGEST);
}

/* A normalisation whose numbers the file has: they are no weights. */
static lk_status build_rescale(graph_layer *l)
{
    graph_node n = {.op = GRAPH_NORM};
    lk_status status = graph_layer_append(l, &n, 0);
    if (status)
        return status;
    size_t channels = (size_t)l->last->shape.channels;
    float *scale = lk_alloc_array(l->ctx, channels, sizeof *scale);
    float *offset = lk_alloc_array(l->ctx, channels, sizeof *offset);
    if (!scale || !offset)
        return lk_error(l->ctx, LK_E_MEMORY, "no memory for the layers of the network");
    for (size_t c = 0; c < channels; c++)
        scale[c] = 1;
    l->last->weights[GRAPH_GAMMA] = scale;
    l->last->weights[GRAPH_BETA] = offset;
    status = field_floats(l->ctx, l->at, "scale", channels, scale);
    return status ? status : field_floats(l->ctx, l->at, "offset", channels, offset);
}

/* ---- The table -------------------------------------------------------------------------- */

#define KEYS(...) ((const char *const[]){"name", "kind", "from", __VA_ARGS__, NULL})
#define ACTIVATION "activation", "alpha"
#define POOL "kernel", "stride", "padding"
#define WINDOW POOL, "dilation"
#define WEIGHTS "weights", "bias", "initializer"
#define ROLES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_KEYS ((const char *const[]){"name", "kind", "from", NULL})
#define MANY GRAPH_MAX_INPUTS

/* A kind: how many inputs it takes, its keys, the roles of its weights. */
#define KIND(word, least, most, keys_, roles_, build_)                                             \
    &(const graph_kind)                                                                            \
    {                                                                                              \
        .name = #word, .least_inputs = (least), .most_inputs = (most), .keys = (keys_),            \
        .roles = (roles_), .build = (build_)                                                       \
    }
#define SQUASH(word) KIND(word, 1, 1, NO_KEYS, NULL, graph_build_activation)

const graph_kind *const graph_kinds[] = {
    KIND(conv, 1, 1, KEYS("filters", WINDOW, "groups", WEIGHTS, ACTIVATION),
         ROLES("filters", "bias"), graph_build_conv),
    KIND(depthwise, 1, 1, KEYS("multiplier", WINDOW, WEIGHTS, ACTIVATION),
         ROLES("depthwise_filter", "bias"), graph_build_depthwise),
    KIND(separable, 1, 1, KEYS("filters", WINDOW, WEIGHTS, ACTIVATION),
         ROLES("depthwise_filter", "pointwise_filter", "bias"), graph_build_separable),
    KIND(dense, 1, 1, KEYS("units", WEIGHTS, ACTIVATION), ROLES("weights", "bias"),
         graph_build_dense),
    KIND(batchnorm, 1, 1, KEYS("epsilon", "scale", "weights", ACTIVATION),
         ROLES("gamma", "beta", "mean", "variance"), graph_build_batchnorm),
    KIND(rescale, 1, 1, KEYS("scale", "offset"), NULL, build_rescale),
    KIND(pad, 1, 1, KEYS("padding"), NULL, graph_build_pad),
    KIND(maxpool, 1, 1, KEYS(POOL, ACTIVATION), NULL, graph_build_maxpool),
    KIND(avgpool, 1, 1, KEYS(POOL, ACTIVATION), NULL, graph_build_avgpool),
    KIND(globalavg, 1, 1, KEYS("map", ACTIVATION), NULL, build_globalavg),
    KIND(globalmax, 1, 1, KEYS("map", ACTIVATION), NULL, build_globalmax),
    KIND(add, 2, MANY, KEYS(ACTIVATION), NULL, build_add),
    KIND(multiply, 2, MANY, KEYS(ACTIVATION), NULL, build_multiply),
    KIND(concat, 2, MANY, KEYS(ACTIVATION), NULL, build_concat),
    KIND(flatten, 1, 1, NO_KEYS, NULL, build_flatten),
    KIND(dropout, 1, 1, KEYS("rate"), NULL, build_dropout),
    SQUASH(relu),
    SQUASH(relu6),
    KIND(leaky, 1, 1, KEYS("alpha"), NULL, graph_build_activation),
    SQUASH(sigmoid),
    SQUASH(hardsigmoid),
    SQUASH(swish),
    SQUASH(hardswish),
    SQUASH(softmax),
    NULL};
