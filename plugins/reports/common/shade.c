/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "shade.h"

#include <math.h>

int shade_is_float(const lk_tensor *pixels, int channels)
{
    return pixels->data && pixels->dtype.code == LK_DTYPE_FLOAT && pixels->dtype.bits == 32 &&
           pixels->rank == (channels ? 3 : 2) && pixels->shape[0] > 0 && pixels->shape[1] > 0 &&
           (!channels || pixels->shape[2] == channels);
}

static void find_range(const float *values, size_t count, double *low, double *high)
{
    float least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) {
            least = values[i] < least ? values[i] : least;
            most = values[i] > most ? values[i] : most;
        }
    *low = (double)least;
    *high = (double)most;
}

/* From 0 to 255, halves upwards. */
static uint8_t nearest(double x)
{
    uint8_t whole = (uint8_t)x;
    return (uint8_t)(whole + (x - whole >= .5));
}

lk_status shade_grey(lk_context *ctx, const lk_tensor *map, lk_tensor *out)
{
    double low, high;
    const float *values = map->data;
    size_t count = lk_tensor_count(map);
    uint8_t *grey = lk_alloc(ctx, count);
    if (!grey)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a picture of %zu pixels", count);
    find_range(values, count, &low, &high);
    double scale = high > low ? 255 / (high - low) : 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]) && scale > 0)
            grey[i] = nearest(((double)values[i] - low) * scale);
    *out = lk_tensor_over(grey, LK_DTYPE_UINT, 8, 2, map->shape);
    return LK_OK;
}
