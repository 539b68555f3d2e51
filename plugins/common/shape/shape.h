/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_COMMON_SHAPE_H
#define LK_COMMON_SHAPE_H

/* Shapes over the landmarks of a frame, as files of masks and regions write them,
 * and filling them.
 *
 * A point (ids are 1-based, as in the papers on the iBUG scheme):
 *
 *     30        landmark 30
 *     x6y51     x of landmark 6, y of landmark 51
 *     t19       x of landmark 19, at the upper edge
 *     b46       x of landmark 46, at the height of landmark 30, the tip of the nose
 *     m13_55    halfway between two landmarks; TL and TR may stand for one
 *     18+28-34  landmark 18 moved by the way from 34 to 28; 18+37/4-18/4 is a quarter of
 *               the way from 18 to 37. It turns with the face
 *     TL TR     the upper corners of the canvas
 *     l37 r37 u37 d37
 *               landmark 37 moved left, right, up or down by the shape's offset
 *
 * A length, also that of an offset:
 *
 *     20        pixels
 *     W  H      the canvas's width, height
 *     x20_25    how far two landmarks are apart along x; y20_25 along y
 *     H/10      any of these, divided
 *     H/10+5    and enlarged by pixels
 *
 * A shape is a list of points, a polygon; or a map
 *
 *     {polygon: [...], hole: [...], offset: LENGTH}   hole and offset may be left out
 *     {ellipse: POINT, rx: LENGTH, ry: LENGTH, offset: LENGTH}
 *
 * Pixels on a boundary belong to the shape, a hole's too. */

#include <likeness/plugin.h>

typedef struct shape_contour {
    size_t count;
    const lk_point *points;
} shape_contour;

/* A list of 3 points or more, in the arena; offsets are 0. */
lk_status shape_polygon(lk_context *ctx, const lk_node *list, const lk_frame *frame,
                        shape_contour *out);

/* Fill contours together, by the even-odd rule, adding to `out`. Points are cut
 * to the pixel they lie in, and no farther away than 65536; the pixels are those
 * of OpenCV's fillPoly, on a canvas that holds the contours whole. */
lk_status shape_fill(lk_context *ctx, const shape_contour *contours, size_t count, lk_region *out);

/* Add the pixels whose centres lie in an upright ellipse. */
void shape_fill_ellipse(lk_point centre, double rx, double ry, lk_region *out);

/* The value of one expression on a frame. */
lk_status shape_point(lk_context *ctx, const lk_node *node, const lk_frame *frame, double offset,
                      lk_point *out);
lk_status shape_length(lk_context *ctx, const lk_node *node, const lk_frame *frame, double *out);

/* Add a list of shapes to `out`, which has the frame's size. LK_E_INPUT, with
 * the place in the file, where one is not written as above, or names a landmark
 * that the frame lacks. */
lk_status shape_draw(lk_context *ctx, const lk_node *shapes, const lk_frame *frame, lk_region *out);

/* Draw shapes on a canvas of one pixel with 68 landmarks, to find what is
 * written wrong when a file is opened. */
lk_status shape_check(lk_context *ctx, const lk_node *shapes);

/* LK_OK when masks can be drawn on this frame: it has 68 landmarks, and `out`
 * has its size. */
lk_status shape_check_frame(lk_context *ctx, const lk_frame *frame, const lk_region *out);

#endif
