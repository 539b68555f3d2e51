/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef QUICKSHIFT_FIELD_H
#define QUICKSHIFT_FIELD_H

/* An image between margins wide enough that a window never leaves its row, and
 * the density of its pixels. A pixel of the margin is far from all of the image
 * in colour: it adds nothing to a density and is nobody's neighbour. */

#include "../planes/planes.h"

enum { LANES = PLANES_LANE };

typedef struct field {
    size_t height, width, stride;
    size_t margin;       /* before the first pixel of a row; a multiple of LANES */
    size_t down, across; /* how far a window reaches */
    double *channel[PLANES], *density;
} field;

/* The image with density 0. Windows reach `reach` pixels, no further than the
 * image does. */
lk_status field_open(lk_context *ctx, const planes *image, size_t reach, field *out);

/* Where pixel (y, 0) is in the planes. */
static inline size_t field_row(const field *f, size_t y)
{
    return y * f->stride + f->margin;
}

/* Add to the density of each pixel a Gaussian of width `kernel` round each
 * pixel in its window, in colour and place. */
lk_status field_add_density(lk_context *ctx, field *f, double kernel);

#endif
