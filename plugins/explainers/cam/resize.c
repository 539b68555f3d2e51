/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "resize.h"

#include <math.h>

/* Two neighbours along an axis, and the share of the second. */
typedef struct place {
    size_t low, high;
    double share;
} place;

static place find(resize_grid grid, size_t i, size_t from, size_t to)
{
    double at = ((double)i + .5) * (double)from / (double)to - .5;
    if (grid == RESIZE_CORNERS)
        at = to > 1 ? (double)i * (double)(from - 1) / (double)(to - 1) : 0;
    at = fmin(fmax(at, 0), (double)(from - 1));
    place p = {.low = (size_t)at};
    p.high = p.low + 1 < from ? p.low + 1 : p.low;
    p.share = at - (double)p.low;
    return p;
}

static double between(const double *row, place x)
{
    return row[x.low] * (1 - x.share) + row[x.high] * x.share;
}

void resize_map(resize_grid grid, resize_plane from, const double *map, resize_plane to,
                double *out)
{
    for (size_t i = 0; i < to.height; i++) {
        place y = find(grid, i, from.height, to.height);
        for (size_t j = 0; j < to.width; j++) {
            place x = find(grid, j, from.width, to.width);
            *out++ = between(map + y.low * from.width, x) * (1 - y.share) +
                     between(map + y.high * from.width, x) * y.share;
        }
    }
}

void resize_stretch(double *map, size_t count, double floor)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, map[i]);
        most = fmax(most, map[i]);
    }
    double range = floor + (most - least);
    for (size_t i = 0; i < count; i++)
        map[i] = range > 0 ? (map[i] - least) / range : 0;
}
