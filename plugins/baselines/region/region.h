/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BASELINES_REGION_H
#define LK_BASELINES_REGION_H

/* What the baselines share. */

#include <likeness/plugin.h>

/* How many pixels a region has. */
static inline size_t region_area(const lk_region *r)
{
    return lk_region_area(r);
}

#endif
