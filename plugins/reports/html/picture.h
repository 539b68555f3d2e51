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
/* A layer of the outline, or of the ground, that was defined under that number. */
void picture_use(page *p, size_t number, const char *style);
void picture_use_ground(page *p, size_t number);
void picture_close(page *p);

/* What several pictures show is defined once, between these. */
void picture_define(page *p);
void picture_define_end(page *p);
/* The outline of a region (uint8 H x W). */
void picture_outline(page *p, size_t number, const lk_tensor *region);
/* A photograph (float32 H x W x 3) in grey, for maps to lie on. */
void picture_ground(page *p, size_t number, const lk_tensor *photo);

/* A map (float32 H x W) in colours; over a ground it can be seen through where it is
 * weak. Ascending palettes span the map's range, diverging ones its largest size on
 * both sides of 0. */
void picture_heat(page *p, const lk_tensor *map, int is_over, palette colours, lk_tensor *out);
/* A float32 H x W x 3 picture as uint8. */
void picture_photo(page *p, const lk_tensor *photo, lk_tensor *out);

int picture_is_region(const lk_tensor *t);
int picture_same_size(const lk_tensor *a, const lk_tensor *b);

#endif
