/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>

#include "import.h"

/* ---- The input of a model ---------------------------------------------------- */

static lk_status find_input(onnx_import *m, const Onnx__ValueInfoProto **out)
{
    const Onnx__GraphProto *p = m->proto;
    *out = NULL;
    for (size_t i = 0; i < p->n_input; i++) {
        const onnx_name *e = onnx_find_name(m, onnx_text(p->input[i]->name));
        if (e->tensor || !e->is_needed)
            continue;
        if (*out)
            return lk_error(m->ctx, LK_E_UNSUPPORTED,
                            "%s: the model takes two inputs, `%s` and `%s`, and a network here "
                            "takes one",
                            m->path, onnx_text((*out)->name), onnx_text(p->input[i]->name));
        *out = p->input[i];
    }
    return *out ? LK_OK
                : lk_error(m->ctx, LK_E_INPUT, "%s: the model's result needs no input", m->path);
}

/* The extents that the file states; -1: free. */
static lk_status read_extents(onnx_import *m, const Onnx__ValueInfoProto *in, int *rank,
                              int64_t *dims)
{
    const Onnx__TypeProto__Tensor *t =
        in->type && in->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
            ? in->type->tensor_type
            : NULL;
    if (!t || !t->shape || !t->shape->n_dim || t->shape->n_dim > VIEW_MAX_RANK)
        return lk_error(m->ctx, LK_E_INPUT,
                        "%s: the input `%s` must be a tensor of 1 to %d axes whose shape the model "
                        "states",
                        m->path, onnx_text(in->name), VIEW_MAX_RANK);
    if (t->elem_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
        return lk_error(m->ctx, LK_E_UNSUPPORTED, "%s: the input `%s` is not of type float32",
                        m->path, onnx_text(in->name));
    *rank = (int)t->shape->n_dim;
    for (int a = 0; a < *rank; a++) {
        const Onnx__TensorShapeProto__Dimension *d = t->shape->dim[a];
        int is_free = d->value_case != ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE ||
                      d->dim_value <= 0;
        dims[a] = is_free ? -1 : d->dim_value;
        if (dims[a] > ONNX_MAX_EXTENT)
            return lk_error(m->ctx, LK_E_INPUT,
                            "%s: axis %d of the input `%s` is beyond all bounds", m->path, a,
                            onnx_text(in->name));
    }
    return LK_OK;
}

static int is_colour(int64_t channels)
{
    return channels == 1 || channels == 3;
}

static lk_status fix_extent(onnx_import *m, const char *what, int64_t wanted, int64_t *extent)
{
    if (*extent < 0)
        *extent = wanted;
    if (*extent <= 0)
        return lk_error(m->ctx, LK_E_INPUT,
                        "%s: the model leaves the %s of its input free: give it in the view of a "
                        "network file",
                        m->path, what);
    if (wanted && *extent != wanted)
        return lk_error(m->ctx, LK_E_INPUT,
                        "%s: the %s of the model's input is %" PRId64 ", and the view has %" PRId64,
                        m->path, what, *extent, wanted);
    return LK_OK;
}

static lk_status set_picture(onnx_import *m, int64_t wanted_height, int64_t wanted_width,
                             onnx_value *in, int64_t *dims)
{
    int is_last = !is_colour(dims[1]) && is_colour(dims[3]);
    int64_t *height = &dims[is_last ? 1 : 2], *width = height + 1,
            *channels = &dims[is_last ? 3 : 1];
    lk_status status = fix_extent(m, "height", wanted_height, height);
    if (!status)
        status = fix_extent(m, "width", wanted_width, width);
    if (!status)
        status = fix_extent(m, "number of channels", 0, channels);
    if (status)
        return status;
    in->view = is_last ? view_plain(4, dims) : view_picture(*channels, *height, *width);
    m->graph->nodes[0].shape = (graph_shape){*height, *width, *channels, 0};
    m->graph->info.input_channels = is_colour(*channels) ? (uint32_t)*channels : 0;
    return LK_OK;
}

lk_status onnx_set_input(onnx_import *m, int64_t height, int64_t width)
{
    const Onnx__ValueInfoProto *in;
    int rank = 0;
    int64_t dims[VIEW_MAX_RANK] = {0}, size;
    lk_status status = find_input(m, &in);
    if (!status)
        status = read_extents(m, in, &rank, dims);
    if (status)
        return status;
    onnx_name *e = onnx_find_name(m, onnx_text(in->name));
    e->is_known = 1;
    dims[0] = dims[0] < 0 ? 1 : dims[0];
    if (rank == 4 && dims[0] == 1)
        status = set_picture(m, height, width, &e->value, dims);
    size = onnx_product(dims, (size_t)rank);
    if (!status && size <= 0)
        status = lk_error(m->ctx, LK_E_INPUT,
                          "%s: the input `%s` has axes that are free or beyond all bounds", m->path,
                          onnx_text(in->name));
    if (status || (rank == 4 && dims[0] == 1))
        return status;
    e->value.view = view_plain(rank, dims);
    m->graph->nodes[0].shape = (graph_shape){1, 1, size, 1};
    return LK_OK;
}
