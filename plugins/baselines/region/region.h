/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BASELINES_REGION_H
#define LK_BASELINES_REGION_H

/* What the baselines share. */

#include <likeness/plugin.h>

/* How many pixels a region has. */
static inline size_t region_area(const lk_region *r)
{
    const uint8_t *p = r->pixels.data;
    size_t area = 0;
    for (size_t i = 0, n = lk_tensor_count(&r->pixels); i < n; i++)
        area += p[i] != 0;
    return area;
}

#endif
