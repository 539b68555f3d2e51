/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../weights.h"
#include "import.h"

/* ---- Tensors of the file, and operators that make constants --------------------------- */

/* The bytes that a tensor has as a whole, raw or in another file; NULL: it has
 * its elements as a list of numbers. */
typedef struct raw {
    const uint8_t *data;
    size_t size;
} raw;

static lk_status refuse(onnx_import *m, const Onnx__TensorProto *t, const char *why)
{
    return lk_error(m->ctx, LK_E_INPUT, "%s: the tensor `%s` %s", m->path, onnx_text(t->name), why);
}

/* ---- Data in another file ---------------------------------------------------------------- */

static lk_status open_external(onnx_import *m, const char *name, onnx_external **out)
{
    const void *data;
    for (*out = m->externals; *out; *out = (*out)->next)
        if (!strcmp((*out)->name, name))
            return LK_OK;
    onnx_external *e = lk_alloc(m->ctx, sizeof *e);
    if (!e)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory for the model %s", m->path);
    lk_status status =
        m->ctx->host->map_file(m->ctx, name, m->path, (size_t)8 << 30, &data, &e->size);
    if (status)
        return status;
    e->name = name;
    e->data = data;
    e->next = m->externals;
    *out = m->externals = e;
    return LK_OK;
}

static int read_number(const char *text, uint64_t *out)
{
    *out = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || *out > UINT64_MAX / 10 - 1)
            return -1;
        *out = *out * 10 + (uint64_t)(*text - '0');
    }
    return 0;
}

static lk_status read_external(onnx_import *m, const Onnx__TensorProto *t, size_t size, raw *out)
{
    const char *location = "";
    uint64_t offset = 0, length = size;
    int bad = 0;
    onnx_external *e = NULL;
    for (size_t i = 0; i < t->n_external_data; i++) {
        const char *key = onnx_text(t->external_data[i]->key);
        const char *value = onnx_text(t->external_data[i]->value);
        if (!strcmp(key, "location"))
            location = value;
        else if (!strcmp(key, "offset"))
            bad |= read_number(value, &offset);
        else if (!strcmp(key, "length"))
            bad |= read_number(value, &length);
    }
    if (!graph_stays_beside(location))
        return refuse(m, t, "has its data in a file that is not in the model's folder");
    lk_status status = open_external(m, location, &e);
    if (status)
        return status;
    if (bad || length != size || offset > e->size || e->size - offset < size)
        return refuse(m, t,
                      "is not within the file of its data: that is truncated or another "
                      "model's");
    *out = (raw){e->data + offset, size};
    return LK_OK;
}

/* ---- Elements ------------------------------------------------------------------------------ */

typedef Onnx__TensorProto__DataType element;
#define TYPE(name) ONNX__TENSOR_PROTO__DATA_TYPE__##name

static size_t width_of(element type)
{
    switch (type) {
    case TYPE(UINT8):
    case TYPE(INT8):
    case TYPE(BOOL):
        return 1;
    case TYPE(UINT16):
    case TYPE(INT16):
    case TYPE(FLOAT16):
    case TYPE(BFLOAT16):
        return 2;
    case TYPE(FLOAT):
    case TYPE(INT32):
    case TYPE(UINT32):
        return 4;
    case TYPE(DOUBLE):
    case TYPE(INT64):
    case TYPE(UINT64):
        return 8;
    default:
        return 0;
    }
}

static int is_floating(element type)
{
    return type == TYPE(FLOAT) || type == TYPE(DOUBLE) || type == TYPE(FLOAT16) ||
           type == TYPE(BFLOAT16);
}

/* The list of numbers of a type, and how many bytes each has there. */
static raw find_list(const Onnx__TensorProto *t, element type, size_t *count, size_t *width)
{
    const void *data = t->int32_data;
    *count = t->n_int32_data;
    *width = 4;
    if (type == TYPE(FLOAT)) {
        data = t->float_data;
        *count = t->n_float_data;
    } else if (type == TYPE(DOUBLE)) {
        data = t->double_data;
        *count = t->n_double_data;
        *width = 8;
    } else if (type == TYPE(INT64)) {
        data = t->int64_data;
        *count = t->n_int64_data;
        *width = 8;
    } else if (type == TYPE(UINT64) || type == TYPE(UINT32)) {
        data = t->uint64_data;
        *count = t->n_uint64_data;
        *width = 8;
    }
    return (raw){data, *count * *width};
}

static float from_half(uint32_t h)
{
    int exponent = (int)(h >> 10 & 31), fraction = (int)(h & 1023);
    double v = exponent == 31 ? (fraction ? NAN : INFINITY)
               : exponent     ? ldexp(1024 + fraction, exponent - 25)
                              : ldexp(fraction, -24);
    return (float)(h & 0x8000 ? -v : v);
}

/* The machine is little endian, as the file is. */
static int64_t whole(const uint8_t *p, element type, size_t width)
{
    uint64_t u = 0;
    memcpy(&u, p, width);
    switch (type) {
    case TYPE(INT8):
        return (int8_t)u;
    case TYPE(INT16):
        return (int16_t)u;
    case TYPE(INT32):
        return (int32_t)u;
    default:
        return (int64_t)u;
    }
}

static float floating(const uint8_t *p, element type)
{
    double d;
    float f = 0;
    uint32_t u = 0;
    if (type == TYPE(DOUBLE)) {
        memcpy(&d, p, sizeof d);
        return (float)d;
    }
    if (type == TYPE(FLOAT)) {
        memcpy(&f, p, sizeof f);
        return f;
    }
    memcpy(&u, p, 2);
    if (type == TYPE(FLOAT16))
        return from_half(u);
    u <<= 16;
    memcpy(&f, &u, sizeof f);
    return f;
}

static lk_status find_bytes(onnx_import *m, const Onnx__TensorProto *t, size_t count, raw *out,
                            size_t *width)
{
    element type = (element)t->data_type;
    size_t listed;
    *width = width_of(type);
    if (!*width)
        return refuse(m, t, "is of a type that no network here has");
    if (t->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL)
        return read_external(m, t, count * *width, out);
    *out = (raw){t->raw_data.data, t->raw_data.len};
    if (!t->has_raw_data)
        *out = find_list(t, type, &listed, width);
    if (out->size != count * *width)
        return refuse(m, t, "has another number of elements than its shape: the file is damaged");
    return LK_OK;
}

static int is_in_place(const Onnx__TensorProto *t, const uint8_t *data)
{
    return t->data_type == TYPE(FLOAT) && data && (uintptr_t)data % _Alignof(float) == 0;
}

static lk_status borrow(onnx_import *m, const uint8_t *data, size_t count, onnx_value *out)
{
    onnx_borrowed *b = lk_alloc(m->ctx, sizeof *b);
    if (!b)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory for the model %s", m->path);
    *b = (onnx_borrowed){(const float *)(const void *)data, count, m->borrowed};
    m->borrowed = b;
    out->type = ONNX_FLOATS;
    out->data = data;
    return LK_OK;
}

static lk_status convert(onnx_import *m, const Onnx__TensorProto *t, size_t count, onnx_value *out)
{
    raw bytes = {NULL, 0};
    size_t width = 1;
    element type = (element)t->data_type;
    lk_status status = find_bytes(m, t, count, &bytes, &width);
    if (status)
        return status;
    if (is_in_place(t, bytes.data))
        return borrow(m, bytes.data, count, out);
    out->type = is_floating(type) ? ONNX_FLOATS : ONNX_INTS;
    float *floats =
        lk_alloc_array(m->ctx, out->type == ONNX_FLOATS ? count + 1 : 1, sizeof *floats);
    int64_t *ints = lk_alloc_array(m->ctx, out->type == ONNX_INTS ? count + 1 : 1, sizeof *ints);
    if (!floats || !ints)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory for the model %s", m->path);
    out->data = out->type == ONNX_FLOATS ? (void *)floats : ints;
    if (out->type == ONNX_FLOATS)
        for (size_t i = 0; i < count; i++)
            floats[i] = floating(bytes.data + i * width, type);
    else
        for (size_t i = 0; i < count; i++)
            ints[i] = whole(bytes.data + i * width, type, width);
    return LK_OK;
}

lk_status onnx_read_tensor(onnx_import *m, const Onnx__TensorProto *t, onnx_value *out)
{
    int64_t count = onnx_product(t->dims, t->n_dims);
    if (t->n_dims > VIEW_MAX_RANK || count < 0)
        return refuse(m, t, "has a shape that is beyond all bounds");
    out->is_constant = 1;
    out->view = view_plain((int)t->n_dims, t->dims);
    return convert(m, t, (size_t)count, out);
}

/* ---- Operators --------------------------------------------------------------------------------
 */

/* A constant of one element, or of one axis. */
static lk_status give_numbers(onnx_call *c, onnx_type type, const void *data, size_t count,
                              int rank)
{
    size_t width = type == ONNX_FLOATS ? sizeof(float) : sizeof(int64_t);
    void *copy = lk_alloc_array(c->ctx, count + 1, width);
    int64_t dims[1] = {(int64_t)count};
    if (!copy)
        return onnx_no_memory(c);
    if (count)
        memcpy(copy, data, count * width);
    onnx_give_constant(c, 0, type, copy, &(view[]){view_plain(rank, dims)}[0]);
    return LK_OK;
}

lk_status onnx_constant(onnx_call *c)
{
    const Onnx__AttributeProto *a;
    onnx_value v = {.name = NULL};
    if ((a = onnx_attribute(c, "value_float")))
        return give_numbers(c, ONNX_FLOATS, &a->f, 1, 0);
    if ((a = onnx_attribute(c, "value_int")))
        return give_numbers(c, ONNX_INTS, &a->i, 1, 0);
    if ((a = onnx_attribute(c, "value_floats")))
        return give_numbers(c, ONNX_FLOATS, a->floats, a->n_floats, 1);
    if ((a = onnx_attribute(c, "value_ints")))
        return give_numbers(c, ONNX_INTS, a->ints, a->n_ints, 1);
    a = onnx_attribute(c, "value");
    if (!a || !a->t)
        return onnx_refuse(c, "it has no value that a network here can use");
    lk_status status = onnx_read_tensor(c->import, a->t, &v);
    if (!status) {
        onnx_give_constant(c, 0, v.type, v.data, &v.view);
        if (c->outputs[0])
            c->outputs[0]->is_weight = 1;
    }
    return status;
}

lk_status onnx_constant_of_shape(onnx_call *c)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, "value");
    static const float zero;
    onnx_value v = {.type = ONNX_FLOATS, .data = &zero, .view = view_plain(0, NULL)};
    const int64_t *dims = NULL;
    size_t rank = (size_t)view_size(&c->inputs[0]->view);
    view wide, one;
    lk_status status = onnx_constant_ints(c, c->inputs[0], &dims);
    if (!status && a && a->t)
        status = onnx_read_tensor(c->import, a->t, &v);
    if (status)
        return status;
    if (rank > VIEW_MAX_RANK || onnx_product(dims, rank) < 0 || view_size(&v.view) != 1)
        return onnx_refuse(c, "its shape or its value is impossible");
    one = view_plain(0, NULL);
    wide = view_plain((int)rank, dims);
    if (view_broadcast(&one, &wide, &wide))
        return onnx_refuse(c, "its shape is impossible");
    onnx_give_constant(c, 0, v.type, v.data, &wide);
    return LK_OK;
}

lk_status onnx_range(onnx_call *c)
{
    const int64_t *ends[3];
    lk_status status = LK_OK;
    for (uint32_t i = 0; !status && i < 3; i++)
        status = view_size(&c->inputs[i]->view) == 1
                     ? onnx_constant_ints(c, c->inputs[i], &ends[i])
                     : onnx_refuse(c, "its inputs must be single numbers");
    if (status)
        return status;
    int64_t count = 0, start = *ends[0], step = *ends[2];
    if (step > 0 && *ends[1] > start)
        count = (int64_t)(((uint64_t)*ends[1] - (uint64_t)start - 1) / (uint64_t)step) + 1;
    if (step <= 0 || count > 1 << 16)
        return onnx_refuse(c, "its range is empty, backward or too long");
    int64_t *numbers = lk_alloc_array(c->ctx, (size_t)count + 1, sizeof *numbers);
    if (!numbers)
        return onnx_no_memory(c);
    for (int64_t i = 0; i < count; i++)
        numbers[i] = start + i * step;
    return give_numbers(c, ONNX_INTS, numbers, (size_t)count, 1);
}
