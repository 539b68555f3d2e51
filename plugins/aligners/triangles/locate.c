/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "locate.h"

#include <math.h>

static const double tolerance = 1e-9;

int barycentric(const lk_point *corners[3], double x, double y, double out[3])
{
    const lk_point *a = corners[0], *b = corners[1], *c = corners[2];
    double det = (b->y - c->y) * (a->x - c->x) + (c->x - b->x) * (a->y - c->y);
    if (fabs(det) < 1e-12)
        return 0;
    out[0] = ((b->y - c->y) * (x - c->x) + (c->x - b->x) * (y - c->y)) / det;
    out[1] = ((c->y - a->y) * (x - c->x) + (a->x - c->x) * (y - c->y)) / det;
    out[2] = 1 - out[0] - out[1];
    return 1;
}

static int contains(const lk_point *corners[3], double x, double y)
{
    double l[3];
    return barycentric(corners, x, y, l) && l[0] >= -tolerance && l[1] >= -tolerance &&
           l[2] >= -tolerance;
}

/* The pixels first..last that three values span, cut to 0..size - 1; 0 when
 * there are none. */
static int span(double a, double b, double c, size_t size, size_t *first, size_t *last)
{
    double low = ceil(fmin(a, fmin(b, c)) - 1e-6), high = floor(fmax(a, fmax(b, c)) + 1e-6);
    low = fmax(low, 0);
    high = fmin(high, (double)size - 1);
    if (!(low <= high))
        return 0;
    *first = (size_t)low;
    *last = (size_t)high;
    return 1;
}

static void claim(const lk_point *corners[3], uint16_t number, size_t width, size_t height,
                  uint16_t *out)
{
    const lk_point *a = corners[0], *b = corners[1], *c = corners[2];
    size_t left, right, top, bottom;
    if (!span(a->x, b->x, c->x, width, &left, &right) ||
        !span(a->y, b->y, c->y, height, &top, &bottom))
        return;
    for (size_t y = top; y <= bottom; y++)
        for (size_t x = left; x <= right; x++)
            if (!out[y * width + x] && contains(corners, (double)x, (double)y))
                out[y * width + x] = number;
}

lk_status locate(lk_context *ctx, const lk_point *points, const triangle *triangles, size_t count,
                 size_t width, size_t height, uint16_t *out)
{
    if (count >= UINT16_MAX)
        return lk_error(ctx, LK_E_UNSUPPORTED, "%zu triangles are too many.", count);
    for (size_t i = 0; i < count; i++) {
        const lk_point *corners[3];
        for (size_t k = 0; k < 3; k++)
            corners[k] = &points[triangles[i].corner[k]];
        claim(corners, (uint16_t)(i + 1), width, height, out);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}
