/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BASELINES_FACE_H
#define LK_BASELINES_FACE_H

/* The face that a baseline is drawn from: the mean of the study's faces, as
 * the host gives it, or a picture in its place. */

#include <likeness/plugin.h>

typedef struct face {
    const char *picture; /* a file, or NULL */
    lk_tensor pixels;    /* what it holds: uint8 H x W x 3 */
} face;

/* What the parameter of the picture says. */
#define FACE_PICTURE_DOC                                                                           \
    "PNG or JPEG image of a face in the frame of the heatmaps, of its size, in place of the mean " \
    "of the study's faces; ready-made heatmaps have no other."

/* Read the picture where there is one. */
lk_status face_open(lk_context *ctx, face *f);

/* Its luminance, 0 to 255, 0 where no face reaches; `out` is of the frame's size.
 * LK_MISSING with the reason where there is no face. */
lk_status face_luminance(lk_context *ctx, const face *f, const lk_frame *frame, lk_heatmap *out);

#endif
