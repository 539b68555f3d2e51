/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_ALIGNERS_DELAUNAY_H
#define LK_ALIGNERS_DELAUNAY_H

/* Delaunay triangles by Qhull, as SciPy's `spatial.Delaunay` gives them: the
 * same options, the same order of triangles, the same order of corners. Points
 * that coincide with others belong to no triangle. */

#include <likeness/plugin.h>

typedef struct triangle {
    uint32_t corner[3]; /* indices of points, counter-clockwise for y upwards */
} triangle;

/* `points` is not changed; `out` is of the arena. LK_MISSING with Qhull's reason
 * when the points make no triangles. */
lk_status delaunay(lk_context *ctx, lk_point *points, size_t count, const triangle **out,
                   size_t *out_count);

#endif
