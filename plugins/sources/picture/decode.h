/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_PICTURE_DECODE_H
#define LK_SOURCES_PICTURE_DECODE_H

/* Inside the picture reader: one picture on its way from bytes to pixels.
 * Decoders unwind with longjmp, so all that must survive lies here. */

#include "picture.h"

typedef struct picture {
    lk_context *ctx;
    const char *name;
    const uint8_t *bytes;
    size_t size;
    size_t width, height;
    uint8_t *pixels; /* RGB, of the arena */
    int orientation; /* of EXIF, 1..8 */
    lk_status status;
    char reason[200]; /* why it is refused, without the name */
} picture;

/* Decode `bytes`; on failure leave `status` and `reason`. */
lk_status picture_decode_png(picture *p);
lk_status picture_decode_jpeg(picture *p);

/* Leave `status` and `reason` and return `status`. */
lk_status picture_fail(picture *p, lk_status status, const char *format, ...) LK_PRINTF(3, 4);

/* Check the extent and allocate the pixels. */
lk_status picture_allocate(picture *p, size_t width, size_t height);

/* The orientation in a TIFF header and its first directory, which is what EXIF
 * is; 1 when there is none or it makes no sense. */
int picture_orientation(const uint8_t *tiff, size_t size);

/* Turn the pixels upright. */
lk_status picture_turn(picture *p);

#endif
