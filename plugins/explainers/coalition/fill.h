/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_COALITION_FILL_H
#define EXPLAINERS_COALITION_FILL_H

/* What a hidden segment shows in place of the view. */

#include <likeness/plugin.h>

typedef enum fill_kind {
    FILL_BLACK,
    FILL_MEAN,           /* the segment's own mean colour */
    FILL_TRUNCATED_MEAN, /* the same, its fraction dropped, as in an 8-bit image */
    FILL_COLOUR,         /* one colour everywhere */
    FILL_GREY,           /* half of white everywhere */
    FILL_BLUR            /* the view, out of focus */
} fill_kind;

typedef struct fill {
    fill_kind kind;
    const lk_double_list *colour; /* red, green, blue; empty but for FILL_COLOUR */
    double sigma;                 /* of FILL_BLUR: standard deviation in pixels, above 0 */
} fill;

/* Is the colour there where it is needed, and only there? For `open`. */
lk_status fill_check(lk_context *ctx, const fill *f);

/* The fill image, float32 of the view's shape, in the arena. `segments` (int32
 * H x W, labels below `segment_count`) bound the means. */
lk_status fill_paint(lk_context *ctx, const fill *f, const lk_raster *view,
                     const lk_tensor *segments, uint32_t segment_count, lk_tensor *out);

/* The same where the view is one segment: the mean is its own. */
lk_status fill_paint_whole(lk_context *ctx, const fill *f, const lk_raster *view, lk_tensor *out);

#endif
