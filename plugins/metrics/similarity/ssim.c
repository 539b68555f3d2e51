/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "ssim.h"

#include <stdlib.h>

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

enum { UNIFORM_SIDE = 7, GAUSSIAN_SIDE = 11 };

static void sums_add(sums *s, double weight, const sums *t)
{
    s->a += weight * t->a;
    s->b += weight * t->b;
    s->aa += weight * t->aa;
    s->bb += weight * t->bb;
    s->ab += weight * t->ab;
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

/* Add a row of pixels to the columns. */
static void add_row(const pair *p, size_t y, double weight, sums *columns)
{
    const float *a = p->a + y * p->width, *b = p->b + y * p->width;
    for (size_t x = 0; x < p->width; x++) {
        double u = a[x] - p->origin, v = b[x] - p->origin;
        sums pixel = {u, v, u * u, v * v, u * v};
        sums_add(&columns[x], weight, &pixel);
    }
}

/* Sums of weight n; variances are divided by `below`. */
static double window_ssim(const pair *p, const sums *s, double n, double below)
{
    double c1 = pow(.01 * p->range, 2), c2 = pow(.03 * p->range, 2);
    double ma = s->a / n, mb = s->b / n;
    double va = (s->aa - s->a * ma) / below;
    double vb = (s->bb - s->b * mb) / below;
    double vab = (s->ab - s->a * mb) / below;
    ma += p->origin;
    mb += p->origin;
    return (2 * ma * mb + c1) * (2 * vab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
}

/* ---- Windows whose pixels weigh the same --------------------------------------- */

/* The sum over all windows whose rows the columns hold. */
static double uniform_row(const pair *p, const sums *columns)
{
    double n = UNIFORM_SIDE * UNIFORM_SIDE, total = 0;
    sums window = {0};
    for (size_t x = 0; x < p->width; x++) {
        sums_add(&window, 1, &columns[x]);
        if (x >= UNIFORM_SIDE)
            sums_add(&window, -1, &columns[x - UNIFORM_SIDE]);
        if (x >= UNIFORM_SIDE - 1)
            total += window_ssim(p, &window, n, n - 1);
    }
    return total;
}

static double uniform(const pair *p, sums *columns)
{
    double total = 0;
    for (size_t y = 0; y < p->height; y++) {
        add_row(p, y, 1, columns);
        if (y >= UNIFORM_SIDE)
            add_row(p, y - UNIFORM_SIDE, -1, columns);
        if (y >= UNIFORM_SIDE - 1)
            total += uniform_row(p, columns);
    }
    return total;
}

/* ---- Gaussian windows ------------------------------------------------------------ */

static void gaussian_weights(double *out)
{
    double sum = 0;
    for (int i = 0; i < GAUSSIAN_SIDE; i++) {
        double x = i - GAUSSIAN_SIDE / 2;
        out[i] = exp(-x * x / (2 * 1.5 * 1.5));
        sum += out[i];
    }
    for (int i = 0; i < GAUSSIAN_SIDE; i++)
        out[i] /= sum;
}

static double gaussian(const pair *p, sums *columns)
{
    double weights[GAUSSIAN_SIDE], total = 0;
    gaussian_weights(weights);
    for (size_t y = 0; y + GAUSSIAN_SIDE <= p->height; y++) {
        memset(columns, 0, p->width * sizeof *columns);
        for (size_t i = 0; i < GAUSSIAN_SIDE; i++)
            add_row(p, y + i, weights[i], columns);
        for (size_t x = 0; x + GAUSSIAN_SIDE <= p->width; x++) {
            sums window = {0};
            for (size_t i = 0; i < GAUSSIAN_SIDE; i++)
                sums_add(&window, weights[i], &columns[x + i]);
            total += window_ssim(p, &window, 1, 1);
        }
    }
    return total;
}

lk_status ssim(lk_context *ctx, ssim_window window, const lk_tensor *a, const lk_tensor *b,
               lk_value *out)
{
    pair p = pair_of(a, b);
    size_t side = window == SSIM_GAUSSIAN ? GAUSSIAN_SIDE : UNIFORM_SIDE;
    if (p.width < side || p.height < side) {
        value_missing(out, "the heatmaps are smaller than the window");
        return LK_OK;
    }
    if (!(p.range > 0)) {
        value_missing(out, "both heatmaps hold one value only");
        return LK_OK;
    }
    sums *columns = calloc(p.width, sizeof *columns);
    if (!columns)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the sums of %zu columns", p.width);
    double total = window == SSIM_GAUSSIAN ? gaussian(&p, columns) : uniform(&p, columns);
    free(columns);
    value_set(out, total / ((double)(p.width - side + 1) * (double)(p.height - side + 1)));
    return LK_OK;
}
