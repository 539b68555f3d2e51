/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_ALIGNERS_LOCATE_H
#define LK_ALIGNERS_LOCATE_H

/* Which triangle a pixel of the canvas lies in, and where in it. Pixel (x, y)
 * is the point (x, y) here, not its centre. */

#include "delaunay.h"

/* Barycentric coordinates in the triangle of three points; 0 when the triangle
 * is degenerate. */
int barycentric(const lk_point *corners[3], double x, double y, double out[3]);

/* For every pixel of a width x height canvas the number, from 1, of the first
 * triangle that contains it (all barycentric coordinates >= -1e-9); pixels in
 * none are left as they are, at 0. */
lk_status locate(lk_context *ctx, const lk_point *points, const triangle *triangles, size_t count,
                 size_t width, size_t height, uint16_t *out);

#endif
