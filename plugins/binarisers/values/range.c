/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "range.h"

#include <math.h>

lk_status range_of(lk_context *ctx, const lk_heatmap *map, double *low, double *high)
{
    const float *v = map->values.data;
    float least = INFINITY, largest = -INFINITY;
    if (map->values.dtype.code != LK_DTYPE_FLOAT || map->values.dtype.bits != 32)
        return lk_error(ctx, LK_E_INPUT, "a heatmap must be float32.");
    for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++) {
        if (!isfinite(v[i]))
            return lk_error(ctx, LK_MISSING, "the heatmap has a value that is not finite.");
        least = v[i] < least ? v[i] : least;
        largest = v[i] > largest ? v[i] : largest;
    }
    if (!(least < largest))
        return lk_error(ctx, LK_MISSING, "the heatmap is the same everywhere.");
    *low = (double)least;
    *high = (double)largest;
    return LK_OK;
}
