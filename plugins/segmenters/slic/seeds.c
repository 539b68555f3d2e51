/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "seeds.h"

#include <math.h>

static seed_axis spread(size_t length, double step)
{
    seed_axis a = {.start = (size_t)floor(step / 2), .step = (size_t)rint(step)};
    a.count = (length - a.start + a.step - 1) / a.step;
    return a;
}

seed_grid seeds_place(size_t height, size_t width, size_t segments)
{
    size_t shorter = height < width ? height : width, pixels = height * width;
    if (pixels <= segments)
        return (seed_grid){{0, 1, height}, {0, 1, width}};
    double step = sqrt((double)pixels / (double)segments);
    if ((double)shorter >= step)
        return (seed_grid){spread(height, step), spread(width, step)};
    /* Too thin for a square grid: one line of seeds along the longer axis. */
    double along = (double)(pixels / shorter) / (double)segments;
    seed_axis line = spread(pixels / shorter, along), middle = spread(shorter, (double)shorter);
    return height == shorter ? (seed_grid){middle, line} : (seed_grid){line, middle};
}
