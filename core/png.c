/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "png.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <likeness/host.h>

#include "arena.h"
#include "paths.h"

enum { EXTENT_LIMIT = 1 << 20, EFFORT = 6, GREY_EFFORT = 4 };

/* The bytes so far; `setjmp` guards the frame that holds it. */
typedef struct buffer {
    unsigned char *bytes;
    size_t size, room;
    char reason[160];
} buffer;

static void on_error(png_structp png, png_const_charp reason)
{
    buffer *b = png_get_error_ptr(png);
    snprintf(b->reason, sizeof b->reason, "%s", reason);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp reason)
{
    (void)png;
    (void)reason;
}

static void append(png_structp png, png_bytep bytes, size_t size)
{
    buffer *b = png_get_io_ptr(png);
    if (size > SIZE_MAX / 4 - b->size)
        png_error(png, "the picture is too large");
    if (b->size + size > b->room) {
        size_t room = 2 * (b->size + size);
        unsigned char *grown = realloc(b->bytes, room);
        if (!grown)
            png_error(png, "out of memory");
        b->bytes = grown;
        b->room = room;
    }
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
}

static void flush(png_structp png)
{
    (void)png;
}

/* The colour type of a picture, -1 when it is none. */
static int colour_type(const lk_tensor *p)
{
    int64_t channels = p->rank == 3 ? p->shape[2] : 1;
    if (p->dtype.code != LK_DTYPE_UINT || p->dtype.bits != 8 || p->rank < 2 || p->rank > 3)
        return -1;
    if (p->shape[0] < 1 || p->shape[1] < 1 || p->shape[0] > EXTENT_LIMIT ||
        p->shape[1] > EXTENT_LIMIT)
        return -1;
    switch (channels) {
    case 1:
        return PNG_COLOR_TYPE_GRAY;
    case 3:
        return PNG_COLOR_TYPE_RGB;
    case 4:
        return PNG_COLOR_TYPE_RGBA;
    default:
        return -1;
    }
}

static void write_rows(png_structp png, png_infop info, const lk_tensor *p, int colour)
{
    size_t stride = lk_tensor_count(p) / (size_t)p->shape[0];
    int grey = colour == PNG_COLOR_TYPE_GRAY;
    /* A heatmap is written four times as fast for a tenth of its size. */
    png_set_compression_level(png, grey ? GREY_EFFORT : EFFORT);
    png_set_filter(png, 0, grey ? PNG_FILTER_SUB : PNG_FILTER_PAETH);
    png_set_IHDR(png, info, (png_uint_32)p->shape[1], (png_uint_32)p->shape[0], 8, colour,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int64_t y = 0; y < p->shape[0]; y++)
        png_write_row(png, (png_const_bytep)p->data + (size_t)y * stride);
    png_write_end(png, info);
}

/* All that longjmp may leave lies behind pointers: `b` is the caller's. */
static int encode(buffer *b, const lk_tensor *pixels, int colour)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, b, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, NULL);
        return -1;
    }
    png_set_write_fn(png, b, append, flush);
    write_rows(png, info, pixels, colour);
    png_destroy_write_struct(&png, &info);
    return 0;
}

lk_status lk_png_encode(const lk_tensor *pixels, void *(*alloc)(void *user, size_t size),
                        void *user, const void **out, size_t *out_size, lk_fault *fault)
{
    buffer b = {.reason = "out of memory"};
    int colour = colour_type(pixels);
    if (colour < 0) {
        lk_fault_set(fault, "a PNG picture is uint8, H x W, H x W x 3 or H x W x 4");
        return LK_E_UNSUPPORTED;
    }
    void *copy = NULL;
    int rc = encode(&b, pixels, colour);
    if (!rc && (copy = alloc(user, b.size))) {
        memcpy(copy, b.bytes, b.size);
        *out = copy;
        *out_size = b.size;
    } else {
        lk_fault_set(fault, "a PNG picture cannot be encoded: %s", b.reason);
    }
    free(b.bytes);
    return rc ? LK_E_FAIL : copy ? LK_OK : LK_E_MEMORY;
}

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

lk_status lk_png_write(const char *path, const lk_tensor *pixels, lk_fault *fault)
{
    const void *bytes;
    size_t size;
    lk_arena *arena = lk_arena_new(0);
    lk_status status = LK_E_MEMORY;
    if (!arena)
        lk_fault_set(fault, "%s: out of memory", path);
    else if ((status = lk_png_encode(pixels, arena_alloc, arena, &bytes, &size, fault)))
        lk_fault_prefix(fault, "%s: ", path);
    else if (lk_write_whole(path, bytes, size, fault))
        status = LK_E_IO;
    lk_arena_free(arena);
    return status;
}
