/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_COMMON_MOMENTS_H
#define METRICS_COMMON_MOMENTS_H

/* Second moments of pairs in one pass, by Welford's update. The sum of squares
 * of a series whose values are all equal is exactly 0. */

#include <math.h>

typedef struct moments {
    double count, mean_x, mean_y, xx, yy, xy;
} moments;

static inline void moments_add(moments *m, double x, double y)
{
    double dx = x - m->mean_x, dy = y - m->mean_y;
    m->count++;
    m->mean_x += dx / m->count;
    m->mean_y += dy / m->count;
    m->xx += dx * (x - m->mean_x);
    m->yy += dy * (y - m->mean_y);
    m->xy += dx * (y - m->mean_y);
}

/* One of the series is constant (or empty): it correlates with nothing. */
static inline int moments_constant(const moments *m)
{
    return m->xx == 0 || m->yy == 0;
}

/* A cosine, which rounding may have pushed beyond its range. */
static inline double unit_clamp(double r)
{
    return r > 1 ? 1 : r < -1 ? -1 : r;
}

/* Pearson's correlation of series that are not constant. */
static inline double moments_pearson(const moments *m)
{
    return unit_clamp(m->xy / sqrt(m->xx * m->yy));
}

#endif
