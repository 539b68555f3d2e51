/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CUT_H
#define LK_CORE_CUT_H

/* Cutting a network's view out of an image, in four steps.
 *
 * Box: the whole image, the face box, or the bounding box of the landmarks,
 * grown by `enlarge` about its centre. With `floor_box` it is cut to the image
 * and left, top, width and height are each rounded down (as face-api does);
 * without, its edges stay between pixels and what lies off the image is black.
 * Pad: zeros make it a square; half the difference before it, rounded down
 * where the box is of whole pixels.
 * Resize: to the size the network takes. Zeros of the padding take part in the
 * interpolation, as they do where padding is a step of its own.
 * Place: `out->to_image` lays the extent of the raster over the extent of the
 * padded box, for every resize rule. That is where a landmark network trained
 * on such views puts its points, and differs from the centres of the sampled
 * pixels by less than half a pixel of the image under the corner rule. */

#include <likeness/network.h>

#include "fault.h"

/* `image` is uint8 or float32, H x W x 3; `box` and `landmarks` are in its
 * pixels and may be NULL when the view does not ask for them. LK_MISSING when
 * it does and they are; LK_E_INPUT when the box has no pixel in the image. The
 * raster is float32 and allocated with `alloc`; so is some scratch. */
lk_status lk_cut(const lk_raster *image, const lk_view *view, const lk_box *box,
                 const lk_landmarks *landmarks, void *(*alloc)(void *user, size_t size), void *user,
                 lk_raster *out, lk_fault *fault);

#endif
