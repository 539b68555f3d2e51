/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLANES_H
#define PLANES_H

/* A view as segmenters work on it: one plane of doubles a channel. */

#include <likeness/plugin.h>

enum { PLANES = 3, PLANES_LANE = 8 };

/* Rows are `stride` values apart, a multiple of PLANES_LANE; what lies between
 * `width` and `stride` is finite and means nothing. Planes and rows are 64-byte
 * aligned. */
typedef struct planes {
    size_t height, width, stride;
    double *channel[PLANES];
} planes;

/* For loops over pixels: copies for wider vectors, chosen among when the plugin
 * is loaded. All give the same bits. Static functions only: compilers do not
 * agree on the name of one that others call. */
#if defined(__x86_64__) && defined(__gnu_linux__)
#define PLANES_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define PLANES_WIDE
#endif

/* The height and width of `view`, after checking that it is one image and that
 * `labels` fits it. */
lk_status planes_size(lk_context *ctx, const lk_raster *view, const lk_tensor *labels,
                      size_t *height, size_t *width);

/* Planes in the arena with the RGB values of `view` as scikit-image has those
 * of a uint8 image: value x (1 / 255). A value that is not finite is refused. */
lk_status planes_open(lk_context *ctx, const lk_raster *view, planes *out);

/* Subtract the smallest value of all, divide by the largest then. */
void planes_stretch(planes *p);

/* sRGB in 0..1 to CIE Lab under D65, L in 0..100. */
void planes_to_lab(planes *p);

/* Convolve each plane with a Gaussian cut at four sigma, edges reflected, as
 * scipy.ndimage.gaussian_filter does; nothing for sigma 0. */
lk_status planes_blur(lk_context *ctx, planes *p, double sigma);

/* Multiply every value. */
void planes_scale(planes *p, double factor);

#endif
