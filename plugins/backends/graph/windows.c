/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "fields.h"
#include "kinds.h"

/* Sliding windows, and the kinds of layers that have one and no weights. */

enum { MAX_WINDOW = 1024 };

/* [top, left, bottom, right] */
static int read_sides(const lk_node *n, graph_window *w)
{
    int64_t *const sides[4] = {&w->before[0], &w->before[1], &w->after[0], &w->after[1]};
    int good = n->kind == LK_NODE_LIST && n->count == 4;
    for (size_t i = 0; good && i < 4; i++)
        good = node_int(n->items[i], 0, MAX_WINDOW, sides[i]);
    return good;
}

static lk_status read_padding(graph_layer *l, graph_window *w)
{
    static const char *const words[] = {"same", "valid", NULL};
    const lk_node *n = lk_node_get(l->at, "padding");
    int choice = 0;
    if (!n || n->kind == LK_NODE_SCALAR) {
        lk_status status = field_choice(l->ctx, l->at, "padding", words, &choice);
        w->padding = choice ? GRAPH_VALID : GRAPH_SAME;
        return status;
    }
    w->padding = GRAPH_EXPLICIT;
    if (read_sides(n, w))
        return LK_OK;
    return lk_node_error(l->ctx, n,
                         "`padding` must be same, valid or four whole numbers, [top, left, bottom, "
                         "right]");
}

lk_status graph_layer_window(graph_layer *l, int is_pool, graph_window *w)
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
    lk_status status = graph_layer_window(l, 1, &n.window);
    return status ? status : graph_layer_append(l, &n, 0);
}

lk_status graph_build_maxpool(graph_layer *l)
{
    return build_pool(l, GRAPH_MAXPOOL);
}

lk_status graph_build_avgpool(graph_layer *l)
{
    return build_pool(l, GRAPH_AVGPOOL);
}

lk_status graph_build_pad(graph_layer *l)
{
    graph_node n = {.op = GRAPH_PAD};
    const lk_node *padding;
    lk_status status = field_need(l->ctx, l->at, "padding", &padding);
    if (!status && !read_sides(padding, &n.window))
        status = lk_node_error(l->ctx, padding,
                               "`padding` must be four whole numbers, [top, left, bottom, right]");
    return status ? status : graph_layer_append(l, &n, 0);
}
