/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "picture.h"

#include <math.h>

static const double opaque = 0.9; /* the most that a map covers what is below it */

int picture_is_region(const lk_tensor *t)
{
    return t->data && t->rank == 2 && t->dtype.code == LK_DTYPE_UINT && t->dtype.bits == 8 &&
           t->shape[0] > 0 && t->shape[1] > 0;
}

int picture_same_size(const lk_tensor *a, const lk_tensor *b)
{
    return a->shape[0] == b->shape[0] && a->shape[1] == b->shape[1];
}

/* ---- Markup ---------------------------------------------------------------------- */

void picture_open(page *p, int64_t height, int64_t width, const char *alt)
{
    const char *w = draft_format(p, "%lld", (long long)width);
    const char *h = draft_format(p, "%lld", (long long)height);
    page_add(p, "<svg class=\"picture\" viewBox=\"0 0 $ $\" role=\"img\" aria-label=\"$\">", w, h,
             alt);
}

void picture_pixels(page *p, const lk_tensor *pixels)
{
    page_add(p, "<image width=\"$\" height=\"$\" href=\"",
             draft_format(p, "%lld", (long long)pixels->shape[1]),
             draft_format(p, "%lld", (long long)pixels->shape[0]));
    page_png(p, pixels);
    page_add(p, "\"/>");
}

void picture_use(page *p, size_t number, const char *style)
{
    page_add(p, "<use href=\"#outline-$\" class=\"$\"/>", draft_format(p, "%zu", number), style);
}

void picture_close(page *p)
{
    page_add(p, "</svg>");
}

/* ---- Pixels ----------------------------------------------------------------------- */

static uint8_t to_byte(double v)
{
    return v > 0 ? (uint8_t)lround(fmin(v, 255)) : 0; /* NaN: 0 */
}

static double grey_of(const float *rgb)
{
    return 0.299 * (double)rgb[0] + 0.587 * (double)rgb[1] + 0.114 * (double)rgb[2];
}

static uint8_t *new_pixels(page *p, const lk_tensor *like, int64_t channels, lk_tensor *out)
{
    int64_t shape[] = {like->shape[0], like->shape[1], channels};
    size_t count = (size_t)shape[0] * (size_t)shape[1];
    uint8_t *bytes = draft_alloc(p, count, (size_t)channels);
    *out = lk_tensor_over(bytes, LK_DTYPE_UINT, 8, channels == 1 ? 2 : 3, shape);
    return bytes;
}

void picture_photo(page *p, const lk_tensor *photo, int grey, lk_tensor *out)
{
    const float *from = photo->data;
    size_t count = (size_t)photo->shape[0] * (size_t)photo->shape[1];
    uint8_t *to = new_pixels(p, photo, grey ? 1 : 3, out);
    for (size_t i = 0; to && i < count; i++)
        if (grey)
            to[i] = to_byte(grey_of(from + 3 * i));
        else
            for (size_t c = 0; c < 3; c++)
                to[3 * i + c] = to_byte((double)from[3 * i + c]);
}

/* The value that is drawn as strength 0, and what one unit of strength is. */
static double find_unit(const float *v, size_t count, palette colours, double *zero)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++)
        if (isfinite(v[i])) {
            low = fmin(low, (double)v[i]);
            high = fmax(high, (double)v[i]);
        }
    *zero = colours == PALETTE_DIVERGING ? 0 : low;
    return colours == PALETTE_DIVERGING ? fmax(-low, high) : high - low;
}

static void blend(double strength, const float *below, palette colours, uint8_t *out)
{
    double rgb[3], size = fmin(fabs(strength), 1);
    double cover = !below ? 1 : opaque * (colours == PALETTE_DIVERGING ? size : sqrt(size));
    palette_pick(colours, strength, rgb);
    for (int c = 0; c < 3; c++)
        out[c] = to_byte(cover * rgb[c] + (below ? (1 - cover) * grey_of(below) : 0));
}

void picture_heat(page *p, const lk_tensor *map, const lk_tensor *below, palette colours,
                  lk_tensor *out)
{
    double zero;
    const float *v = map->data, *ground = below ? below->data : NULL;
    size_t count = (size_t)map->shape[0] * (size_t)map->shape[1];
    double unit = find_unit(v, count, colours, &zero);
    uint8_t *to = new_pixels(p, map, 3, out);
    for (size_t i = 0; to && i < count; i++) {
        double strength = isfinite(v[i]) && unit > 0 ? ((double)v[i] - zero) / unit : 0;
        blend(strength, ground ? ground + 3 * i : NULL, colours, to + 3 * i);
    }
}
