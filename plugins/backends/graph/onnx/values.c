/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- The values of a model: constants above all ---------------------------------- */

int64_t onnx_product(const int64_t *dims, size_t count)
{
    int64_t product = 1;
    for (size_t i = 0; i < count; i++) {
        if (dims[i] < 0 || dims[i] > ONNX_MAX_EXTENT)
            return -1;
        product *= dims[i];
        if (product > ONNX_MAX_EXTENT)
            return -1;
    }
    return product;
}

void onnx_give_node(onnx_call *c, uint32_t k, uint32_t node, const view *v)
{
    onnx_value *out = c->outputs[k];
    if (out)
        *out = (onnx_value){.name = out->name, .node = node, .view = *v};
}

void onnx_give_constant(onnx_call *c, uint32_t k, onnx_type type, const void *data, const view *v)
{
    onnx_value *out = c->outputs[k];
    if (out)
        *out = (onnx_value){
            .name = out->name, .type = type, .is_constant = 1, .data = data, .view = *v};
}

void onnx_give_view(onnx_call *c, uint32_t k, const onnx_value *of, const view *v)
{
    onnx_value *out = c->outputs[k];
    const char *name = out ? out->name : NULL;
    if (!out)
        return;
    *out = *of;
    out->name = name;
    out->view = *v;
}

/* Copies of either type are made alike, by the size of an element. */
static lk_status copy_constant(onnx_call *c, const onnx_value *v, const void **out)
{
    size_t count = (size_t)view_size(&v->view);
    size_t width = v->type == ONNX_INTS ? sizeof(int64_t) : sizeof(float);
    char *copy = lk_alloc_array(c->ctx, count + 1, width);
    view_walk w;
    if (!copy)
        return onnx_no_memory(c);
    view_start(&w, &v->view);
    for (size_t i = 0; i < count; i++, view_next(&w))
        memcpy(copy + i * width, (const char *)v->data + (size_t)w.place * width, width);
    *out = copy;
    return LK_OK;
}

static int is_in_order(const view *v)
{
    const int order[VIEW_MAX_RANK] = {0, 1, 2, 3, 4, 5, 6, 7};
    return view_is_stored(v, order, view_size(v));
}

lk_status onnx_settle(onnx_call *c, onnx_value *v)
{
    const int order[VIEW_MAX_RANK] = {0, 1, 2, 3, 4, 5, 6, 7};
    graph_shape shape = {1, 1, view_size(&v->view), 1};
    if (!v->is_constant)
        return onnx_arrange(c, v, order, &shape, &(uint32_t){0});
    if (is_in_order(&v->view))
        return LK_OK;
    lk_status status = copy_constant(c, v, &v->data);
    v->view = status ? v->view : view_plain(v->view.rank, v->view.dims);
    return status;
}

static lk_status constant(onnx_call *c, onnx_value *v, onnx_type type, const void **out)
{
    if (!v->is_constant)
        return onnx_refuse(c, "`%s` must be a constant here, and is computed from the image",
                           v->name);
    if (v->type != type)
        return onnx_refuse(c, "`%s` must be of a %s type", v->name,
                           type == ONNX_INTS ? "whole" : "floating-point");
    lk_status status = onnx_settle(c, v);
    *out = v->data;
    return status;
}

lk_status onnx_constant_floats(onnx_call *c, onnx_value *v, const float **out)
{
    const void *data = NULL;
    lk_status status = constant(c, v, ONNX_FLOATS, &data);
    *out = data;
    return status;
}

lk_status onnx_constant_ints(onnx_call *c, onnx_value *v, const int64_t **out)
{
    const void *data = NULL;
    lk_status status = constant(c, v, ONNX_INTS, &data);
    *out = data;
    return status;
}

lk_status onnx_weights(onnx_call *c, uint32_t k, const char *what, const float **out)
{
    onnx_value *v = onnx_has(c, k) ? c->inputs[k] : NULL;
    if (!v)
        return onnx_refuse(c, "it has no %s", what);
    size_t count = (size_t)view_size(&v->view);
    lk_status status = onnx_constant_floats(c, v, out);
    for (size_t i = 0; !status && i < count; i++)
        if (!((*out)[i] - (*out)[i] == 0))
            return onnx_refuse(c, "its %s `%s` holds a value that is not finite", what, v->name);
    c->parameters += v->is_weight ? count : 0;
    v->is_weight = 0;
    return status;
}

lk_status onnx_scalar(onnx_call *c, uint32_t k, const char *what, float *out)
{
    const float *data;
    if (!onnx_has(c, k))
        return LK_OK;
    if (view_size(&c->inputs[k]->view) != 1)
        return onnx_refuse(c, "its %s must be one number", what);
    lk_status status = onnx_constant_floats(c, c->inputs[k], &data);
    *out = status ? *out : data[0];
    return status;
}
