/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "layers.h"

#include "fields.h"

/* The kinds of layers: what each may say, and the nodes that it becomes. */

enum { MAX_WINDOW = 1024, MAX_FILTERS = 1 << 16 };

static const graph_shape *input_shape(const graph_layer *l)
{
    return &l->graph->nodes[l->inputs[0]].shape;
}

static lk_status build_bare(graph_layer *l, graph_op op, graph_activation activation)
{
    graph_node n = {.op = op, .activation = activation};
    return graph_layer_append(l, &n, 0);
}

/* ---- Windows ------------------------------------------------------------------ */

static lk_status read_padding(graph_layer *l, graph_window *w)
{
    static const char *const words[] = {"same", "valid", NULL};
    const lk_node *n = lk_node_get(l->at, "padding");
    int64_t *const sides[4] = {&w->before[0], &w->before[1], &w->after[0], &w->after[1]};
    int choice = 0;
    if (!n || n->kind == LK_NODE_SCALAR) {
        lk_status status = field_choice(l->ctx, l->at, "padding", words, &choice);
        w->padding = choice ? GRAPH_VALID : GRAPH_SAME;
        return status;
    }
    int good = n->count == 4;
    for (size_t i = 0; good && i < 4; i++)
        good = node_int(n->items[i], 0, MAX_WINDOW, sides[i]);
    w->padding = GRAPH_EXPLICIT;
    if (good)
        return LK_OK;
    return lk_node_error(l->ctx, n,
                         "`padding` must be same, valid or four whole numbers, [top, left, bottom, "
                         "right]");
}

/* Where the file says no stride it is 1; a pool's is its kernel. */
static lk_status read_window(graph_layer *l, int is_pool, graph_window *w)
{
    const lk_node *kernel;
    w->dilation[0] = w->dilation[1] = 1;
    lk_status status = field_need(l->ctx, l->at, "kernel", &kernel);
    if (!status)
        status = field_pair(l->ctx, l->at, "kernel", 1, MAX_WINDOW, w->kernel);
    w->stride[0] = is_pool ? w->kernel[0] : 1;
    w->stride[1] = is_pool ? w->kernel[1] : 1;
    if (!status)
        status = field_pair(l->ctx, l->at, "stride", 1, MAX_WINDOW, w->stride);
    if (!status)
        status = field_pair(l->ctx, l->at, "dilation", 1, MAX_WINDOW, w->dilation);
    return status ? status : read_padding(l, w);
}

static lk_status build_pool(graph_layer *l, graph_op op)
{
    graph_node n = {.op = op};
    lk_status status = read_window(l, 1, &n.window);
    return status ? status : graph_layer_append(l, &n, 0);
}

static lk_status build_maxpool(graph_layer *l)
{
    return build_pool(l, GRAPH_MAXPOOL);
}

static lk_status build_avgpool(graph_layer *l)
{
    return build_pool(l, GRAPH_AVGPOOL);
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

static lk_status build_conv(graph_layer *l)
{
    graph_node n = {.op = GRAPH_CONV, .groups = 1};
    lk_status status = read_filters(l, &n.shape.channels);
    if (!status)
        status = read_window(l, 0, &n.window);
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
    lk_status status = read_window(l, 0, &n.window);
    if (!status)
        status = graph_layer_append(l, &n, 0);
    if (status)
        return status;
    const int64_t shape[4] = {n.window.kernel[0], n.window.kernel[1], channels, multiplier};
    return graph_layer_weight(l, "depthwise_filter", 4, shape, &l->last->weights[GRAPH_FILTER]);
}

static lk_status build_depthwise(graph_layer *l)
{
    int64_t multiplier = 1;
    lk_status status = field_int(l->ctx, l->at, "multiplier", 1, 64, &multiplier);
    if (!status)
        status = append_depthwise(l, multiplier);
    return status ? status : read_bias(l);
}

static lk_status build_separable(graph_layer *l)
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

static lk_status build_dense(graph_layer *l)
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

static lk_status build_batchnorm(graph_layer *l)
{
    static const struct {
        const char *role;
        graph_weight weight;
    } roles[] = {{"gamma", GRAPH_GAMMA},
                 {"beta", GRAPH_BETA},
                 {"mean", GRAPH_AVERAGE},
                 {"variance", GRAPH_VARIANCE}};
    graph_node n = {.op = GRAPH_NORM, .epsilon = 1e-3};
    lk_status status = field_number(l->ctx, l->at, "epsilon", 0, 1, &n.epsilon);
    if (!status)
        status = graph_layer_append(l, &n, 0);
    for (size_t i = 0; !status && i < sizeof roles / sizeof roles[0]; i++)
        status = graph_layer_weight(l, roles[i].role, 1, &l->last->shape.channels,
                                    &l->last->weights[roles[i].weight]);
    const float *variance = status ? NULL : l->last->weights[GRAPH_VARIANCE];
    for (int64_t c = 0; variance && c < l->last->shape.channels; c++)
        if (!((double)variance[c] + n.epsilon > 0))
            return lk_node_error(l->ctx, l->at, "a variance of `%s` is not positive",
                                 l->info->name);
    return status;
}

/* ---- Those without weights ------------------------------------------------------------ */

static lk_status build_relu(graph_layer *l)
{
    return build_bare(l, GRAPH_IDENTITY, GRAPH_RELU);
}

static lk_status build_leaky(graph_layer *l)
{
    lk_status status = build_bare(l, GRAPH_IDENTITY, GRAPH_LEAKY);
    return status ? status : graph_layer_alpha(l, &l->last->alpha);
}

static lk_status build_sigmoid(graph_layer *l)
{
    return build_bare(l, GRAPH_IDENTITY, GRAPH_SIGMOID);
}

static lk_status build_softmax(graph_layer *l)
{
    return build_bare(l, GRAPH_SOFTMAX, GRAPH_LINEAR);
}

static lk_status build_add(graph_layer *l)
{
    return build_bare(l, GRAPH_ADD, GRAPH_LINEAR);
}

static lk_status build_concat(graph_layer *l)
{
    return build_bare(l, GRAPH_CONCAT, GRAPH_LINEAR);
}

static lk_status build_globalavg(graph_layer *l)
{
    return build_bare(l, GRAPH_MEAN, GRAPH_LINEAR);
}

static lk_status build_flatten(graph_layer *l)
{
    return build_bare(l, GRAPH_FLATTEN, GRAPH_LINEAR);
}

static lk_status build_dropout(graph_layer *l)
{
    return build_bare(l, GRAPH_IDENTITY, GRAPH_LINEAR);
}

/* ---- The table -------------------------------------------------------------------------- */

#define KEYS(...) ((const char *const[]){"name", "kind", "from", __VA_ARGS__, NULL})
#define ACTIVATION "activation", "alpha"
#define POOL "kernel", "stride", "padding"
#define WINDOW POOL, "dilation"
#define WEIGHTS "weights", "bias"
#define ROLES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_KEYS ((const char *const[]){"name", "kind", "from", NULL})

/* A kind: how many inputs it takes, its keys, the roles of its weights. */
#define KIND(word, least, most, keys_, roles_)                                                     \
    &(const graph_kind)                                                                            \
    {                                                                                              \
        .name = #word, .least_inputs = (least), .most_inputs = (most), .keys = (keys_),            \
        .roles = (roles_), .build = build_##word                                                   \
    }

const graph_kind *const graph_kinds[] = {
    KIND(conv, 1, 1, KEYS("filters", WINDOW, "groups", WEIGHTS, ACTIVATION),
         ROLES("filters", "bias")),
    KIND(depthwise, 1, 1, KEYS("multiplier", WINDOW, WEIGHTS, ACTIVATION),
         ROLES("depthwise_filter", "bias")),
    KIND(separable, 1, 1, KEYS("filters", WINDOW, WEIGHTS, ACTIVATION),
         ROLES("depthwise_filter", "pointwise_filter", "bias")),
    KIND(dense, 1, 1, KEYS("units", WEIGHTS, ACTIVATION), ROLES("weights", "bias")),
    KIND(batchnorm, 1, 1, KEYS("epsilon", "weights", ACTIVATION),
         ROLES("gamma", "beta", "mean", "variance")),
    KIND(maxpool, 1, 1, KEYS(POOL, ACTIVATION), NULL),
    KIND(avgpool, 1, 1, KEYS(POOL, ACTIVATION), NULL),
    KIND(globalavg, 1, 1, KEYS(ACTIVATION), NULL),
    KIND(add, 2, GRAPH_MAX_INPUTS, KEYS(ACTIVATION), NULL),
    KIND(concat, 2, GRAPH_MAX_INPUTS, KEYS(ACTIVATION), NULL),
    KIND(flatten, 1, 1, NO_KEYS, NULL),
    KIND(dropout, 1, 1, KEYS("rate"), NULL),
    KIND(relu, 1, 1, NO_KEYS, NULL),
    KIND(leaky, 1, 1, KEYS("alpha"), NULL),
    KIND(sigmoid, 1, 1, NO_KEYS, NULL),
    KIND(softmax, 1, 1, NO_KEYS, NULL),
    NULL};
