/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_COMMON_FLAW_H
#define METRICS_COMMON_FLAW_H

/* What two heatmaps must have before their values are compared, and what is
 * said where they lack it. */

#include "value.h"

#define HEATMAPS_DIFFER                                                                            \
    "two heatmaps of different sizes cannot be compared: align both to one frame"

/* Why no order and no spread can be read from a map: NULL where they can, with
 * its least and largest value. */
static inline const char *map_flaw(const lk_tensor *map, double *low, double *high)
{
    const float *v = map->data;
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0, n = lk_tensor_count(map); i < n; i++) {
        if (!isfinite(v[i]))
            return "a heatmap has a value that is not finite";
        *low = v[i] < *low ? v[i] : *low;
        *high = v[i] > *high ? v[i] : *high;
    }
    return *low < *high ? NULL : "a heatmap is constant";
}

/* The same of a pair, whose ranges are not asked for. */
static inline const char *pair_flaw(const lk_tensor *a, const lk_tensor *b)
{
    double low, high;
    const char *flaw = map_flaw(a, &low, &high);
    return flaw ? flaw : map_flaw(b, &low, &high);
}

static inline void all_missing(lk_value *values, size_t count, const char *reason)
{
    for (size_t i = 0; i < count; i++)
        value_missing(&values[i], reason);
}

#endif
