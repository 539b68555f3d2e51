/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "overlay.h"

#include <math.h>

#include <likeness/host.h>

static const double opaque = 0.85; /* the most that the map covers */

/* Stops of the palettes, evenly spaced over strength 0..1. */
enum { STOPS = 4 };
typedef double colour[3];

static const colour against[STOPS] = {
    {209, 229, 240}, {103, 169, 207}, {33, 102, 172}, {5, 48, 97}};
static const colour in_favour[STOPS] = {
    {253, 219, 199}, {239, 138, 98}, {178, 24, 43}, {103, 0, 31}};
static const colour ascending[STOPS] = {
    {66, 10, 104}, {147, 38, 103}, {229, 92, 48}, {252, 255, 164}};

static void pick(const colour *stops, double strength, colour out)
{
    double position = strength * (STOPS - 1);
    int i = position >= STOPS - 1 ? STOPS - 2 : (int)position;
    double share = position - i;
    for (int c = 0; c < 3; c++)
        out[c] = stops[i][c] + share * (stops[i + 1][c] - stops[i][c]);
}

static double channel(const lk_tensor *picture, size_t at)
{
    return picture->dtype.code == LK_DTYPE_UINT ? ((const uint8_t *)picture->data)[at]
                                                : (double)((const float *)picture->data)[at];
}

static double grey_of(const lk_tensor *picture, size_t pixel)
{
    return 0.299 * channel(picture, 3 * pixel) + 0.587 * channel(picture, 3 * pixel + 1) +
           0.114 * channel(picture, 3 * pixel + 2);
}

static uint8_t to_byte(double v)
{
    uint8_t whole = v > 0 ? (uint8_t)fmin(v, 255) : 0; /* NaN: 0 */
    return (uint8_t)(whole + (whole < 255 && v - whole >= 0.5));
}

/* Where a map is clear, and what one unit of strength is; 0 when it has none. */
static double scale_of(const float *values, size_t n, lk_palette palette, double *clear)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i])) {
            low = fmin(low, (double)values[i]);
            high = fmax(high, (double)values[i]);
        }
    *clear = palette == LK_PALETTE_DIVERGING ? 0 : low;
    double reach = palette == LK_PALETTE_DIVERGING ? fmax(-low, high) : high - low;
    return isfinite(reach) && reach > 0 ? 1 / reach : 0;
}

static void blend(double grey, double strength, lk_palette palette, uint8_t *out)
{
    colour c;
    double cover = opaque * fmin(fabs(strength), 1);
    pick(palette == LK_PALETTE_SEQUENTIAL ? ascending
         : strength < 0                   ? against
                                          : in_favour,
         fmin(fabs(strength), 1), c);
    for (int i = 0; i < 3; i++)
        out[i] = to_byte((1 - cover) * grey + cover * c[i]);
}

static int fits(const lk_tensor *picture, const lk_tensor *map)
{
    int is_u8 = picture->dtype.code == LK_DTYPE_UINT && picture->dtype.bits == 8;
    int is_f32 = picture->dtype.code == LK_DTYPE_FLOAT && picture->dtype.bits == 32;
    return picture->rank == 3 && picture->shape[2] == 3 && (is_u8 || is_f32) && map->rank == 2 &&
           map->dtype.code == LK_DTYPE_FLOAT && map->dtype.bits == 32 &&
           map->shape[0] == picture->shape[0] && map->shape[1] == picture->shape[1];
}

lk_status lk_overlay_draw(const lk_tensor *picture, const lk_tensor *map, lk_palette palette,
                          void *(*alloc)(void *user, size_t size), void *user, lk_tensor *out,
                          lk_fault *fault)
{
    if (!fits(picture, map)) {
        lk_fault_set(fault, "an overlay needs a picture H x W x 3 and a float32 map of its size");
        return LK_E_INPUT;
    }
    double clear;
    const float *values = map->data;
    size_t n = lk_tensor_count(map);
    double scale = scale_of(values, n, palette, &clear);
    uint8_t *pixels = alloc(user, 3 * n);
    if (!pixels) {
        lk_fault_set(fault, "out of memory for an overlay");
        return LK_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        double strength = isfinite(values[i]) ? ((double)values[i] - clear) * scale : 0;
        blend(grey_of(picture, i), strength, palette, pixels + 3 * i);
    }
    *out = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 3, picture->shape);
    return LK_OK;
}
