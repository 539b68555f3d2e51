/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <likeness/host.h>

#include "arena.h"
#include "paths.h"

static const unsigned char magic[6] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

enum { HEADER_LIMIT = 4096, HEADER_ALIGN = 64 };

/* The first entry that fits a type is the one that is written. */
static const struct kind {
    const char *descr;
    uint8_t code, bits, is_bool;
} kinds[] = {
    {"|u1", LK_DTYPE_UINT, 8, 0},   {"<i4", LK_DTYPE_INT, 32, 0},   {"<i8", LK_DTYPE_INT, 64, 0},
    {"<f4", LK_DTYPE_FLOAT, 32, 0}, {"<f8", LK_DTYPE_FLOAT, 64, 0}, {"|b1", LK_DTYPE_UINT, 8, 1},
};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

/* The dictionary of a header, as it is read. */
typedef struct header {
    const char *at, *end;
    const struct kind *kind;
    int rank; /* -1 until read */
    int64_t shape[LK_MAX_RANK];
    size_t count;
    const char *problem;
} header;

static int fail(header *h, const char *problem)
{
    if (!h->problem)
        h->problem = problem;
    return -1;
}

/* ---- The dictionary ------------------------------------------------------------- */

static void skip_space(header *h)
{
    while (h->at < h->end && (*h->at == ' ' || *h->at == '\n' || *h->at == '\t'))
        h->at++;
}

static int take(header *h, char c)
{
    skip_space(h);
    if (h->at == h->end || *h->at != c)
        return 0;
    h->at++;
    return 1;
}

static int take_word(header *h, const char *word)
{
    size_t n = strlen(word);
    skip_space(h);
    if ((size_t)(h->end - h->at) < n || memcmp(h->at, word, n))
        return 0;
    h->at += n;
    return 1;
}

static int read_quoted(header *h, char *out, size_t out_size)
{
    skip_space(h);
    char quote = h->at < h->end ? *h->at : 0;
    if (quote != '\'' && quote != '"')
        return fail(h, "its header is no dictionary of plain values");
    const char *close = memchr(h->at + 1, quote, (size_t)(h->end - h->at - 1));
    size_t n = close ? (size_t)(close - h->at - 1) : out_size;
    if (n >= out_size)
        return fail(h, "its header holds a text that is too long or not closed");
    memcpy(out, h->at + 1, n);
    out[n] = 0;
    h->at = close + 1;
    return 0;
}

static int read_extent(header *h, int64_t *out)
{
    uint64_t n = 0;
    skip_space(h);
    if (h->at == h->end || *h->at < '0' || *h->at > '9')
        return fail(h, "its shape is not a list of whole numbers");
    for (; h->at < h->end && *h->at >= '0' && *h->at <= '9'; h->at++) {
        n = n * 10 + (uint64_t)(*h->at - '0');
        if (n > INT64_MAX / 16)
            return fail(h, "its shape is beyond all bounds");
    }
    if (h->at < h->end && *h->at == 'L') /* Python 2 */
        h->at++;
    *out = (int64_t)n;
    return 0;
}

static int read_shape(header *h)
{
    int rank = 0;
    if (!take(h, '('))
        return fail(h, "its shape is not a tuple");
    while (!take(h, ')')) {
        if (rank == LK_MAX_RANK)
            return fail(h, "it has more than 8 axes");
        if (read_extent(h, &h->shape[rank++]))
            return -1;
        if (!take(h, ',') && !(h->at < h->end && *h->at == ')'))
            return fail(h, "its shape is not a tuple");
    }
    h->rank = rank;
    return 0;
}

static int read_descr(header *h)
{
    char text[16];
    if (read_quoted(h, text, sizeof text))
        return -1;
    for (int i = 0; i < KIND_COUNT; i++)
        if (!strcmp(text, kinds[i].descr))
            h->kind = &kinds[i];
    return h->kind ? 0
                   : fail(h, "its element type is not bool, uint8, int32, int64, float32 or "
                             "float64, little endian");
}

static int read_entry(header *h)
{
    char key[32];
    if (read_quoted(h, key, sizeof key))
        return -1;
    if (!take(h, ':'))
        return fail(h, "its header is no dictionary of plain values");
    if (!strcmp(key, "descr"))
        return read_descr(h);
    if (!strcmp(key, "shape"))
        return read_shape(h);
    if (strcmp(key, "fortran_order"))
        return fail(h, "its header has an unknown key");
    return take_word(h, "False") ? 0 : fail(h, "it is in Fortran order; save it in C order");
}

static int read_dictionary(header *h)
{
    if (!take(h, '{'))
        return fail(h, "its header is no dictionary of plain values");
    while (!take(h, '}')) {
        if (read_entry(h))
            return -1;
        if (!take(h, ',') && !(h->at < h->end && *h->at == '}'))
            return fail(h, "its header is no dictionary of plain values");
    }
    if (!h->kind || h->rank < 0)
        return fail(h, "its header names no element type or no shape");
    return 0;
}

static int count_elements(header *h)
{
    h->count = 1;
    for (int i = 0; i < h->rank; i++)
        if (!h->shape[i])
            h->count = 0;
    for (int i = 0; i < h->rank && h->count; i++) {
        if ((uint64_t)h->shape[i] > SIZE_MAX / 16 / h->count)
            return fail(h, "its shape is beyond all bounds");
        h->count *= (size_t)h->shape[i];
    }
    return 0;
}

/* ---- The file --------------------------------------------------------------------- */

/* Where the header's dictionary lies, and the data after it. */
static int find_header(header *h, const unsigned char *b, size_t size, const unsigned char **data)
{
    size_t start, length;
    if (size < 10 || memcmp(b, magic, sizeof magic))
        return fail(h, "it is no .npy file");
    if (b[6] == 1) {
        start = 10;
        length = (size_t)b[8] | (size_t)b[9] << 8;
    } else if (b[6] == 2 && size >= 12) {
        start = 12;
        length = (size_t)b[8] | (size_t)b[9] << 8 | (size_t)b[10] << 16 | (size_t)b[11] << 24;
    } else {
        return fail(h, "its format version is neither 1 nor 2");
    }
    if (length > size - start)
        return fail(h, "it ends inside its header");
    h->at = (const char *)b + start;
    h->end = h->at + length;
    *data = b + start + length;
    return 0;
}

static lk_status refuse(lk_fault *fault, const char *problem)
{
    lk_fault_set(fault, "cannot read the array: %s", problem);
    return LK_E_INPUT;
}

lk_status lk_npy_decode(const void *bytes, size_t size, void *(*alloc)(void *user, size_t size),
                        void *user, lk_tensor *out, lk_fault *fault)
{
    const unsigned char *data;
    header h = {.rank = -1};
    if (find_header(&h, bytes, size, &data) || read_dictionary(&h) || count_elements(&h))
        return refuse(fault, h.problem);
    size_t wanted = h.count * (h.kind->bits / 8);
    size_t there = size - (size_t)(data - (const unsigned char *)bytes);
    if (there != wanted) {
        lk_fault_set(fault, "cannot read the array: its shape asks for %zu bytes, there are %zu",
                     wanted, there);
        return LK_E_INPUT;
    }
    unsigned char *copy = alloc(user, wanted);
    if (!copy) {
        lk_fault_set(fault, "out of memory for an array of %zu bytes", wanted);
        return LK_E_MEMORY;
    }
    if (wanted)
        memcpy(copy, data, wanted);
    for (size_t i = 0; h.kind->is_bool && i < wanted; i++)
        copy[i] = copy[i] != 0;
    *out = lk_tensor_over(copy, h.kind->code, h.kind->bits, h.rank, h.shape);
    return LK_OK;
}

/* Does the array lie in memory as .npy wants it? */
static int is_compact(const lk_tensor *t)
{
    int64_t stride = 1;
    for (int i = t->rank - 1; i >= 0; i--) {
        if (t->shape[i] != 1 && t->strides[i] != stride)
            return 0;
        stride *= t->shape[i];
    }
    return 1;
}

static const char *descr_of(const lk_tensor *t)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (t->dtype.code == kinds[i].code && t->dtype.bits == kinds[i].bits && t->dtype.lanes == 1)
            return kinds[i].descr;
    return NULL;
}

/* Magic, version, length and dictionary, padded so that the data is aligned. */
static size_t write_header(const lk_tensor *t, const char *descr, char *out)
{
    int n = 10;
    memset(out, ' ', HEADER_LIMIT);
    n += snprintf(out + n, (size_t)(HEADER_LIMIT - n),
                  "{'descr': '%s', 'fortran_order': False, 'shape': (", descr);
    for (int i = 0; i < t->rank; i++)
        n +=
            snprintf(out + n, (size_t)(HEADER_LIMIT - n), "%s%" PRId64, i ? ", " : "", t->shape[i]);
    n += snprintf(out + n, (size_t)(HEADER_LIMIT - n), "%s), }", t->rank == 1 ? "," : "");
    out[n] = ' '; /* the NUL */
    size_t size = ((size_t)n + 1 + HEADER_ALIGN - 1) / HEADER_ALIGN * HEADER_ALIGN;
    memcpy(out, magic, sizeof magic);
    out[6] = 1;
    out[7] = 0;
    out[8] = (char)((size - 10) & 0xff);
    out[9] = (char)((size - 10) >> 8);
    out[size - 1] = '\n';
    return size;
}

lk_status lk_npy_encode(const lk_tensor *array, void *(*alloc)(void *user, size_t size), void *user,
                        const void **out, size_t *out_size, lk_fault *fault)
{
    char head[HEADER_LIMIT];
    const char *descr = descr_of(array);
    if (!descr || array->rank < 0 || array->rank > LK_MAX_RANK || !is_compact(array)) {
        lk_fault_set(fault, "cannot write the array: its element type or layout has no .npy form");
        return LK_E_UNSUPPORTED;
    }
    size_t head_size = write_header(array, descr, head);
    size_t data_size = lk_tensor_count(array) * (array->dtype.bits / 8);
    char *bytes = alloc(user, head_size + data_size);
    if (!bytes) {
        lk_fault_set(fault, "out of memory for an array of %zu bytes", data_size);
        return LK_E_MEMORY;
    }
    memcpy(bytes, head, head_size);
    if (data_size)
        memcpy(bytes + head_size, array->data, data_size);
    *out = bytes;
    *out_size = head_size + data_size;
    return LK_OK;
}

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

static lk_arena *open_arena(lk_fault *fault)
{
    lk_arena *arena = lk_arena_new(0);
    if (!arena)
        lk_fault_set(fault, "out of memory");
    return arena;
}

lk_status lk_npy_read(const char *path, void *(*alloc)(void *user, size_t size), void *user,
                      lk_tensor *out, lk_fault *fault)
{
    const void *bytes;
    size_t size;
    lk_arena *arena = open_arena(fault);
    lk_status status = LK_E_MEMORY;
    if (arena && lk_read_whole(arena, path, 0, &bytes, &size, fault))
        status = LK_E_IO;
    else if (arena && (status = lk_npy_decode(bytes, size, alloc, user, out, fault)))
        lk_fault_prefix(fault, "%s: ", path);
    lk_arena_free(arena);
    return status;
}

lk_status lk_npy_write(const char *path, const lk_tensor *array, lk_fault *fault)
{
    const void *bytes;
    size_t size;
    lk_arena *arena = open_arena(fault);
    lk_status status = LK_E_MEMORY;
    if (arena && (status = lk_npy_encode(array, arena_alloc, arena, &bytes, &size, fault)))
        lk_fault_prefix(fault, "%s: ", path);
    else if (arena && lk_write_whole(path, bytes, size, fault))
        status = LK_E_IO;
    lk_arena_free(arena);
    return status;
}
