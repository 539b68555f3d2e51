/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "array.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* No head is shorter than LEAST. */
enum { LEAST = 50, SHORT_HEAD = 10, LONG_HEAD = 12, HEAD_LIMIT = 4096, SHOWN = 40, SHAPE = 100 };
static const uint8_t magic[6] = "\x93NUMPY";

/* ---- Telling ---------------------------------------------------------------------- */

static const char *descr_of(lk_dtype d)
{
    if (d.code == LK_DTYPE_FLOAT)
        return d.bits == 32 ? "<f4" : "<f8";
    if (d.code == LK_DTYPE_INT)
        return d.bits == 32 ? "<i4" : "<i8";
    return "|u1";
}

/* A shape as Python writes it; ARRAY_ANY is N. */
static void write_shape(const int64_t *shape, int rank, char text[SHAPE])
{
    size_t n = 0;
    for (int i = 0; i < rank; i++) {
        const char *before = i ? ", " : "(";
        if (shape[i] == ARRAY_ANY)
            n += (size_t)snprintf(text + n, SHAPE - n, "%sN", before);
        else
            n += (size_t)snprintf(text + n, SHAPE - n, "%s%" PRId64, before, shape[i]);
    }
    snprintf(text + n, SHAPE - n, rank == 1 ? ",)" : ")");
}

lk_status array_head(lk_context *ctx, const lk_tensor *t, uint8_t out[ARRAY_HEAD])
{
    char text[ARRAY_HEAD + SHAPE], shape[SHAPE];
    if (t->rank < 1 || t->rank > ARRAY_RANK)
        return lk_error(ctx, LK_E_UNSUPPORTED, "programs get arrays of 1 to %d axes", ARRAY_RANK);
    write_shape(t->shape, t->rank, shape);
    int n = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }",
                     descr_of(t->dtype), shape);
    if (n >= ARRAY_HEAD - SHORT_HEAD)
        return lk_error(ctx, LK_E_UNSUPPORTED, "an array of shape %s is beyond all bounds", shape);
    memset(out, ' ', ARRAY_HEAD);
    memcpy(out, magic, sizeof magic);
    out[6] = 1;
    out[7] = 0;
    out[8] = ARRAY_HEAD - SHORT_HEAD;
    out[9] = 0;
    memcpy(out + SHORT_HEAD, text, (size_t)n);
    out[ARRAY_HEAD - 1] = '\n';
    return LK_OK;
}

lk_status array_tell(program *p, lk_context *ctx, const lk_tensor *t)
{
    uint8_t head[ARRAY_HEAD];
    lk_status status = array_head(ctx, t, head);
    if (!status)
        status = program_tell(p, ctx, head, sizeof head);
    return status ? status
                  : program_tell(p, ctx, t->data, lk_tensor_count(t) * (t->dtype.bits / 8));
}

/* ---- The head of what comes --------------------------------------------------------- */

typedef struct head {
    uint8_t bytes[LONG_HEAD + HEAD_LIMIT + 1]; /* and a NUL */
    size_t have, start, size;                  /* the dictionary is start..size */
} head;

/* The line that it began with instead of an array, made fit to be shown. */
static lk_status wrong_start(program *p, lk_context *ctx, const head *h)
{
    char text[SHOWN + 1];
    size_t n = 0;
    for (; n < SHOWN && n < h->have && h->bytes[n] != '\n'; n++)
        text[n] = h->bytes[n] < ' ' || h->bytes[n] > '~' ? '.' : (char)h->bytes[n];
    text[n] = 0;
    return program_fail(p, ctx,
                        "answered `%s` where an .npy array must begin; what it prints must go to "
                        "its stderr",
                        text);
}

/* Until there are `wanted` bytes of it; there may be up to `most`. */
static lk_status hear_head(program *p, lk_context *ctx, head *h, size_t wanted, size_t most)
{
    while (h->have < wanted) {
        size_t n;
        lk_status status = program_hear(p, ctx, h->bytes + h->have, most - h->have, &n);
        if (status)
            return status;
        h->have += n;
        if (memcmp(h->bytes, magic, h->have < sizeof magic ? h->have : sizeof magic))
            return wrong_start(p, ctx, h);
    }
    return LK_OK;
}

/* How long the dictionary is, from the bytes before it. */
static lk_status find_dictionary(program *p, lk_context *ctx, head *h)
{
    const uint8_t *b = h->bytes;
    size_t length = b[8] | (size_t)b[9] << 8;
    if (b[6] < 1 || b[6] > 3)
        return program_fail(p, ctx, "answered an array whose .npy format is not 1, 2 or 3");
    h->start = b[6] == 1 ? SHORT_HEAD : LONG_HEAD;
    if (h->start == LONG_HEAD)
        length |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
    if (length > HEAD_LIMIT || h->start + length < LEAST)
        return program_fail(p, ctx, "answered an array with a header beyond all bounds");
    h->size = h->start + length;
    return LK_OK;
}

/* What stands after a key of the dictionary; NULL: no such key. */
static const char *value_of(const char *dictionary, const char *key)
{
    const char *at = strstr(dictionary, key);
    if (!at)
        return NULL;
    at += strlen(key);
    return at + strspn(at, ": ");
}

static int take_type(array *a, const char *text)
{
    static const char *const types[][7] = {
        [ARRAY_FLOATS] = {"'<f4'", "'<f8'", NULL},
        [ARRAY_WHOLE] = {"'|b1'", "'|u1'", "'<i4'", "'<i8'", NULL},
    };
    for (const char *const *t = types[a->kind]; *t; t++)
        if (!strncmp(text, *t, strlen(*t))) {
            a->width = (size_t)((*t)[3] - '0');
            return 1;
        }
    return 0;
}

/* Does a tuple have the shape that is wanted? Then it stands in `a`. */
static int take_shape(array *a, const char *text)
{
    int64_t shape[ARRAY_RANK];
    if (*text++ != '(')
        return 0;
    for (int i = 0; i < a->rank; i++) {
        char *end;
        text += strspn(text, i ? ", " : " ");
        long long extent = *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : -1;
        if (extent < 0 || (a->shape[i] == ARRAY_ANY ? extent == 0 : extent != a->shape[i]))
            return 0;
        shape[i] = extent;
        text = end;
    }
    text += strspn(text, ", ");
    if (*text != ')')
        return 0;
    memcpy(a->shape, shape, (size_t)a->rank * sizeof *shape);
    return 1;
}

/* How many numbers there are; 0: more than `most` bytes. */
static int take_count(array *a)
{
    const size_t most = a->most / a->width;
    a->count = 1;
    for (int i = 0; i < a->rank; i++) {
        uint64_t extent = (uint64_t)a->shape[i];
        if (extent && a->count > most / extent)
            return 0;
        a->count *= (size_t)extent;
    }
    return 1;
}

static lk_status judge(program *p, lk_context *ctx, const head *h, array *a)
{
    const char *text = (const char *)h->bytes + h->start, *type = value_of(text, "'descr'"),
               *order = value_of(text, "'fortran_order'"), *shape = value_of(text, "'shape'");
    char wanted[SHAPE], found[SHOWN];
    if (!type || !order || !shape)
        return program_fail(p, ctx,
                            "answered an array whose header lacks its type, order or shape");
    if (!take_type(a, type))
        return program_fail(p, ctx, "answered an array that is neither %s, little endian",
                            a->kind == ARRAY_FLOATS ? "float32 nor float64"
                                                    : "bool, uint8, int32 nor int64");
    if (strncmp(order, "False", 5))
        return program_fail(p, ctx, "answered an array in Fortran order; it must be in C order");
    write_shape(a->shape, a->rank, wanted);
    snprintf(found, sizeof found, "%.*s)", (int)strspn(shape, "(0123456789, "), shape);
    if (!take_shape(a, shape))
        return program_fail(p, ctx, "answered an array of shape %s instead of %s", found, wanted);
    if (!take_count(a))
        return program_fail(p, ctx,
                            "answered an array of shape %s, which takes more than %zu MiB: let it "
                            "send less at once",
                            found, a->most >> 20);
    return LK_OK;
}

/* ---- The whole ---------------------------------------------------------------------- */

lk_status array_hear(program *p, lk_context *ctx, array *a)
{
    head h = {.have = 0};
    lk_status status = hear_head(p, ctx, &h, LONG_HEAD, LEAST);
    if (!status)
        status = find_dictionary(p, ctx, &h);
    if (!status)
        status = hear_head(p, ctx, &h, h.size, h.size);
    if (!status)
        status = judge(p, ctx, &h, a);
    if (status)
        return status;
    size_t size = a->count * a->width;
    a->data = lk_alloc(ctx, size + !size);
    if (!a->data) {
        program_stop(p);
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu bytes of the program `%s`", size,
                        p->name);
    }
    for (size_t have = 0, n = 0; !status && have < size; have += n)
        status = program_hear(p, ctx, a->data + have, size - have, &n);
    return status;
}

double array_float(const array *a, size_t i)
{
    const uint8_t *at = a->data + i * a->width;
    float narrow;
    double wide;
    if (a->width == sizeof wide)
        return memcpy(&wide, at, sizeof wide), wide;
    memcpy(&narrow, at, sizeof narrow);
    return (double)narrow;
}

int64_t array_whole(const array *a, size_t i)
{
    const uint8_t *at = a->data + i * a->width;
    int32_t narrow;
    int64_t wide;
    if (a->width == sizeof wide)
        return memcpy(&wide, at, sizeof wide), wide;
    if (a->width == sizeof narrow)
        return memcpy(&narrow, at, sizeof narrow), narrow;
    return *at;
}
