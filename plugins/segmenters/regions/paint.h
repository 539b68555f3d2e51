/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REGIONS_PAINT_H
#define REGIONS_PAINT_H

#include "../../common/shape/shape.h"

/* Labels over a view, int32 H x W. */
typedef struct canvas {
    int64_t height, width;
    int32_t *labels;
} canvas;

/* Give the pixels whose centres lie in a contour (even-odd) this label. A centre on
 * an edge is on its right. */
lk_status paint_contour(lk_context *ctx, const shape_contour *contour, int32_t label,
                        const canvas *out);

/* Give each label of 0 .. count - 1 that no pixel has the pixel nearest to its place,
 * of those whose own label has others. There are `count` pixels or more. */
lk_status paint_missing(lk_context *ctx, const lk_point *places, uint32_t count, const canvas *out);

#endif
