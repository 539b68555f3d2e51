/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "import.h"

/* ---- Nodes of the graph ----------------------------------------------------------- */

static lk_status make_room(onnx_call *c)
{
    graph *g = c->graph;
    if (g->node_count & (g->node_count - 1)) /* the room is a power of two */
        return LK_OK;
    graph_node *grown = lk_alloc_array(c->ctx, 2 * (size_t)g->node_count, sizeof *grown);
    if (!grown)
        return onnx_no_memory(c);
    memcpy(grown, g->nodes, g->node_count * sizeof *grown);
    g->nodes = grown;
    return LK_OK;
}

lk_status onnx_append(onnx_call *c, const graph_node *n, uint32_t count, const uint32_t *inputs,
                      uint32_t *out)
{
    graph *g = c->graph;
    char why[GRAPH_WHY_SIZE];
    uint32_t *own = lk_alloc_array(c->ctx, count + 1, sizeof *own);
    lk_status status = own ? make_room(c) : onnx_no_memory(c);
    if (status)
        return status;
    for (uint32_t i = 0; i < count; i++)
        own[i] = inputs[i];
    graph_node *made = &g->nodes[g->node_count];
    *made = *n;
    made->inputs = own;
    made->input_count = count;
    if (graph_infer(g, made, why))
        return onnx_refuse(c, "%s", why);
    c->macs += graph_node_macs(g, made);
    *out = g->node_count++;
    return LK_OK;
}

/* ---- Order -------------------------------------------------------------------------- */

view onnx_ordered(int rank, const int64_t *dims, const int *order)
{
    int64_t stored[VIEW_MAX_RANK];
    int back[VIEW_MAX_RANK] = {0};
    view v;
    for (int a = 0; a < rank; a++) {
        stored[a] = dims[order[a]];
        back[order[a]] = a;
    }
    view plain = view_plain(rank, stored);
    view_transpose(&plain, back, &v);
    return v;
}

static int is_shape(const graph_shape *a, const graph_shape *b)
{
    return a->height == b->height && a->width == b->width && a->channels == b->channels &&
           a->is_vector == b->is_vector;
}

static lk_status move(onnx_call *c, const onnx_value *v, const int *order, const graph_shape *shape,
                      uint32_t *out)
{
    view_factor factors[VIEW_MAX_FACTORS];
    size_t count = (size_t)view_collect(&v->view, order, v->view.rank, factors);
    view_factor *own = lk_alloc_array(c->ctx, count + 1, sizeof *own);
    if (!own)
        return onnx_no_memory(c);
    memcpy(own, factors, count * sizeof *own);
    graph_node n = {.op = GRAPH_REARRANGE,
                    .shape = *shape,
                    .factor_count = (uint32_t)count,
                    .factors = own,
                    .offset = v->view.offset};
    return onnx_append(c, &n, 1, &v->node, out);
}

static lk_status make_constant(onnx_call *c, const onnx_value *v, const int *order,
                               const graph_shape *shape, uint32_t *out)
{
    onnx_value turned = *v;
    graph_node n = {.op = GRAPH_CONSTANT, .shape = *shape};
    view_transpose(&v->view, order, &turned.view);
    lk_status status = onnx_constant_floats(c, &turned, &n.weights[GRAPH_FILTER]);
    return status ? status : onnx_append(c, &n, 0, NULL, out);
}

lk_status onnx_arrange(onnx_call *c, onnx_value *v, const int *order, const graph_shape *shape,
                       uint32_t *out)
{
    if (v->is_constant)
        return make_constant(c, v, order, shape, out);
    const graph_shape *has = &c->graph->nodes[v->node].shape;
    int is_stored = view_is_stored(&v->view, order, (int64_t)graph_size(has));
    if (is_stored && is_shape(has, shape)) {
        *out = v->node;
        return LK_OK;
    }
    graph_node flatten = {.op = GRAPH_FLATTEN};
    lk_status status = is_stored && shape->is_vector ? onnx_append(c, &flatten, 1, &v->node, out)
                                                     : move(c, v, order, shape, out);
    if (status)
        return status;
    v->node = *out;
    v->view = onnx_ordered(v->view.rank, v->view.dims, order);
    return LK_OK;
}

lk_status onnx_picture(onnx_call *c, onnx_value *v, uint32_t *out)
{
    const int order[4] = {0, 2, 3, 1};
    const int64_t *d = v->view.dims;
    if (v->view.rank != 4)
        return onnx_refuse(c, "`%s` has %d axes, and must have four: it is for pictures only",
                           v->name, v->view.rank);
    if (d[0] != 1)
        return onnx_refuse(c, "the model was written for a batch of several items: export it for "
                              "a batch of one, or of any size");
    graph_shape shape = {d[2], d[3], d[1], 0};
    return onnx_arrange(c, v, order, &shape, out);
}

lk_status onnx_by_channel(onnx_call *c, onnx_value *v, int axis, int as_vector,
                          int order[VIEW_MAX_RANK], uint32_t *out)
{
    graph_shape s = {1, 1, v->view.dims[axis], 1};
    int used = 0;
    for (int a = 0; a < v->view.rank; a++) {
        if (a == axis)
            continue;
        order[used++] = a;
        s.height *= s.width;
        s.width = v->view.dims[a];
    }
    order[used] = axis;
    if (s.height * s.width > 1)
        s.is_vector = 0;
    else if (!as_vector && !v->is_constant)
        s.is_vector = graph_pixels(&c->graph->nodes[v->node].shape) > 1 ||
                      c->graph->nodes[v->node].shape.is_vector;
    return onnx_arrange(c, v, order, &s, out);
}

int onnx_channel_axis(const view *v)
{
    return v->rank == 4 && v->dims[0] == 1 ? 1 : v->rank - 1;
}

lk_status onnx_whole(onnx_call *c, onnx_value *v, uint32_t *out)
{
    int64_t size = v->is_constant ? 0 : (int64_t)graph_size(&c->graph->nodes[v->node].shape);
    int order[VIEW_MAX_RANK];
    *out = v->node;
    if (!v->is_constant && view_is_whole(&v->view, size))
        return LK_OK;
    if (!v->view.rank)
        return onnx_refuse(c, "`%s` is a single number", v->name);
    return onnx_by_channel(c, v, onnx_channel_axis(&v->view), 1, order, out);
}

lk_status onnx_activate(onnx_call *c, onnx_value *v, graph_activation activation, double alpha,
                        double beta)
{
    graph_node n = {
        .op = GRAPH_IDENTITY, .activation = activation, .alpha = (float)alpha, .beta = (float)beta};
    uint32_t from, made;
    lk_status status = onnx_whole(c, v, &from);
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (!status)
        onnx_give_node(c, 0, made, &v->view);
    return status;
}
