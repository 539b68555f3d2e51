/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "weights.h"

/* safetensors: the length of a header in 8 bytes, little endian; the header, a
 * map in JSON from each tensor's name to its type, shape and the range of its
 * bytes; then these, back to back. */

enum { MAX_HEADER = 1 << 24 };

typedef struct range {
    uint64_t from, to;
} range;

typedef struct reader {
    lk_context *ctx;
    const char *file;
    const uint8_t *data; /* after the header */
    size_t size;
    graph_tensor *tensors;
    range *ranges;
    size_t count;
} reader;

static lk_status no_memory(const reader *r)
{
    return lk_error(r->ctx, LK_E_MEMORY, "no memory for the weights of %s", r->file);
}

/* ---- Types ------------------------------------------------------------------------ */

static float from_bits(uint32_t bits)
{
    float v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static float from_half(const uint8_t *p)
{
    uint32_t h = p[0] | (uint32_t)p[1] << 8, sign = (h & 0x8000) << 16, rest = h & 0x7fff;
    if (rest >= 0x7c00) /* infinite, or no number */
        return from_bits(sign | 0x7f800000 | rest << 13);
    /* Its exponent counts from 15 and float's from 127. */
    return from_bits(sign | rest << 13) * 0x1p112f;
}

static float from_bfloat(const uint8_t *p)
{
    return from_bits((uint32_t)p[0] << 16 | (uint32_t)p[1] << 24);
}

static float from_double(const uint8_t *p)
{
    double v;
    memcpy(&v, p, sizeof v);
    return (float)v;
}

typedef struct element {
    const char *name;
    size_t width;
    int is_float;
    float (*convert)(const uint8_t *p);
} element;

static const element *find_element(const char *name)
{
    static const element elements[] = {
        {"F32", 4, 1, NULL},        {"F16", 2, 1, from_half}, {"BF16", 2, 1, from_bfloat},
        {"F64", 8, 1, from_double}, {"BOOL", 1, 0, NULL},     {"U8", 1, 0, NULL},
        {"I8", 1, 0, NULL},         {"F8_E4M3", 1, 0, NULL},  {"F8_E5M2", 1, 0, NULL},
        {"I16", 2, 0, NULL},        {"U16", 2, 0, NULL},      {"I32", 4, 0, NULL},
        {"U32", 4, 0, NULL},        {"I64", 8, 0, NULL},      {"U64", 8, 0, NULL},
    };
    for (size_t i = 0; name && i < sizeof elements / sizeof elements[0]; i++)
        if (!strcmp(elements[i].name, name))
            return &elements[i];
    return NULL;
}

/* ---- Tensors ---------------------------------------------------------------------- */

static int read_shape(const json_t *shape, graph_tensor *t, size_t *elements)
{
    *elements = 1;
    if (!json_is_array(shape) || json_array_size(shape) > LK_MAX_RANK)
        return 0;
    t->rank = (int32_t)json_array_size(shape);
    for (int32_t i = 0; i < t->rank; i++) {
        const json_t *extent = json_array_get(shape, (size_t)i);
        t->shape[i] = json_integer_value(extent);
        if (!json_is_integer(extent) || !graph_count_elements(elements, t->shape[i]))
            return 0;
    }
    return 1;
}

static int read_range(const json_t *offsets, size_t size, range *out)
{
    const json_t *from = json_array_get(offsets, 0), *to = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(from) || !json_is_integer(to) ||
        json_integer_value(from) < 0 || json_integer_value(to) < json_integer_value(from))
        return 0;
    *out = (range){(uint64_t)json_integer_value(from), (uint64_t)json_integer_value(to)};
    return out->to <= size;
}

static lk_status read_values(reader *r, const element *e, const uint8_t *bytes, size_t elements,
                             graph_tensor *t)
{
    float *made;
    lk_status status = LK_OK;
    if (!e->is_float)
        return LK_OK;
    if (!e->convert) {
        status = graph_floats_at(r->ctx, bytes, elements, &t->values);
    } else {
        t->values = made = lk_alloc_array(r->ctx, elements, sizeof *made);
        for (size_t i = 0; made && i < elements; i++)
            made[i] = e->convert(bytes + i * e->width);
        status = made ? LK_OK : no_memory(r);
    }
    if (!status && !graph_are_finite(t->values, elements))
        status = lk_error(r->ctx, LK_E_INPUT,
                          "%s: the tensor `%s` holds a value that is not finite", r->file, t->name);
    return status;
}

static lk_status read_tensor(reader *r, const char *key, const json_t *entry)
{
    graph_tensor *t = &r->tensors[r->count];
    range *at = &r->ranges[r->count++];
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    const element *e = find_element(type);
    size_t elements, room = strlen(key) + 1;
    char *name = lk_alloc(r->ctx, room);
    if (!name)
        return no_memory(r);
    t->name = memcpy(name, key, room);
    if (!e)
        return lk_error(r->ctx, LK_E_INPUT, "%s: the tensor `%s` is of the unknown type %.20s",
                        r->file, key, type ? type : "(none)");
    if (!read_shape(json_object_get(entry, "shape"), t, &elements))
        return lk_error(r->ctx, LK_E_INPUT,
                        "%s: the shape of the tensor `%s` must be a list of at most %d whole "
                        "numbers whose product is at most %d",
                        r->file, key, LK_MAX_RANK, GRAPH_MAX_ELEMENTS);
    if (!read_range(json_object_get(entry, "data_offsets"), r->size, at))
        return lk_error(r->ctx, LK_E_INPUT,
                        "%s: the bytes of the tensor `%s` are not among the %zu after the header: "
                        "the file is truncated or damaged",
                        r->file, key, r->size);
    if (at->to - at->from != elements * e->width)
        return lk_error(r->ctx, LK_E_INPUT,
                        "%s: the tensor `%s` has %" PRIu64 " bytes, and its shape and type need "
                        "%zu",
                        r->file, key, at->to - at->from, elements * e->width);
    return read_values(r, e, r->data + at->from, elements, t);
}

/* ---- The header --------------------------------------------------------------------- */

static int compare_ranges(const void *a, const void *b)
{
    const range *x = a, *y = b;
    return x->from != y->from ? (x->from > y->from) - (x->from < y->from)
                              : (x->to > y->to) - (x->to < y->to);
}

/* Every byte belongs to one tensor. */
static lk_status check_ranges(reader *r)
{
    uint64_t end = 0;
    if (r->count)
        qsort(r->ranges, r->count, sizeof *r->ranges, compare_ranges);
    for (size_t i = 0; i < r->count && r->ranges[i].from == end; i++)
        end = r->ranges[i].to;
    if (end == r->size)
        return LK_OK;
    return lk_error(r->ctx, LK_E_INPUT,
                    "%s: from byte %" PRIu64 " after the header on, tensors overlap or bytes "
                    "belong to none: the file is damaged",
                    r->file, end);
}

static lk_status read_header(reader *r, json_t *root)
{
    static const char about[] = "__metadata__";
    lk_status status = LK_OK;
    size_t count = json_object_size(root);
    if (count > GRAPH_MAX_TENSORS)
        return lk_error(r->ctx, LK_E_INPUT, "%s: it has more than %d tensors", r->file,
                        GRAPH_MAX_TENSORS);
    r->tensors = lk_alloc_array(r->ctx, count + 1, sizeof *r->tensors);
    r->ranges = lk_alloc_array(r->ctx, count + 1, sizeof *r->ranges);
    if (!r->tensors || !r->ranges)
        return no_memory(r);
    for (void *i = json_object_iter(root); !status && i; i = json_object_iter_next(root, i)) {
        const char *key = json_object_iter_key(i);
        if (lk_cancelled(r->ctx))
            status = LK_CANCELLED;
        else if (strcmp(key, about))
            status = read_tensor(r, key, json_object_iter_value(i));
    }
    return status ? status : check_ranges(r);
}

static uint64_t read_length(const uint8_t *bytes)
{
    uint64_t v = 0;
    for (int i = 8; i-- > 0;)
        v = v << 8 | bytes[i];
    return v;
}

lk_status graph_read_safetensors(lk_context *ctx, const uint8_t *bytes, size_t size,
                                 graph_weights *out)
{
    uint64_t length = size < 8 ? 0 : read_length(bytes);
    json_error_t why;
    if (length < 2 || length > MAX_HEADER || length > size - 8 || bytes[8] != '{')
        return lk_error(ctx, LK_E_INPUT, "%s: this is no safetensors file, or it is truncated",
                        out->file);
    reader r = {.ctx = ctx,
                .file = out->file,
                .data = bytes + 8 + length,
                .size = size - 8 - (size_t)length};
    json_t *root =
        json_loadb((const char *)bytes + 8, (size_t)length, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return lk_error(ctx, LK_E_INPUT, "%s: its header is no map in JSON: %s", out->file,
                        why.text);
    lk_status status = read_header(&r, root);
    json_decref(root);
    out->count = r.count;
    out->tensors = r.tensors;
    return status;
}

/* ---- Writing ------------------------------------------------------------------------ */

static size_t byte_count(const graph_tensor *t)
{
    size_t n = sizeof *t->values;
    for (int32_t i = 0; i < t->rank; i++)
        n *= (size_t)t->shape[i];
    return n;
}

static json_t *describe(const graph_tensor *t, size_t from)
{
    json_t *shape = json_array();
    for (int32_t i = 0; i < t->rank; i++)
        json_array_append_new(shape, json_integer(t->shape[i]));
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", "F32", "shape", shape, "data_offsets",
                     (json_int_t)from, (json_int_t)(from + byte_count(t)));
}

/* The header, with spaces after it so that the data is aligned. */
static char *make_header(const graph *g, size_t *length)
{
    json_t *root = json_object();
    size_t at = 0;
    int failed = !root;
    for (size_t i = 0; !failed && i < g->tensor_count; at += byte_count(&g->tensors[i++]))
        failed = json_object_set_new(root, g->tensors[i].name, describe(&g->tensors[i], at));
    char *compact = failed ? NULL : json_dumps(root, JSON_COMPACT);
    json_decref(root);
    size_t used = compact ? strlen(compact) : 0;
    char *text = compact ? malloc(used + 8) : NULL;
    *length = (used + 7) / 8 * 8;
    if (text)
        snprintf(text, used + 8, "%-*s", (int)*length, compact);
    free(compact);
    return text;
}

lk_status graph_write_safetensors(lk_context *ctx, const graph *g, lk_byte_sink sink, void *user)
{
    size_t length;
    uint8_t head[8];
    if (g->info.lacks_weights || !g->tensor_count)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "the network %s has no weights that its layers name, so there is nothing "
                        "to write as safetensors",
                        g->info.name);
    char *header = make_header(g, &length);
    if (!header)
        return lk_error(ctx, LK_E_MEMORY, "no memory to write the weights of %s", g->info.name);
    for (int i = 0; i < 8; i++)
        head[i] = (uint8_t)((uint64_t)length >> 8 * i);
    lk_status status = sink(user, head, sizeof head);
    if (!status)
        status = sink(user, header, length);
    free(header);
    for (size_t i = 0; !status && i < g->tensor_count; i++)
        status = lk_cancelled(ctx) ? LK_CANCELLED
                                   : sink(user, g->tensors[i].values, byte_count(&g->tensors[i]));
    return status;
}
