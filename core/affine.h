/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_AFFINE_H
#define LK_CORE_AFFINE_H

/* Affine maps of the plane, and landmarks carried through them. Every raster
 * and heatmap has a map to the pixels of its image; these are the three things
 * anyone does with one. */

#include <likeness/types.h>

#include "fault.h"

extern const lk_affine lk_affine_identity;

lk_point lk_affine_apply(const lk_affine *a, lk_point p);
/* First `inner`, then `outer`. */
lk_affine lk_affine_compose(const lk_affine *outer, const lk_affine *inner);
/* -1, and `out` untouched, when the map squeezes the plane flat or holds
 * something that is not finite. */
int lk_affine_invert(const lk_affine *a, lk_affine *out);

/* Landmarks in pixels of the image, as pixels of a raster cut from it. The
 * points are allocated with `alloc`. */
lk_status lk_landmarks_to_view(const lk_landmarks *landmarks, const lk_raster *view,
                               void *(*alloc)(void *user, size_t size), void *user,
                               lk_landmarks *out, lk_fault *fault);

#endif
