/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- Operators that only see a tensor otherwise ----------------------------------- */

lk_status onnx_give_reshaped(onnx_call *c, uint32_t k, onnx_value *v, int rank, const int64_t *dims)
{
    view made;
    if (view_reshape(&v->view, rank, dims, &made)) {
        lk_status status = onnx_settle(c, v);
        if (status)
            return status;
        if (view_reshape(&v->view, rank, dims, &made))
            return onnx_refuse(c, "its shape is impossible");
    }
    onnx_give_view(c, k, v, &made);
    return LK_OK;
}

static lk_status give_numbers(onnx_call *c, const int64_t *numbers, int rank, int64_t count)
{
    int64_t *copy = lk_alloc_array(c->ctx, (size_t)count + 1, sizeof *copy);
    view v = view_plain(rank, &count);
    if (!copy)
        return onnx_no_memory(c);
    memcpy(copy, numbers, (size_t)count * sizeof *copy);
    onnx_give_constant(c, 0, ONNX_INTS, copy, &v);
    return LK_OK;
}

lk_status onnx_shape(onnx_call *c)
{
    const view *v = &c->inputs[0]->view;
    int64_t start = 0, end = v->rank;
    lk_status status = onnx_int(c, "start", -VIEW_MAX_RANK, VIEW_MAX_RANK, &start);
    if (!status)
        status = onnx_int(c, "end", INT64_MIN, INT64_MAX, &end);
    if (status)
        return status;
    start = start < 0 ? start + v->rank : start;
    end = end < 0 ? end + v->rank : end;
    start = start < 0 ? 0 : start;
    end = end > v->rank ? v->rank : end < start ? start : end;
    return start > v->rank ? onnx_refuse(c, "its `start` is beyond the last axis")
                           : give_numbers(c, v->dims + start, 1, end - start);
}

lk_status onnx_size(onnx_call *c)
{
    int64_t size = view_size(&c->inputs[0]->view);
    return give_numbers(c, &size, 0, 1);
}

/* ---- Reshaping ------------------------------------------------------------------------ */

/* Fill in what a wanted shape leaves open: 0 copies an extent, -1 is what is
 * left. */
static lk_status complete(onnx_call *c, const view *from, int keeps_zero, size_t rank,
                          int64_t *dims)
{
    int64_t known = 1, size = view_size(from);
    int open = -1;
    for (size_t a = 0; a < rank; a++) {
        if (dims[a] == 0 && !keeps_zero)
            dims[a] = (int)a < from->rank ? from->dims[a] : -2;
        if (dims[a] == -1 && open < 0)
            open = (int)a;
        else if (dims[a] < 0 || dims[a] > ONNX_MAX_EXTENT || known > ONNX_MAX_EXTENT)
            return onnx_refuse(c, "its shape is impossible");
        else
            known *= dims[a];
    }
    if (open >= 0)
        dims[open] = known > 0 && size % known == 0 ? size / known : 0;
    if (onnx_product(dims, rank) != size)
        return onnx_refuse(c,
                           "it makes %" PRId64 " elements into another number of them, where a "
                           "batch is one item",
                           size);
    return LK_OK;
}

lk_status onnx_reshape(onnx_call *c)
{
    int64_t dims[VIEW_MAX_RANK], keeps_zero = 0;
    const int64_t *wanted = NULL;
    size_t rank = (size_t)view_size(&c->inputs[1]->view);
    lk_status status = onnx_constant_ints(c, c->inputs[1], &wanted);
    if (!status)
        status = onnx_int(c, "allowzero", 0, 1, &keeps_zero);
    if (status)
        return status;
    if (rank > VIEW_MAX_RANK)
        return onnx_refuse(c, "its shape has more than %d axes", VIEW_MAX_RANK);
    memcpy(dims, wanted, rank * sizeof *dims);
    status = complete(c, &c->inputs[0]->view, (int)keeps_zero, rank, dims);
    return status ? status : onnx_give_reshaped(c, 0, c->inputs[0], (int)rank, dims);
}

lk_status onnx_flatten(onnx_call *c)
{
    const view *v = &c->inputs[0]->view;
    int64_t given = 1;
    int axis = 0;
    lk_status status = onnx_int(c, "axis", -VIEW_MAX_RANK, VIEW_MAX_RANK, &given);
    if (!status && given != v->rank)
        status = onnx_axis(c, given, v->rank, &axis);
    if (status)
        return status;
    axis = given == v->rank ? v->rank : axis;
    int64_t dims[2] = {onnx_product(v->dims, (size_t)axis),
                       onnx_product(v->dims + axis, (size_t)(v->rank - axis))};
    return onnx_give_reshaped(c, 0, c->inputs[0], 2, dims);
}

/* Mark the axes of a list, of a tensor of `rank`. */
static lk_status mark_axes(onnx_call *c, size_t count, const int64_t *axes, int rank,
                           uint8_t *marks)
{
    memset(marks, 0, VIEW_MAX_RANK);
    for (size_t i = 0; i < count; i++) {
        int axis = 0;
        lk_status status = onnx_axis(c, axes[i], rank, &axis);
        if (status)
            return status;
        marks[axis] = 1;
    }
    return LK_OK;
}

lk_status onnx_squeeze(onnx_call *c)
{
    const view *v = &c->inputs[0]->view;
    uint8_t marks[VIEW_MAX_RANK];
    int64_t dims[VIEW_MAX_RANK];
    size_t count;
    const int64_t *axes;
    int rank = 0;
    lk_status status = onnx_list_or_input(c, "axes", 1, &count, &axes);
    if (!status)
        status = mark_axes(c, count, axes, v->rank, marks);
    if (status)
        return status;
    for (int a = 0; a < v->rank; a++) {
        if (axes && marks[a] && v->dims[a] != 1)
            return onnx_refuse(c, "it squeezes axis %d, whose extent is %" PRId64, a, v->dims[a]);
        if (axes ? !marks[a] : v->dims[a] != 1)
            dims[rank++] = v->dims[a];
    }
    return onnx_give_reshaped(c, 0, c->inputs[0], rank, dims);
}

lk_status onnx_unsqueeze(onnx_call *c)
{
    const view *v = &c->inputs[0]->view;
    uint8_t marks[VIEW_MAX_RANK];
    int64_t dims[VIEW_MAX_RANK];
    size_t count;
    const int64_t *axes;
    lk_status status = onnx_list_or_input(c, "axes", 1, &count, &axes);
    if (status)
        return status;
    if (count > (size_t)(VIEW_MAX_RANK - v->rank))
        return onnx_refuse(c, "its result has more than %d axes", VIEW_MAX_RANK);
    int rank = v->rank + (int)count, next = 0;
    status = mark_axes(c, count, axes, rank, marks);
    for (int a = 0; !status && a < rank; a++) {
        if (!marks[a] && next == v->rank)
            return onnx_refuse(c, "its `axes` name an axis twice");
        dims[a] = marks[a] ? 1 : v->dims[next++];
    }
    return status ? status : onnx_give_reshaped(c, 0, c->inputs[0], rank, dims);
}

/* ---- Transposing --------------------------------------------------------------------------- */

lk_status onnx_transpose(onnx_call *c)
{
    const view *v = &c->inputs[0]->view;
    int axes[VIEW_MAX_RANK], seen = 0;
    size_t count;
    const int64_t *perm;
    view made;
    lk_status status = onnx_list(c, "perm", &count, &perm);
    if (!status && perm && count != (size_t)v->rank)
        status = onnx_refuse(c, "its `perm` has %zu axes, and the tensor has %d", count, v->rank);
    for (int a = 0; !status && a < v->rank; a++) {
        status = onnx_axis(c, perm ? perm[a] : v->rank - 1 - a, v->rank, &axes[a]);
        seen |= status ? 0 : 1 << axes[a];
    }
    if (status)
        return status;
    if (seen != (1 << v->rank) - 1 || view_transpose(v, axes, &made))
        return onnx_refuse(c, "its `perm` names an axis twice");
    onnx_give_view(c, 0, c->inputs[0], &made);
    return LK_OK;
}

/* Reshape, transpose and reshape again. */
static lk_status shuffle(onnx_call *c, const int64_t *parts, const int *axes, const int64_t *dims)
{
    lk_status status = onnx_give_reshaped(c, 0, c->inputs[0], 6, parts);
    onnx_value *out = c->outputs[0];
    view turned;
    if (status || !out)
        return status;
    view_transpose(&out->view, axes, &turned);
    out->view = turned;
    return onnx_give_reshaped(c, 0, out, 4, dims);
}

static lk_status read_block(onnx_call *c, int64_t *block)
{
    *block = 0;
    lk_status status = onnx_int(c, "blocksize", 1, ONNX_MAX_WINDOW, block);
    if (!status && (!*block || c->inputs[0]->view.rank != 4))
        status = onnx_refuse(c, "it needs a picture and a `blocksize`");
    return status;
}

lk_status onnx_depth_to_space(onnx_call *c)
{
    static const char *const modes[] = {"DCR", "CRD", NULL};
    const int64_t *d = c->inputs[0]->view.dims;
    int64_t b;
    int mode = 0;
    lk_status status = read_block(c, &b);
    if (!status)
        status = onnx_choice(c, "mode", modes, &mode);
    if (!status && d[1] % (b * b))
        status = onnx_refuse(c, "its blocks do not divide the channels");
    if (status)
        return status;
    int64_t rest = d[1] / (b * b), dims[4] = {d[0], rest, d[2] * b, d[3] * b};
    const int64_t deep[6] = {d[0], b, b, rest, d[2], d[3]};
    const int64_t wide[6] = {d[0], rest, b, b, d[2], d[3]};
    return mode ? shuffle(c, wide, (const int[]){0, 1, 4, 2, 5, 3}, dims)
                : shuffle(c, deep, (const int[]){0, 3, 4, 1, 5, 2}, dims);
}

lk_status onnx_space_to_depth(onnx_call *c)
{
    const int64_t *d = c->inputs[0]->view.dims;
    int64_t b;
    lk_status status = read_block(c, &b);
    if (!status && (d[2] % b || d[3] % b))
        status = onnx_refuse(c, "its blocks do not divide the picture");
    if (status)
        return status;
    const int64_t parts[6] = {d[0], d[1], d[2] / b, b, d[3] / b, b};
    const int64_t dims[4] = {d[0], d[1] * b * b, d[2] / b, d[3] / b};
    return shuffle(c, parts, (const int[]){0, 3, 5, 1, 2, 4}, dims);
}

/* ---- Broadcasting ------------------------------------------------------------------------------
 */

lk_status onnx_broadcast_dims(onnx_call *c, const view *a, const view *b, view *out)
{
    int rank = a->rank > b->rank ? a->rank : b->rank;
    int64_t dims[VIEW_MAX_RANK];
    for (int i = 0; i < rank; i++) {
        int64_t x = i < rank - a->rank ? 1 : a->dims[i - rank + a->rank];
        int64_t y = i < rank - b->rank ? 1 : b->dims[i - rank + b->rank];
        if (x != y && x != 1 && y != 1)
            return onnx_refuse(c, "its inputs differ in axis %d: %" PRId64 " and %" PRId64, i, x,
                               y);
        dims[i] = x == 1 ? y : x;
    }
    if (onnx_product(dims, (size_t)rank) < 0)
        return onnx_refuse(c, "its result is beyond all bounds");
    *out = view_plain(rank, dims);
    return LK_OK;
}

lk_status onnx_expand(onnx_call *c)
{
    const int64_t *wanted = NULL;
    size_t rank = (size_t)view_size(&c->inputs[1]->view);
    view to, made;
    lk_status status = onnx_constant_ints(c, c->inputs[1], &wanted);
    if (!status && (rank > VIEW_MAX_RANK || onnx_product(wanted, rank) < 0))
        status = onnx_refuse(c, "its shape is impossible");
    if (status)
        return status;
    to = view_plain((int)rank, wanted);
    status = onnx_broadcast_dims(c, &c->inputs[0]->view, &to, &to);
    if (!status && view_broadcast(&c->inputs[0]->view, &to, &made))
        status = onnx_refuse(c, "its shape is impossible");
    if (!status)
        onnx_give_view(c, 0, c->inputs[0], &made);
    return status;
}
