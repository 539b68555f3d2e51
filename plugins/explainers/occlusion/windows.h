/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_OCCLUSION_WINDOWS_H
#define EXPLAINERS_OCCLUSION_WINDOWS_H

/* Windows sliding over an image, and the cells that their edges cut it into: a
 * window is a block of whole cells, which are the segments. As in Captum's Occlusion
 * the first window lies in the corner, and the last one is cut at the border. */

#include "../coalition/coalition.h"

/* One direction. Windows do not leave gaps: 0 < stride <= size. */
typedef struct windows_axis {
    int64_t size, stride, extent; /* in pixels */
    int64_t count;                /* how many windows it takes to cover the extent */
    uint32_t cells;
    const uint32_t *cell_of; /* extent: the cell a pixel lies in */
} windows_axis;

typedef struct windows {
    windows_axis down, across;
} windows;

/* Of sizes and strides, find how many there are. */
void windows_measure(windows *w, int64_t height, int64_t width);
static inline size_t windows_count(const windows *w)
{
    return (size_t)(w->down.count * w->across.count);
}

/* The same for the view of a problem, and cut it into their cells. */
lk_status windows_cut(lk_context *ctx, windows *w, coalition *c);

/* Hide one, counted row by row, in a sample. */
void windows_hide(const windows *w, size_t which, coalition *c, size_t row);

#endif
