/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "decode.h"

#include <png.h>

enum { ROWS_BETWEEN_CHECKS = 64, DEFLATE_LIMIT = 1032 };

/* The pixels of a row as libpng gives them: 1 to 4 channels of 8 or 16 bits. */
typedef struct layout {
    size_t row_size;
    int channels, depth;
} layout;

typedef struct input {
    picture *picture;
    size_t at;
} input;

static void on_error(png_structp png, png_const_charp reason)
{
    input *in = png_get_error_ptr(png);
    if (!in->picture->status)
        picture_fail(in->picture, LK_E_INPUT, "is damaged: %s", reason);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp reason)
{
    (void)png;
    (void)reason;
}

static void read_bytes(png_structp png, png_bytep to, size_t size)
{
    input *in = png_get_io_ptr(png);
    if (size > in->picture->size - in->at)
        png_error(png, "the file ends before the picture does");
    memcpy(to, in->picture->bytes + in->at, size);
    in->at += size;
}

/* Chunks that say nothing about pixels, and may be compressed, stay closed. */
static void set_limits(png_structp png)
{
    static const png_byte closed[] = "iCCP\0tEXt\0zTXt\0iTXt\0sPLT";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, closed, 5);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
}

/* No deflate stream grows more than 1032 times, so a short file with a large
 * extent is refused before its pixels are allocated. */
static lk_status check_extent(picture *p, png_structp png, png_infop info)
{
    uint64_t bits = (uint64_t)png_get_channels(png, info) * png_get_bit_depth(png, info);
    uint64_t pixels = (uint64_t)png_get_image_width(png, info) * png_get_image_height(png, info);
    if (pixels / DEFLATE_LIMIT * bits / 8 > p->size)
        return picture_fail(p, LK_E_INPUT, "is too short for the %u x %u pixels that it claims",
                            png_get_image_width(png, info), png_get_image_height(png, info));
    return picture_allocate(p, png_get_image_width(png, info), png_get_image_height(png, info));
}

/* One sample, on black where it is not opaque, rounded to 8 bits. */
static uint8_t sample(const uint8_t *value, const uint8_t *alpha, int depth)
{
    if (depth == 8)
        return alpha ? (uint8_t)((*value * *alpha + 127u) / 255) : *value;
    uint64_t v = (uint64_t)value[0] << 8 | value[1];
    uint64_t a = alpha ? (uint64_t)alpha[0] << 8 | alpha[1] : 65535;
    return (uint8_t)((v * a + 65535u * 257u / 2) / (65535u * 257u));
}

static void convert_row(const layout *l, const uint8_t *from, size_t width, uint8_t *to)
{
    size_t bytes = (size_t)l->depth / 8;
    int colours = l->channels > 2 ? 3 : 1;
    for (size_t x = 0; x < width; x++, from += (size_t)l->channels * bytes, to += 3) {
        const uint8_t *alpha = l->channels % 2 ? NULL : from + (size_t)colours * bytes;
        for (int c = 0; c < 3; c++)
            to[c] = sample(from + (colours == 3 ? (size_t)c * bytes : 0), alpha, l->depth);
    }
}

static void check_cancelled(picture *p, png_structp png, size_t row)
{
    if (row % ROWS_BETWEEN_CHECKS || !lk_cancelled(p->ctx))
        return;
    p->status = LK_CANCELLED;
    png_error(png, "cancelled");
}

/* The rows of a picture that is not interlaced pass through one buffer. */
static void read_rows(picture *p, png_structp png, const layout *l, int passes)
{
    size_t kept = passes > 1 ? p->height : 1;
    uint8_t *rows = lk_alloc_array(p->ctx, kept, l->row_size);
    if (!rows) {
        picture_fail(p, LK_E_MEMORY, "does not fit into memory");
        png_error(png, p->reason);
    }
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < p->height; y++) {
            uint8_t *row = rows + (kept > 1 ? y * l->row_size : 0);
            check_cancelled(p, png, y);
            png_read_row(png, row, NULL);
            if (pass == passes - 1)
                convert_row(l, row, p->width, p->pixels + y * p->width * 3);
        }
}

static void read_picture(picture *p, png_structp png, png_infop info)
{
    layout l;
    png_bytep exif;
    png_uint_32 exif_size;
    png_read_info(png, info);
    if (check_extent(p, png, info))
        png_error(png, p->reason);
    png_set_expand(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    l.row_size = png_get_rowbytes(png, info);
    l.channels = png_get_channels(png, info);
    l.depth = png_get_bit_depth(png, info);
    read_rows(p, png, &l, passes);
    png_read_end(png, info);
    if (png_get_eXIf_1(png, info, &exif_size, &exif))
        p->orientation = picture_orientation(exif, exif_size);
}

lk_status picture_decode_png(picture *p)
{
    input in = {.picture = p};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &in, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return picture_fail(p, LK_E_MEMORY, "does not fit into memory");
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return p->status;
    }
    png_set_read_fn(png, &in, read_bytes);
    set_limits(png);
    read_picture(p, png, info);
    png_destroy_read_struct(&png, &info, NULL);
    return LK_OK;
}
