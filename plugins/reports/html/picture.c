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

static void close_image(page *p, const lk_tensor *pixels)
{
    page_add(p, " width=\"$\" height=\"$\" href=\"",
             draft_format(p, "%lld", (long long)pixels->shape[1]),
             draft_format(p, "%lld", (long long)pixels->shape[0]));
    page_png(p, pixels);
    page_add(p, "\"/>");
}

void picture_pixels(page *p, const lk_tensor *pixels)
{
    page_add(p, "<image");
    close_image(p, pixels);
}

void picture_use(page *p, size_t number, const char *style)
{
    page_add(p, "<use href=\"#outline-$\" class=\"$\"/>", draft_format(p, "%zu", number), style);
}

void picture_use_ground(page *p, size_t number)
{
    page_add(p, "<use href=\"#ground-$\"/>", draft_format(p, "%zu", number));
}

void picture_define(page *p)
{
    page_add(p, "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>");
}

void picture_define_end(page *p)
{
    page_add(p, "</defs></svg>\n");
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

void picture_photo(page *p, const lk_tensor *photo, lk_tensor *out)
{
    const float *from = photo->data;
    uint8_t *to = new_pixels(p, photo, 3, out);
    for (size_t i = 0, n = lk_tensor_count(photo); to && i < n; i++)
        to[i] = to_byte((double)from[i]);
}

void picture_ground(page *p, size_t number, const lk_tensor *photo)
{
    lk_tensor grey;
    uint8_t *to = new_pixels(p, photo, 1, &grey);
    for (size_t i = 0, n = lk_tensor_count(photo) / 3; to && i < n; i++)
        to[i] = to_byte(grey_of((const float *)photo->data + 3 * i));
    page_add(p, "<image id=\"ground-$\"", draft_format(p, "%zu", number));
    close_image(p, &grey);
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

/* How much of what is below a map covers: less than all, and of weak places little. */
static double cover_of(double strength, palette colours)
{
    double size = fmin(fabs(strength), 1);
    return opaque * (colours == PALETTE_DIVERGING ? size : sqrt(size));
}

void picture_heat(page *p, const lk_tensor *map, int is_over, palette colours, lk_tensor *out)
{
    double zero;
    const float *v = map->data;
    size_t count = (size_t)map->shape[0] * (size_t)map->shape[1], channels = is_over ? 4 : 3;
    double unit = find_unit(v, count, colours, &zero);
    uint8_t *to = new_pixels(p, map, (int64_t)channels, out);
    for (size_t i = 0; to && i < count; i++, to += channels) {
        double strength = isfinite(v[i]) && unit > 0 ? ((double)v[i] - zero) / unit : 0, rgb[3];
        palette_pick(colours, strength, rgb);
        for (size_t c = 0; c < 3; c++)
            to[c] = to_byte(rgb[c]);
        if (is_over)
            to[3] = to_byte(255 * cover_of(strength, colours));
    }
}
