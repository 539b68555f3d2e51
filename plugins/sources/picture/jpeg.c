/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "decode.h"

#include <setjmp.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

/* Encoders write about ten scans; thousands over a large picture are a bomb. */
enum { SCAN_LIMIT = 100, ROWS_BETWEEN_CHECKS = 64, MARKER_LIMIT = 0xffff };

typedef struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf jump;
    picture *picture;
} reader;

static reader *reader_of(j_common_ptr jpeg)
{
    return jpeg->client_data;
}

static void on_error(j_common_ptr jpeg)
{
    reader *r = reader_of(jpeg);
    char text[JMSG_LENGTH_MAX];
    if (!r->picture->status) {
        jpeg->err->format_message(jpeg, text);
        picture_fail(r->picture, LK_E_INPUT, "is damaged or of an unknown kind: %.150s", text);
    }
    longjmp(r->jump, 1);
}

/* A warning stands for pixels that were made up, but for these. */
static void on_message(j_common_ptr jpeg, int level)
{
    int code = jpeg->err->msg_code;
    if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_ADOBE_XFORM &&
        code != JWRN_JFIF_MAJOR)
        on_error(jpeg);
}

static void on_output(j_common_ptr jpeg)
{
    (void)jpeg;
}

static void fail(reader *r, lk_status status, const char *reason)
{
    picture_fail(r->picture, status, "%s", reason);
    longjmp(r->jump, 1);
}

static void on_progress(j_common_ptr jpeg)
{
    reader *r = reader_of(jpeg);
    if (r->jpeg.input_scan_number > SCAN_LIMIT)
        fail(r, LK_E_UNSUPPORTED, "has more than 100 scans, which no camera or program writes");
    if (lk_cancelled(r->picture->ctx))
        fail(r, LK_CANCELLED, "was not read to its end");
}

static void read_exif(reader *r)
{
    static const uint8_t head[6] = "Exif\0";
    for (jpeg_saved_marker_ptr m = r->jpeg.marker_list; m; m = m->next)
        if (m->data_length > sizeof head && !memcmp(m->data, head, sizeof head)) {
            r->picture->orientation =
                picture_orientation(m->data + sizeof head, m->data_length - sizeof head);
            return;
        }
}

/* What passes through two filters, each of which lets a share of 255 through. */
static uint8_t through(unsigned a, unsigned b)
{
    return (uint8_t)((a * b + 127) / 255);
}

/* Adobe's programs write how much of each ink is missing. */
static void mix_inks(const uint8_t *from, size_t width, uint8_t *to)
{
    for (size_t x = 0; x < width; x++, from += 4, to += 3)
        for (int c = 0; c < 3; c++)
            to[c] = through(from[c], from[3]);
}

static void read_rows(reader *r, int is_cmyk)
{
    picture *p = r->picture;
    uint8_t *inks = is_cmyk ? lk_alloc_array(p->ctx, p->width, 4) : NULL;
    if (is_cmyk && !inks)
        fail(r, LK_E_MEMORY, "does not fit into memory");
    for (size_t y = 0; y < p->height; y++) {
        JSAMPROW to = p->pixels + y * p->width * 3, row = is_cmyk ? inks : to;
        jpeg_read_scanlines(&r->jpeg, &row, 1);
        if (is_cmyk)
            mix_inks(inks, p->width, to);
    }
}

static void read_picture(reader *r)
{
    picture *p = r->picture;
    jpeg_mem_src(&r->jpeg, p->bytes, p->size);
    jpeg_save_markers(&r->jpeg, JPEG_APP0 + 1, MARKER_LIMIT);
    jpeg_read_header(&r->jpeg, TRUE);
    read_exif(r);
    if (picture_allocate(p, r->jpeg.image_width, r->jpeg.image_height))
        longjmp(r->jump, 1);
    int is_cmyk = r->jpeg.jpeg_color_space == JCS_CMYK || r->jpeg.jpeg_color_space == JCS_YCCK;
    if (is_cmyk && !r->jpeg.saw_Adobe_marker)
        fail(r, LK_E_UNSUPPORTED,
             "is CMYK without Adobe's marker, so nobody knows whether its inks are inverted: save "
             "it as RGB");
    r->jpeg.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&r->jpeg);
    read_rows(r, is_cmyk);
    jpeg_finish_decompress(&r->jpeg);
}

lk_status picture_decode_jpeg(picture *p)
{
    reader r = {.picture = p};
    r.jpeg.err = jpeg_std_error(&r.errors);
    r.jpeg.client_data = &r;
    r.errors.error_exit = on_error;
    r.errors.emit_message = on_message;
    r.errors.output_message = on_output;
    r.progress.progress_monitor = on_progress;
    if (!setjmp(r.jump)) {
        jpeg_create_decompress(&r.jpeg);
        r.jpeg.progress = &r.progress;
        read_picture(&r);
    }
    jpeg_destroy_decompress(&r.jpeg);
    return p->status;
}
