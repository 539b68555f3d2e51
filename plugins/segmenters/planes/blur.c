/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "planes.h"

#include <math.h>

static const double cut = 4; /* sigmas */

enum { SUMS = 8, MOST_AT_ONCE = 128 };

/* Rounded as NumPy rounds a sum: eight partial sums of up to 128 values, and
 * the sums of two parts where there are more. */
static double sum_of(const double *v, size_t n)
{
    double part[SUMS] = {0}, sum = 0;
    size_t whole = n - n % SUMS, half = n / 2 - n / 2 % SUMS;
    if (n > MOST_AT_ONCE)
        return sum_of(v, half) + sum_of(v + half, n - half);
    for (size_t i = 0; i < whole; i++)
        part[i % SUMS] += v[i];
    if (whole)
        sum = ((part[0] + part[1]) + (part[2] + part[3])) +
              ((part[4] + part[5]) + (part[6] + part[7]));
    for (size_t i = whole; i < n; i++)
        sum += v[i];
    return sum;
}

/* `weight` holds 2 radius + 1, the centre's in the middle. */
static void fill_kernel(double *weight, size_t radius, double sigma)
{
    for (size_t i = 0; i <= radius; i++)
        weight[radius + i] = weight[radius - i] = exp(-0.5 / (sigma * sigma) * (double)(i * i));
    double sum = sum_of(weight, 2 * radius + 1);
    for (size_t i = 0; i <= 2 * radius; i++)
        weight[i] /= sum;
}

/* The index in 0..n - 1 that mirrors i; the edge itself is repeated. */
static size_t mirror(ptrdiff_t i, size_t n)
{
    ptrdiff_t period = 2 * (ptrdiff_t)n, m = i % period;
    if (m < 0)
        m += period;
    return (size_t)(m < (ptrdiff_t)n ? m : period - 1 - m);
}

/* Blur `n` values that are `step` apart; `weight` is the centre's, `line` holds
 * n + 2 radius. */
static void blur_line(double *v, size_t n, size_t step, const double *weight, size_t radius,
                      double *line)
{
    for (size_t i = 0; i < n + 2 * radius; i++)
        line[i] = v[mirror((ptrdiff_t)i - (ptrdiff_t)radius, n) * step];
    for (size_t i = 0; i < n; i++) {
        const double *at = line + i + radius;
        double sum = at[0] * weight[0];
        for (size_t r = radius; r > 0; r--)
            sum += (at[-(ptrdiff_t)r] + at[r]) * weight[r];
        v[i * step] = sum;
    }
}

lk_status planes_blur(lk_context *ctx, planes *p, double sigma)
{
    size_t radius = (size_t)(cut * sigma + 0.5);
    size_t longest = p->height > p->width ? p->height : p->width;
    if (!(sigma > 0))
        return LK_OK;
    double *weight = lk_alloc_array(ctx, 2 * radius + 1, sizeof *weight);
    double *line = lk_alloc_array(ctx, longest + 2 * radius, sizeof *line);
    if (!weight || !line)
        return lk_error(ctx, LK_E_MEMORY, "no memory to blur with sigma %g", sigma);
    fill_kernel(weight, radius, sigma);
    for (size_t c = 0; c < PLANES; c++) {
        for (size_t x = 0; x < p->width && !lk_cancelled(ctx); x++)
            blur_line(p->channel[c] + x, p->height, p->stride, weight + radius, radius, line);
        for (size_t y = 0; y < p->height && !lk_cancelled(ctx); y++)
            blur_line(p->channel[c] + y * p->stride, p->width, 1, weight + radius, radius, line);
    }
    return lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
}
