/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- Parts of tensors, and tensors of parts ------------------------------------------ */

/* Elements start, start + step, ... of an axis: output `k`. */
static lk_status give_part(onnx_call *c, uint32_t k, onnx_value *v, int axis, int64_t start,
                           int64_t step, int64_t count)
{
    view made;
    if (view_slice(&v->view, axis, start, step, count, &made)) {
        lk_status status = onnx_settle(c, v);
        if (status)
            return status;
        if (view_slice(&v->view, axis, start, step, count, &made))
            return onnx_refuse(c, "its parts are impossible");
    }
    onnx_give_view(c, k, v, &made);
    return LK_OK;
}

/* ---- Slice ------------------------------------------------------------------------------- */

typedef struct bounds {
    size_t count, starts_count, ends_count, steps_count;
    const int64_t *axes, *starts, *ends, *steps;
} bounds;

static lk_status read_bounds(onnx_call *c, bounds *b)
{
    lk_status status = onnx_list_or_input(c, "starts", 1, &b->starts_count, &b->starts);
    if (!status)
        status = onnx_list_or_input(c, "ends", 2, &b->ends_count, &b->ends);
    if (!status)
        status = onnx_list_or_input(c, "axes", 3, &b->count, &b->axes);
    if (!status)
        status = onnx_list_or_input(c, "steps", 4, &b->steps_count, &b->steps);
    if (status)
        return status;
    b->count = b->axes ? b->count : b->starts_count;
    if (b->starts_count != b->count || b->ends_count != b->count || !b->starts || !b->ends ||
        (b->steps && b->steps_count != b->count))
        return onnx_refuse(c, "its starts, ends, axes and steps differ in number");
    return LK_OK;
}

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

static lk_status cut_axis(onnx_call *c, onnx_value *v, const bounds *b, size_t i)
{
    int axis = 0;
    lk_status status = onnx_axis(c, b->axes ? b->axes[i] : (int64_t)i, v->view.rank, &axis);
    if (status)
        return status;
    int64_t size = v->view.dims[axis], step = b->steps ? b->steps[i] : 1, start = b->starts[i],
            end = b->ends[i];
    if (!step || step < -ONNX_MAX_EXTENT || step > ONNX_MAX_EXTENT)
        return onnx_refuse(c, "its step is impossible");
    start = start < 0 ? clamp(start + size, 0, size) : start;
    end = end < 0 ? clamp(end + size, -1, size) : end;
    start = step > 0 ? clamp(start, 0, size) : clamp(start, 0, size - 1);
    end = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size);
    int64_t count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
    if (count < 0 || (step > 0 && end < start))
        count = 0;
    return give_part(c, 0, v, axis, start, step, count);
}

lk_status onnx_slice(onnx_call *c)
{
    bounds b;
    onnx_value part = *c->inputs[0];
    lk_status status = read_bounds(c, &b);
    onnx_give_view(c, 0, &part, &part.view);
    for (size_t i = 0; !status && i < b.count; i++) {
        status = cut_axis(c, &part, &b, i);
        if (!status && c->outputs[0])
            part = *c->outputs[0];
    }
    return status;
}

lk_status onnx_split(onnx_call *c)
{
    onnx_value *v = c->inputs[0];
    int64_t given = 0, at = 0;
    int axis = 0;
    size_t count;
    const int64_t *sizes;
    lk_status status = onnx_int(c, "axis", -VIEW_MAX_RANK, VIEW_MAX_RANK, &given);
    if (!status)
        status = onnx_axis(c, given, v->view.rank, &axis);
    if (!status)
        status = onnx_list_or_input(c, "split", 1, &count, &sizes);
    if (status)
        return status;
    int64_t size = v->view.dims[axis], share = size / c->output_count;
    if (sizes ? count != c->output_count : share * c->output_count != size)
        return onnx_refuse(c, "its parts do not make up the axis");
    for (uint32_t k = 0; !status && k < c->output_count; k++) {
        int64_t part = sizes ? sizes[k] : share;
        if (part < 0 || part > size - at)
            return onnx_refuse(c, "its parts do not make up the axis");
        status = give_part(c, k, v, axis, at, 1, part);
        at += part;
    }
    return status;
}

/* ---- Gather ---------------------------------------------------------------------------------- */

/* The constant's elements at any indices. */
static lk_status gather_copy(onnx_call *c, onnx_value *v, int axis, const int64_t *indices,
                             int64_t count, int64_t *dims)
{
    size_t width = v->type == ONNX_INTS ? sizeof(int64_t) : sizeof(float);
    if (!v->is_constant)
        return onnx_refuse(c, "its indices are not evenly spaced");
    lk_status status = onnx_settle(c, v);
    size_t outer = (size_t)onnx_product(v->view.dims, (size_t)axis), extent = (size_t)dims[axis];
    size_t inner =
        (size_t)onnx_product(v->view.dims + axis + 1, (size_t)(v->view.rank - axis - 1)) * width;
    dims[axis] = count;
    if (status || onnx_product(dims, (size_t)v->view.rank) < 0)
        return status ? status : onnx_refuse(c, "its result is beyond all bounds");
    char *copy = lk_alloc_array(c->ctx, outer * (size_t)count + 1, inner);
    view made = view_plain(v->view.rank, dims);
    if (!copy)
        return onnx_no_memory(c);
    for (size_t o = 0; o < outer; o++)
        for (size_t i = 0; i < (size_t)count; i++)
            memcpy(copy + (o * (size_t)count + i) * inner,
                   (const char *)v->data + (o * extent + (size_t)indices[i]) * inner, inner);
    onnx_give_constant(c, 0, v->type, copy, &made);
    return LK_OK;
}

/* Indices counted from 0; 1 where they are evenly spaced, with the step. */
static lk_status read_indices(onnx_call *c, int64_t extent, int64_t count, int64_t *out,
                              int *is_even)
{
    const int64_t *given = NULL;
    lk_status status = onnx_constant_ints(c, c->inputs[1], &given);
    *is_even = 1;
    for (int64_t i = 0; !status && i < count; i++) {
        if (given[i] < -extent || given[i] >= extent)
            return onnx_refuse(c, "its index %" PRId64 " is beyond an axis of %" PRId64, given[i],
                               extent);
        out[i] = given[i] < 0 ? given[i] + extent : given[i];
        *is_even &= i < 2 || out[i] - out[i - 1] == out[1] - out[0];
    }
    *is_even &= count > 0;
    return status;
}

lk_status onnx_gather(onnx_call *c)
{
    onnx_value *v = c->inputs[0];
    const view indices = c->inputs[1]->view;
    int64_t given = 0, count = view_size(&indices), dims[2 * VIEW_MAX_RANK];
    int axis = 0, is_even = 0;
    lk_status status = onnx_int(c, "axis", -VIEW_MAX_RANK, VIEW_MAX_RANK, &given);
    if (!status)
        status = onnx_axis(c, given, v->view.rank, &axis);
    if (status)
        return status;
    int rank = v->view.rank - 1 + indices.rank;
    int64_t *list = lk_alloc_array(c->ctx, (size_t)count + 1, sizeof *list);
    if (!list || rank > VIEW_MAX_RANK)
        return list ? onnx_refuse(c, "its result has more than %d axes", VIEW_MAX_RANK)
                    : onnx_no_memory(c);
    status = read_indices(c, v->view.dims[axis], count, list, &is_even);
    memcpy(dims, v->view.dims, sizeof v->view.dims);
    if (!status)
        status = is_even
                     ? give_part(c, 0, v, axis, list[0], count > 1 ? list[1] - list[0] : 1, count)
                     : gather_copy(c, v, axis, list, count, dims);
    if (status || !c->outputs[0])
        return status;
    onnx_value part = *c->outputs[0];
    memcpy(dims, part.view.dims, (size_t)axis * sizeof *dims);
    memcpy(dims + axis, indices.dims, (size_t)indices.rank * sizeof *dims);
    memcpy(dims + axis + indices.rank, part.view.dims + axis + 1,
           (size_t)(part.view.rank - axis - 1) * sizeof *dims);
    return onnx_give_reshaped(c, 0, &part, rank, dims);
}

/* ---- Concat ------------------------------------------------------------------------------------
 */

/* The axis, and the dims of the result. */
static lk_status read_concat(onnx_call *c, int *axis, int64_t *dims)
{
    const view *first = c->input_count && c->inputs[0] ? &c->inputs[0]->view : NULL;
    int64_t given = 1;
    if (!first || !onnx_attribute(c, "axis"))
        return onnx_refuse(c, "it needs an input and an `axis`");
    lk_status status = onnx_int(c, "axis", -VIEW_MAX_RANK, VIEW_MAX_RANK, &given);
    if (!status)
        status = onnx_axis(c, given, first->rank, axis);
    if (status)
        return status;
    memcpy(dims, first->dims, sizeof first->dims);
    for (uint32_t i = 1; i < c->input_count; i++) {
        if (!c->inputs[i] || c->inputs[i]->view.rank != first->rank)
            return onnx_refuse(c, "its inputs differ in the number of axes");
        for (int a = 0; a < first->rank; a++)
            if (a != *axis && c->inputs[i]->view.dims[a] != dims[a])
                return onnx_refuse(c, "its inputs differ in axis %d", a);
        dims[*axis] += c->inputs[i]->view.dims[*axis];
    }
    return onnx_product(dims, (size_t)first->rank) < 0
               ? onnx_refuse(c, "its result is beyond all bounds")
               : LK_OK;
}

lk_status onnx_fold_concat(onnx_call *c)
{
    int axis = 0;
    int64_t dims[VIEW_MAX_RANK];
    lk_status status = read_concat(c, &axis, dims);
    if (status)
        return status;
    onnx_type type = c->inputs[0]->type;
    int rank = c->inputs[0]->view.rank;
    size_t width = type == ONNX_INTS ? sizeof(int64_t) : sizeof(float), at = 0;
    size_t outer = (size_t)onnx_product(dims, (size_t)axis);
    size_t inner = (size_t)onnx_product(dims + axis, (size_t)(rank - axis)) * width;
    char *copy = lk_alloc_array(c->ctx, outer + 1, inner + 1);
    view made = view_plain(rank, dims);
    if (!copy)
        return onnx_no_memory(c);
    for (uint32_t i = 0; !status && i < c->input_count; i++) {
        onnx_value *v = c->inputs[i];
        size_t part = (size_t)onnx_product(v->view.dims + axis, (size_t)(rank - axis)) * width;
        if (v->type != type)
            return onnx_refuse(c, "its inputs differ in type");
        status = onnx_settle(c, v);
        for (size_t o = 0; !status && part && o < outer; o++)
            memcpy(copy + o * inner + at, (const char *)v->data + o * part, part);
        at += part;
    }
    onnx_give_constant(c, 0, type, copy, &made);
    return status;
}

lk_status onnx_concat(onnx_call *c)
{
    int axis = 0, order[VIEW_MAX_RANK];
    int64_t dims[VIEW_MAX_RANK];
    uint32_t inputs[ONNX_MAX_INPUTS], made;
    graph_node n = {.op = GRAPH_CONCAT};
    lk_status status = read_concat(c, &axis, dims);
    int rank = status ? 0 : c->inputs[0]->view.rank;
    for (uint32_t i = 0; !status && i < c->input_count; i++)
        status = onnx_by_channel(c, c->inputs[i], axis, 1, order, &inputs[i]);
    if (!status)
        status = onnx_append(c, &n, c->input_count, inputs, &made);
    if (status)
        return status;
    view v = onnx_ordered(rank, dims, order);
    onnx_give_node(c, 0, made, &v);
    return LK_OK;
}
