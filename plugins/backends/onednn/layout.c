/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "layout.h"

/* The dimensions are never too many for oneDNN, and it has no other reason to
 * fail: what it returns is not looked at. */

layout layout_batch(const graph_shape *s, int64_t items, dnnl_format_tag_t tag)
{
    layout made = {0};
    const dnnl_dims_t dims = {items, s->channels, s->height, s->width};
    dnnl_memory_desc_init_by_tag(&made, 4, dims, dnnl_f32, tag);
    return made;
}

layout layout_plain(const graph_shape *s)
{
    return layout_batch(s, 1, dnnl_nhwc);
}

layout layout_any(const graph_shape *s)
{
    return layout_batch(s, 1, dnnl_format_tag_any);
}

layout layout_rows(int64_t rows, int64_t channels)
{
    layout made = {0};
    const dnnl_dims_t dims = {rows, channels};
    dnnl_memory_desc_init_by_tag(&made, 2, dims, dnnl_f32, dnnl_ab);
    return made;
}

layout layout_vector(int64_t channels)
{
    layout made = {0};
    const dnnl_dims_t dims = {channels};
    dnnl_memory_desc_init_by_tag(&made, 1, dims, dnnl_f32, dnnl_a);
    return made;
}

/* ---- Filters ---------------------------------------------------------------------------- */

static int filter_dims(const graph *g, const graph_node *n, dnnl_dims_t dims)
{
    int64_t in = graph_input_shape(g, n, 0)->channels, out = n->shape.channels;
    const int64_t *kernel = n->window.kernel;
    if (n->op == GRAPH_DENSE) {
        memcpy(dims, (int64_t[]){out, in}, 2 * sizeof *dims);
        return 2;
    }
    if (n->groups == 1) {
        memcpy(dims, (int64_t[]){out, in, kernel[0], kernel[1]}, 4 * sizeof *dims);
        return 4;
    }
    memcpy(dims, (int64_t[]){n->groups, out / n->groups, in / n->groups, kernel[0], kernel[1]},
           5 * sizeof *dims);
    return 5;
}

layout layout_any_filter(const graph *g, const graph_node *n)
{
    layout made = {0};
    dnnl_dims_t dims;
    int count = filter_dims(g, n, dims);
    dnnl_memory_desc_init_by_tag(&made, count, dims, dnnl_f32, dnnl_format_tag_any);
    return made;
}

/* Kernel height, kernel width, channels in, channels out, group by group. */
layout layout_graph_filter(const graph *g, const graph_node *n)
{
    layout made = {0};
    dnnl_dims_t dims;
    int count = filter_dims(g, n, dims);
    int64_t out = n->shape.channels, in = dims[count == 5 ? 2 : 1], row = n->window.kernel[1] * in;
    const dnnl_dims_t whole = {1, out, row * out, in * out};
    const dnnl_dims_t grouped = {dims[1], 1, out, row * out, in * out};
    dnnl_memory_desc_init_by_strides(&made, count, dims, dnnl_f32, count == 5 ? grouped : whole);
    return made;
}

/* ---- Comparisons ------------------------------------------------------------------------ */

size_t layout_size(const layout *a)
{
    return dnnl_memory_desc_get_size(a) / sizeof(float);
}

/* One pixel, and nothing but its channels in their order. */
static int is_flat(const layout *a)
{
    return a->ndims == 4 && a->dims[0] == 1 && a->dims[2] == 1 && a->dims[3] == 1 &&
           layout_size(a) == (size_t)a->dims[1];
}

int layout_is_same(const layout *a, const layout *b)
{
    return dnnl_memory_desc_equal(a, b) || (is_flat(a) && is_flat(b) && a->dims[1] == b->dims[1]);
}

int layout_is_plain(const layout *a, const graph_shape *s)
{
    layout plain = layout_plain(s);
    return layout_is_same(a, &plain);
}
