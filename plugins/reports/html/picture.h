/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_PICTURE_H
#define HTML_PICTURE_H

#include "palette.h"

/* Pictures of the page: pixels as PNG, with outlines as vectors over them. */

/* Open a picture of this size in pixels; `alt` says what it shows. Then layers,
 * then the close. */
void picture_open(page *p, int64_t height, int64_t width, const char *alt);
/* A layer of pixels: uint8, as host->encode_png takes. */
void picture_pixels(page *p, const lk_tensor *pixels);
/* A layer of the outline that picture_outline defined under that number. */
void picture_use(page *p, size_t number, const char *style);
void picture_close(page *p);

/* Define the outline of a region (uint8 H x W) for use in pictures. */
void picture_outline(page *p, size_t number, const lk_tensor *region);

/* A map (float32 H x W) in colours. `below` (float32 H x W x 3, of its size) is
 * seen in grey where the map is weak; NULL: colours only. Ascending palettes
 * span the map's range, diverging ones its largest size on both sides of 0. */
void picture_heat(page *p, const lk_tensor *map, const lk_tensor *below, palette colours,
                  lk_tensor *out);
/* A float32 H x W x 3 picture as uint8, in grey where asked. */
void picture_photo(page *p, const lk_tensor *photo, int grey, lk_tensor *out);

int picture_is_region(const lk_tensor *t);
int picture_same_size(const lk_tensor *a, const lk_tensor *b);

#endif
