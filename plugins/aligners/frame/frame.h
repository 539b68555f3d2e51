/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_ALIGNERS_FRAME_H
#define LK_ALIGNERS_FRAME_H

/* What aligners share: the canonical frame, read from a file, and the walk
 * over the pixels of a map on its way there.
 *
 * A frame file is YAML:
 *
 *     width: 224
 *     height: 275
 *     landmarks: [[16, 90], [17, 119], ...]   # x, y in pixels; may be left out
 */

#include <likeness/plugin.h>

/* Read a frame file. Its landmarks are of the arena. Sizes run to 16384 pixels
 * a side, landmarks may lie outside the canvas by its own size at most. */
lk_status frame_read(lk_context *ctx, const char *path, lk_frame *out);

/* The pixels of a map and of the canvas that it is warped to: rows of float32,
 * `channels` values a pixel. */
typedef struct frame_planes {
    const float *from;
    float *to;
    size_t from_width, from_height;
    size_t to_width, to_height;
    size_t channels;
} frame_planes;

/* Check that `map` is float32 H x W or H x W x C and that `out` has the frame's
 * shape, and fill `planes`. */
lk_status frame_open_planes(lk_context *ctx, const lk_frame *frame, const lk_heatmap *map,
                            const lk_heatmap *out, frame_planes *planes);

/* LK_OK when the landmarks can be used to align a map of `planes` to those of the
 * frame: as many, finite, none farther outside the map than its own size, at
 * least one inside, not all in one point, nor on one line unless the frame's are.
 * Otherwise LK_MISSING, with the reason. `landmarks` may be NULL. */
lk_status frame_check_landmarks(lk_context *ctx, const frame_planes *planes,
                                const lk_landmarks *landmarks, const lk_landmarks *frame);

#endif
