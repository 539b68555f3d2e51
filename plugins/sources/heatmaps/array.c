/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "array.h"

#include <math.h>
#include <stdio.h>

enum { HEADER_LIMIT = 1024, SIDE_LIMIT = 1 << 20 };

typedef struct array {
    const uint8_t *bytes;
    size_t size;
    const uint8_t *data;
    unsigned height, width;
    char type[4];
} array;

/* Where the header's dictionary begins and ends; 0 when it does not. */
static int find_header(const array *a, size_t *start, size_t *end)
{
    static const uint8_t magic[6] = "\x93NUMPY";
    if (a->size < 12 || memcmp(a->bytes, magic, sizeof magic) || a->bytes[6] < 1 || a->bytes[6] > 2)
        return 0;
    const uint8_t *length = a->bytes + 8;
    *start = a->bytes[6] == 1 ? 10 : 12;
    *end = *start + (length[0] | (size_t)length[1] << 8);
    if (a->bytes[6] == 2)
        *end += (size_t)length[2] << 16 | (size_t)length[3] << 24;
    return *end <= a->size && *end - *start < HEADER_LIMIT;
}

/* numpy writes the dictionary in one way only. */
static int parse_header(array *a)
{
    char text[HEADER_LIMIT];
    size_t start, end;
    int done = 0;
    if (!find_header(a, &start, &end))
        return 0;
    memcpy(text, a->bytes + start, end - start);
    text[end - start] = '\0';
    a->data = a->bytes + end;
    sscanf(text, "{'descr': '%3[<|fu1248]', 'fortran_order': False, 'shape': (%7u, %7u), }%n",
           a->type, &a->height, &a->width, &done);
    return done && a->height && a->width && a->height <= SIDE_LIMIT && a->width <= SIDE_LIMIT;
}

static float value_at(const array *a, size_t i, size_t size)
{
    float single;
    double wide;
    if (size == 1)
        return a->data[i];
    if (size == sizeof single) {
        memcpy(&single, a->data + i * size, size);
        return single;
    }
    memcpy(&wide, a->data + i * size, size);
    return (float)wide;
}

static size_t element_size(const array *a)
{
    return !strcmp(a->type, "<f4") ? 4 : !strcmp(a->type, "<f8") ? 8 : !strcmp(a->type, "|u1");
}

lk_status array_read(lk_context *ctx, const char *path, const char *beside, lk_tensor *out)
{
    const void *bytes;
    array a = {.bytes = NULL};
    lk_status status = ctx->host->read_file(ctx, path, beside, 0, &bytes, &a.size);
    if (status)
        return status;
    a.bytes = bytes;
    size_t size = parse_header(&a) ? element_size(&a) : 0;
    if (!size)
        return lk_error(ctx, LK_E_INPUT,
                        "%s is no .npy array of two axes, float32, float64 or uint8, little endian "
                        "in C order.",
                        path);
    size_t count = (size_t)a.height * a.width, there = a.size - (size_t)(a.data - a.bytes);
    if (there != count * size)
        return lk_error(ctx, LK_E_INPUT, "%s holds %zu bytes of data, and its shape asks for %zu.",
                        path, there, count * size);
    float *values = lk_alloc_array(ctx, count, sizeof *values);
    if (!values)
        return lk_error(ctx, LK_E_MEMORY, "%s does not fit into memory.", path);
    for (size_t i = 0; i < count; i++) {
        values[i] = value_at(&a, i, size);
        if (!isfinite(values[i]))
            return lk_error(ctx, LK_E_INPUT, "%s holds a value that is no finite float32.", path);
    }
    *out = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, (const int64_t[]){a.height, a.width});
    return LK_OK;
}
