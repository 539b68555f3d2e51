/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "primitive.h"

/* ---- Attributes ------------------------------------------------------------------------- */

/* The activation as what oneDNN appends, at most two of its functions. */
static int append_activation(dnnl_post_ops_t ops, const graph_node *n)
{
    float alpha = n->alpha, beta = n->beta;
    switch (n->activation) {
    case GRAPH_LINEAR:
        return 0;
    case GRAPH_RELU:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_relu, 0, 0);
    case GRAPH_LEAKY:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_relu, alpha, 0);
    case GRAPH_SIGMOID:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_logistic, 0, 0);
    case GRAPH_CLIP:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_clip, alpha, beta);
    case GRAPH_HARD_SIGMOID:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_linear, alpha, beta) ||
               dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_clip, 0, 1);
    case GRAPH_HARD_SWISH:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_hardswish, 0, 0);
    case GRAPH_SWISH:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_swish, 1, 0);
    case GRAPH_AFFINE:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_linear, alpha, beta);
    case GRAPH_ELU:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_elu, alpha, 0);
    case GRAPH_TANH:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_tanh, 0, 0);
    case GRAPH_ABS:
        return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_abs, 0, 0);
    default:
        return -1;
    }
}

/* What primitives of this node have: no memory of their own, what follows. */
static int make_attributes(const graph_node *last, int adds, dnnl_primitive_attr_t *out)
{
    dnnl_primitive_attr_t made = NULL;
    dnnl_post_ops_t ops = NULL;
    int failed = dnnl_primitive_attr_create(&made) ||
                 dnnl_primitive_attr_set_scratchpad_mode(made, dnnl_scratchpad_mode_user) ||
                 dnnl_post_ops_create(&ops) || (adds && dnnl_post_ops_append_sum(ops, 1)) ||
                 (last && append_activation(ops, last)) ||
                 dnnl_primitive_attr_set_post_ops(made, ops);
    if (ops)
        dnnl_post_ops_destroy(ops);
    if (failed && made)
        dnnl_primitive_attr_destroy(made);
    *out = made;
    return failed ? -1 : 0;
}

int primitive_bare_attributes(dnnl_primitive_attr_t *out)
{
    return make_attributes(NULL, 0, out);
}

/* ---- Making one -------------------------------------------------------------------------- */

static int is_worth_it(const_dnnl_primitive_desc_t d, dnnl_primitive_kind_t kind)
{
    const char *name = "";
    dnnl_primitive_desc_query(d, dnnl_query_impl_info_str, 0, &name);
    return kind == dnnl_convolution || kind == dnnl_inner_product || kind == dnnl_reorder ||
           strncmp(name, "ref", 3) != 0;
}

layout primitive_layout(const_dnnl_primitive_desc_t d, dnnl_query_t what, int index)
{
    const layout *found = dnnl_primitive_desc_query_md(d, what, index);
    return found ? *found : (layout){0};
}

/* Takes `d`. */
static int finish(dnnl_primitive_desc_t d, dnnl_primitive_kind_t kind, primitive *made)
{
    *made = (primitive){.inputs = {primitive_layout(d, dnnl_query_src_md, 0),
                                   primitive_layout(d, dnnl_query_src_md, 1)},
                        .filter = primitive_layout(d, dnnl_query_weights_md, 0),
                        .out = primitive_layout(d, dnnl_query_dst_md, 0),
                        .scratch = primitive_layout(d, dnnl_query_scratchpad_md, 0)};
    int failed = !is_worth_it(d, kind) || dnnl_primitive_create(&made->handle, d);
    dnnl_primitive_desc_destroy(d);
    return failed ? -1 : 0;
}

static int make(dnnl_engine_t engine, dnnl_primitive_kind_t kind, const_dnnl_op_desc_t op,
                const graph_node *last, int adds, primitive *made)
{
    dnnl_primitive_attr_t attributes;
    dnnl_primitive_desc_t d = NULL;
    if (make_attributes(last, adds, &attributes))
        return -1;
    int failed = dnnl_primitive_desc_create(&d, op, attributes, engine, NULL);
    dnnl_primitive_attr_destroy(attributes);
    return failed ? -1 : finish(d, kind, made);
}

/* ---- Windows ----------------------------------------------------------------------------- */

frame primitive_frame(const graph *g, const graph_node *n)
{
    const graph_window *w = &n->window;
    const graph_shape *in = graph_input_shape(g, n, 0);
    const int64_t size[2] = {in->height, in->width}, out[2] = {n->shape.height, n->shape.width};
    frame f = {0};
    for (int a = 0; a < 2; a++) {
        f.stride[a] = w->stride[a];
        f.dilation[a] = w->dilation[a] - 1;
        f.before[a] = w->before[a];
        f.after[a] = (out[a] - 1) * w->stride[a] + (w->kernel[a] - 1) * w->dilation[a] + 1 -
                     size[a] - w->before[a];
    }
    return f;
}

int primitive_convolve(dnnl_engine_t engine, const graph *g, const graph_node *n, method by,
                       const graph_node *last, const layout *out, primitive *made)
{
    layout in = layout_any(graph_input_shape(g, n, 0)), any = layout_any(&n->shape);
    layout filter = layout_any_filter(g, n), bias = layout_vector(n->shape.channels);
    frame f = primitive_frame(g, n);
    dnnl_convolution_desc_t op;
    if (dnnl_dilated_convolution_forward_desc_init(
            &op, dnnl_forward_inference,
            by == METHOD_WINOGRAD ? dnnl_convolution_winograd : dnnl_convolution_direct, &in,
            &filter, n->weights[GRAPH_BIAS] ? &bias : NULL, out ? out : &any, f.stride, f.dilation,
            f.before, f.after))
        return -1;
    return make(engine, dnnl_convolution, &op, last, last != n, made);
}

int primitive_pool(dnnl_engine_t engine, const graph *g, const graph_node *n, const layout *in,
                   primitive *made)
{
    layout out = layout_any(&n->shape);
    const graph_shape *s = graph_input_shape(g, n, 0);
    dnnl_dims_t all = {s->height, s->width}, one = {1, 1};
    frame f = n->op == GRAPH_MEAN ? (frame){.stride = {1, 1}} : primitive_frame(g, n);
    int64_t *kernel = n->op == GRAPH_MEAN ? all : memcpy(one, n->window.kernel, 2 * sizeof *one);
    dnnl_pooling_v2_desc_t op;
    if (n->window.counts_padding && n->window.rounds_up)
        return -1;
    dnnl_alg_kind_t by = n->op == GRAPH_MAXPOOL     ? dnnl_pooling_max
                         : n->window.counts_padding ? dnnl_pooling_avg_include_padding
                                                    : dnnl_pooling_avg_exclude_padding;
    if (dnnl_pooling_v2_forward_desc_init(&op, dnnl_forward_inference, by, in, &out, f.stride,
                                          kernel, f.dilation, f.before, f.after))
        return -1;
    return make(engine, dnnl_pooling_v2, &op, n, 0, made);
}

/* ---- The others -------------------------------------------------------------------------- */

int primitive_dense(dnnl_engine_t engine, const graph *g, const graph_node *n, int64_t items,
                    primitive *made)
{
    layout in = layout_rows(items, graph_input_shape(g, n, 0)->channels);
    layout out = layout_rows(items, n->shape.channels), filter = layout_any_filter(g, n);
    layout bias = layout_vector(n->shape.channels);
    dnnl_inner_product_desc_t op;
    if (dnnl_inner_product_forward_desc_init(&op, dnnl_forward_inference, &in, &filter,
                                             n->weights[GRAPH_BIAS] ? &bias : NULL, &out))
        return -1;
    return make(engine, dnnl_inner_product, &op, n, 0, made);
}

int primitive_pair(dnnl_engine_t engine, const graph_node *n, const layout *a, const layout *b,
                   primitive *made)
{
    static const dnnl_alg_kind_t kinds[GRAPH_OP_COUNT] = {
        [GRAPH_ADD] = dnnl_binary_add,      [GRAPH_SUBTRACT] = dnnl_binary_sub,
        [GRAPH_MULTIPLY] = dnnl_binary_mul, [GRAPH_DIVIDE] = dnnl_binary_div,
        [GRAPH_MAX] = dnnl_binary_max,      [GRAPH_MIN] = dnnl_binary_min};
    dnnl_binary_desc_t op;
    if (!kinds[n->op] || dnnl_binary_desc_init(&op, kinds[n->op], a, b, a))
        return -1;
    return make(engine, dnnl_binary, &op, n, 0, made);
}

int primitive_activate(dnnl_engine_t engine, const graph_node *n, const layout *in, primitive *made)
{
    static const dnnl_alg_kind_t kinds[GRAPH_ACTIVATION_COUNT] = {
        [GRAPH_RELU] = dnnl_eltwise_relu,
        [GRAPH_LEAKY] = dnnl_eltwise_relu,
        [GRAPH_SIGMOID] = dnnl_eltwise_logistic,
        [GRAPH_CLIP] = dnnl_eltwise_clip,
        [GRAPH_HARD_SWISH] = dnnl_eltwise_hardswish,
        [GRAPH_AFFINE] = dnnl_eltwise_linear,
        [GRAPH_ELU] = dnnl_eltwise_elu,
        [GRAPH_TANH] = dnnl_eltwise_tanh,
        [GRAPH_ABS] = dnnl_eltwise_abs,
        [GRAPH_SWISH] = dnnl_eltwise_swish};
    dnnl_eltwise_desc_t op;
    float alpha = n->activation == GRAPH_SWISH ? 1 : n->activation == GRAPH_RELU ? 0 : n->alpha;
    if (!kinds[n->activation] ||
        dnnl_eltwise_forward_desc_init(&op, dnnl_forward_inference, kinds[n->activation], in, alpha,
                                       n->beta))
        return -1;
    return make(engine, dnnl_eltwise, &op, NULL, 0, made);
}

int primitive_reorder(dnnl_engine_t engine, const layout *in, const layout *out, primitive *made)
{
    dnnl_primitive_attr_t attributes;
    dnnl_primitive_desc_t d = NULL;
    if (make_attributes(NULL, 0, &attributes))
        return -1;
    int failed = dnnl_reorder_primitive_desc_create(&d, in, engine, out, engine, attributes);
    dnnl_primitive_attr_destroy(attributes);
    return failed ? -1 : finish(d, dnnl_reorder, made);
}
