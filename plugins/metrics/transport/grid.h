/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_TRANSPORT_GRID_H
#define METRICS_TRANSPORT_GRID_H

/* Mass on the pixels of a frame, on a coarser grid over it, and along its sides. */

#include <stddef.h>
#include <stdint.h>

/* The positive values of a heatmap, or the pixels of a mask: one of the two is
 * NULL. */
typedef struct frame_mass {
    const float *map;
    const uint8_t *mask;
    size_t height, width;
} frame_mass;

static inline double mass_at(const frame_mass *m, size_t i)
{
    if (m->mask)
        return m->mask[i] != 0;
    return m->map[i] > 0 ? (double)m->map[i] : 0;
}

/* What lies in each of side x side cells of equal size, row by row. A pixel
 * that a border of cells cuts is shared in proportion to its area. `band` is room
 * for the width of the frame. */
void grid_mass(const frame_mass *m, size_t side, double *band, double *cells);

/* The sums over each row and each column, which are zeroed. */
void line_mass(const frame_mass *m, double *rows, double *columns);

/* How far the mass of a line must travel at least to become that of the other,
 * in steps of the line, as a mean over the mass: the area between the two
 * cumulated shares. The sums are above 0. */
double line_distance(const double *a, const double *b, size_t length);

#endif
