/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- Sliding windows -------------------------------------------------------------------- */

static lk_status read_kernel(onnx_call *c, const int64_t *kernel, graph_window *w)
{
    for (int a = 0; a < 2; a++)
        w->kernel[a] = kernel ? kernel[a] : 0;
    lk_status status = onnx_ints(c, "kernel_shape", 2, 1, ONNX_MAX_WINDOW, w->kernel);
    for (int a = 0; !status && a < 2; a++)
        if (w->kernel[a] < 1 || w->kernel[a] > ONNX_MAX_WINDOW ||
            (kernel && w->kernel[a] != kernel[a]))
            return onnx_refuse(c, "its window of %" PRId64 "x%" PRId64 " is impossible",
                               w->kernel[0], w->kernel[1]);
    return status;
}

/* The padding that keeps ceil(size / stride) outputs. */
static void pad_same(const graph_shape *in, int is_lower, graph_window *w)
{
    const int64_t size[2] = {in->height, in->width};
    for (int a = 0; a < 2; a++) {
        int64_t count = (size[a] + w->stride[a] - 1) / w->stride[a];
        int64_t total =
            (count - 1) * w->stride[a] + (w->kernel[a] - 1) * w->dilation[a] + 1 - size[a];
        total = total > 0 ? total : 0;
        w->before[a] = (total + is_lower) / 2;
        w->after[a] = total - w->before[a];
    }
}

lk_status onnx_window(onnx_call *c, const graph_shape *in, const int64_t *kernel, graph_window *w)
{
    enum { NOTSET, SAME_UPPER, SAME_LOWER, VALID };
    static const char *const words[] = {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", NULL};
    int64_t pads[4] = {0, 0, 0, 0}, rounds_up = 0;
    int how = NOTSET;
    *w = (graph_window){.stride = {1, 1}, .dilation = {1, 1}, .padding = GRAPH_EXPLICIT};
    lk_status status = read_kernel(c, kernel, w);
    if (!status)
        status = onnx_ints(c, "strides", 2, 1, ONNX_MAX_WINDOW, w->stride);
    if (!status)
        status = onnx_ints(c, "dilations", 2, 1, ONNX_MAX_WINDOW, w->dilation);
    if (!status)
        status = onnx_ints(c, "pads", 4, 0, ONNX_MAX_WINDOW, pads);
    if (!status)
        status = onnx_int(c, "ceil_mode", 0, 1, &rounds_up);
    if (!status)
        status = onnx_choice(c, "auto_pad", words, &how);
    w->rounds_up = (int)rounds_up;
    for (int a = 0; a < 2 && how == NOTSET; a++) {
        w->before[a] = pads[a];
        w->after[a] = pads[2 + a];
    }
    if (how == SAME_UPPER || how == SAME_LOWER)
        pad_same(in, how == SAME_LOWER, w);
    return status;
}

static lk_status build_pool(onnx_call *c, graph_node *n)
{
    uint32_t from, made;
    int64_t counts = 0;
    lk_status status = onnx_picture(c, c->inputs[0], &from);
    if (!status)
        status = onnx_window(c, &c->graph->nodes[from].shape, NULL, &n->window);
    if (!status)
        status = onnx_int(c, "count_include_pad", 0, 1, &counts);
    n->window.counts_padding = (int)counts;
    if (!status)
        status = onnx_append(c, n, 1, &from, &made);
    if (status)
        return status;
    const graph_shape *s = &c->graph->nodes[made].shape;
    view v = view_picture(s->channels, s->height, s->width);
    onnx_give_node(c, 0, made, &v);
    return LK_OK;
}

lk_status onnx_max_pool(onnx_call *c)
{
    return build_pool(c, &(graph_node){.op = GRAPH_MAXPOOL});
}

lk_status onnx_average_pool(onnx_call *c)
{
    return build_pool(c, &(graph_node){.op = GRAPH_AVGPOOL});
}

/* ---- Padding -------------------------------------------------------------------------------- */

/* Negative padding cuts off. */
static lk_status crop(onnx_call *c, onnx_value *v, int64_t *pads)
{
    for (int a = 0; a < v->view.rank; a++) {
        int64_t *before = &pads[a], *after = &pads[v->view.rank + a];
        int64_t start = *before < 0 ? -*before : 0, end = *after < 0 ? -*after : 0;
        view made;
        if (!start && !end)
            continue;
        if (start > v->view.dims[a] || end > v->view.dims[a] - start)
            return onnx_refuse(c, "it cuts off more than there is");
        if (view_slice(&v->view, a, start, 1, v->view.dims[a] - start - end, &made))
            return onnx_refuse(c, "it cuts a joined axis");
        v->view = made;
        *before = *before > 0 ? *before : 0;
        *after = *after > 0 ? *after : 0;
    }
    return LK_OK;
}

static lk_status read_pads(onnx_call *c, int rank, int64_t *pads, float *value)
{
    static const char *const modes[] = {"constant", NULL};
    int mode = 0;
    size_t count;
    const int64_t *given;
    lk_status status = onnx_choice(c, "mode", modes, &mode);
    if (!status)
        status = onnx_list_or_input(c, "pads", 1, &count, &given);
    if (!status)
        status = onnx_float(c, "value", value);
    if (!status)
        status = onnx_scalar(c, 2, "value", value);
    if (status)
        return status;
    if (!given || count != 2 * (size_t)rank)
        return onnx_refuse(c, "its `pads` must have two numbers an axis");
    for (size_t i = 0; i < count; i++) {
        if (given[i] < -ONNX_MAX_EXTENT || given[i] > ONNX_MAX_WINDOW)
            return onnx_refuse(c, "its padding of %" PRId64 " is beyond all bounds", given[i]);
        pads[i] = given[i];
    }
    return LK_OK;
}

lk_status onnx_pad(onnx_call *c)
{
    onnx_value v = *c->inputs[0];
    int64_t pads[2 * VIEW_MAX_RANK];
    graph_node n = {.op = GRAPH_PAD};
    uint32_t from, made;
    int pads_any = 0, pads_others = 0;
    lk_status status = read_pads(c, v.view.rank, pads, &n.alpha);
    if (!status)
        status = crop(c, &v, pads);
    for (int i = 0; !status && i < 2 * v.view.rank; i++) {
        pads_any |= pads[i] > 0;
        pads_others |= pads[i] > 0 && i % v.view.rank < 2;
    }
    if (status)
        return status;
    if (!pads_any) {
        onnx_give_view(c, 0, &v, &v.view);
        return LK_OK;
    }
    if (pads_others || v.view.rank != 4)
        return onnx_refuse(c, "it pads other axes than height and width");
    for (int a = 0; a < 2; a++) {
        n.window.before[a] = pads[2 + a];
        n.window.after[a] = pads[6 + a];
    }
    status = onnx_picture(c, &v, &from);
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (status)
        return status;
    const graph_shape *s = &c->graph->nodes[made].shape;
    view padded = view_picture(s->channels, s->height, s->width);
    onnx_give_node(c, 0, made, &padded);
    return LK_OK;
}
