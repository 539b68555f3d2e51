/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_OCCLUSION_WINDOWS_H
#define EXPLAINERS_OCCLUSION_WINDOWS_H

/* Windows sliding over an image, and the cells that their edges cut it into: a
 * window is a block of whole cells. As in Captum's Occlusion the first window
 * lies in the corner, and the last one is cut at the border. */

#include <likeness/plugin.h>

/* One direction. Windows do not leave gaps: 0 < stride <= size. */
typedef struct windows_axis {
    int64_t extent, size, stride; /* in pixels */
    int64_t windows;
    uint32_t cells;
    const uint32_t *cell_of; /* extent: the cell a pixel lies in */
} windows_axis;

/* How many windows it takes to cover an extent. */
int64_t windows_count(int64_t extent, int64_t size, int64_t stride);

lk_status windows_cut(lk_context *ctx, int64_t extent, int64_t size, int64_t stride,
                      windows_axis *out);

/* The cells first .. end - 1 that a window covers. */
void windows_cells(const windows_axis *a, int64_t window, uint32_t *first, uint32_t *end);

#endif
