/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "import.h"

/* ---- Means and largest values over axes ------------------------------------------------- */

/* The value as a map whose pixels are the marked axes and whose channels are
 * all others, in their order. */
static lk_status arrange_pixels(onnx_call *c, onnx_value *v, const uint8_t *marks, uint32_t *out)
{
    int order[VIEW_MAX_RANK], used = 0;
    graph_shape s = {1, 1, 1, 0};
    for (int a = 0; a < v->view.rank; a++)
        if (marks[a]) {
            order[used++] = a;
            s.height *= s.width;
            s.width = v->view.dims[a];
        }
    for (int a = 0; a < v->view.rank; a++)
        if (!marks[a]) {
            order[used++] = a;
            s.channels *= v->view.dims[a];
        }
    return onnx_arrange(c, v, order, &s, out);
}

static lk_status reduce(onnx_call *c, graph_op op, const uint8_t *marks, int keeps, double factor)
{
    const view from = c->inputs[0]->view;
    int64_t dims[VIEW_MAX_RANK];
    int rank = 0;
    uint32_t map, made;
    graph_node n = {.op = op};
    if (factor != 1) {
        n.activation = GRAPH_AFFINE;
        n.alpha = (float)factor;
    }
    lk_status status = arrange_pixels(c, c->inputs[0], marks, &map);
    if (!status)
        status = onnx_append(c, &n, 1, &map, &made);
    if (status)
        return status;
    for (int a = 0; a < from.rank; a++)
        if (keeps || !marks[a])
            dims[rank++] = marks[a] ? 1 : from.dims[a];
    view v = view_plain(rank, dims);
    onnx_give_node(c, 0, made, &v);
    return LK_OK;
}

static lk_status reduce_spatial(onnx_call *c, graph_op op)
{
    static const uint8_t marks[VIEW_MAX_RANK] = {0, 0, 1, 1, 1, 1, 1, 1};
    if (c->inputs[0]->view.rank < 3)
        return onnx_refuse(c, "its input has no height and width");
    return reduce(c, op, marks, 1, 1);
}

lk_status onnx_global_average(onnx_call *c)
{
    return reduce_spatial(c, GRAPH_MEAN);
}

lk_status onnx_global_max(onnx_call *c)
{
    return reduce_spatial(c, GRAPH_LARGEST);
}

static lk_status reduce_axes(onnx_call *c, graph_op op, int is_sum)
{
    const view *v = &c->inputs[0]->view;
    uint8_t marks[VIEW_MAX_RANK] = {0};
    int64_t keeps = 1, count = 1, does_nothing = 0;
    size_t given;
    const int64_t *axes;
    lk_status status = onnx_list_or_input(c, "axes", 1, &given, &axes);
    if (!status)
        status = onnx_int(c, "keepdims", 0, 1, &keeps);
    if (!status)
        status = onnx_int(c, "noop_with_empty_axes", 0, 1, &does_nothing);
    for (size_t i = 0; !status && axes && i < given; i++) {
        int axis = 0;
        status = onnx_axis(c, axes[i], v->rank, &axis);
        marks[axis] = 1;
    }
    if (status)
        return status;
    if (!axes || !given)
        memset(marks, does_nothing ? 0 : 1, sizeof marks);
    for (int a = 0; a < v->rank; a++)
        count *= marks[a] ? v->dims[a] : 1;
    return reduce(c, op, marks, (int)keeps, is_sum ? (double)count : 1);
}

lk_status onnx_reduce_mean(onnx_call *c)
{
    return reduce_axes(c, GRAPH_MEAN, 0);
}

lk_status onnx_reduce_max(onnx_call *c)
{
    return reduce_axes(c, GRAPH_LARGEST, 0);
}

lk_status onnx_reduce_sum(onnx_call *c)
{
    return reduce_axes(c, GRAPH_MEAN, 1);
}
