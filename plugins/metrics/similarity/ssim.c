/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "ssim.h"

#include "../common/value.h"

/* Sums over a window, or over its part in one column. */
typedef struct sums {
    double a, b, aa, bb, ab;
} sums;

/* Both maps, and the origin that is taken off their values: with it the sums
 * of squares stay of the size of the range, whatever the level. */
typedef struct pair {
    const float *a, *b;
    size_t width, height;
    double origin, range;
} pair;

static void sums_add(sums *s, double sign, const sums *t)
{
    s->a += sign * t->a;
    s->b += sign * t->b;
    s->aa += sign * t->aa;
    s->bb += sign * t->bb;
    s->ab += sign * t->ab;
}

static pair pair_of(const lk_tensor *a, const lk_tensor *b)
{
    pair p = {
        .a = a->data, .b = b->data, .width = (size_t)a->shape[1], .height = (size_t)a->shape[0]};
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < p.width * p.height; i++) {
        low = fmin(low, fmin(p.a[i], p.b[i]));
        high = fmax(high, fmax(p.a[i], p.b[i]));
    }
    p.origin = low;
    p.range = high - low;
    return p;
}

/* Let a row of pixels enter (sign 1) or leave (-1) the columns. */
static void add_row(const pair *p, size_t y, double sign, sums *columns)
{
    const float *a = p->a + y * p->width, *b = p->b + y * p->width;
    for (size_t x = 0; x < p->width; x++) {
        double u = a[x] - p->origin, v = b[x] - p->origin;
        sums pixel = {u, v, u * u, v * v, u * v};
        sums_add(&columns[x], sign, &pixel);
    }
}

static double window_ssim(const sums *s, double origin, double c1, double c2)
{
    double n = SSIM_WINDOW * SSIM_WINDOW;
    double ma = s->a / n, mb = s->b / n;
    double va = (s->aa - s->a * ma) / (n - 1);
    double vb = (s->bb - s->b * mb) / (n - 1);
    double vab = (s->ab - s->a * mb) / (n - 1);
    ma += origin;
    mb += origin;
    return (2 * ma * mb + c1) * (2 * vab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
}

/* The sum over all windows whose rows the columns hold. */
static double row_ssim(const pair *p, const sums *columns)
{
    double c1 = pow(.01 * p->range, 2), c2 = pow(.03 * p->range, 2), total = 0;
    sums window = {0};
    for (size_t x = 0; x < p->width; x++) {
        sums_add(&window, 1, &columns[x]);
        if (x >= SSIM_WINDOW)
            sums_add(&window, -1, &columns[x - SSIM_WINDOW]);
        if (x >= SSIM_WINDOW - 1)
            total += window_ssim(&window, p->origin, c1, c2);
    }
    return total;
}

lk_status ssim(lk_context *ctx, const lk_tensor *a, const lk_tensor *b, lk_value *out)
{
    pair p = pair_of(a, b);
    if (p.width < SSIM_WINDOW || p.height < SSIM_WINDOW) {
        value_missing(out, "the heatmaps are smaller than 7 x 7");
        return LK_OK;
    }
    if (!(p.range > 0)) {
        value_missing(out, "both heatmaps hold one value only");
        return LK_OK;
    }
    sums *columns = lk_alloc_array(ctx, p.width, sizeof *columns);
    if (!columns)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the sums of %zu columns", p.width);
    double total = 0;
    for (size_t y = 0; y < p.height; y++) {
        add_row(&p, y, 1, columns);
        if (y >= SSIM_WINDOW)
            add_row(&p, y - SSIM_WINDOW, -1, columns);
        if (y >= SSIM_WINDOW - 1)
            total += row_ssim(&p, columns);
    }
    double windows = (double)(p.width - SSIM_WINDOW + 1) * (double)(p.height - SSIM_WINDOW + 1);
    value_set(out, total / windows);
    return LK_OK;
}
