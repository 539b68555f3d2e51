/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLUGINS_COMMON_LATTICE_H
#define PLUGINS_COMMON_LATTICE_H

#include <stddef.h>
#include <stdint.h>

/* A view in rows and columns of cells, numbered along the rows. The remainder is
 * spread, so that the sides of two cells differ by at most one pixel. */

/* Label one row of pixels; its first cell is number `first`. */
static inline void lattice_row(int32_t *row, size_t width, size_t columns, size_t first)
{
    for (size_t c = 0; c < columns; c++)
        for (size_t x = c * width / columns; x < (c + 1) * width / columns; x++)
            row[x] = (int32_t)(first + c);
}

static inline void lattice_fill(int32_t *labels, size_t height, size_t width, size_t rows,
                                size_t columns)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t y = r * height / rows; y < (r + 1) * height / rows; y++)
            lattice_row(labels + y * width, width, columns, r * columns);
}

#endif
