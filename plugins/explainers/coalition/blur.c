/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "blur.h"

#include <math.h>

enum { CHANNELS = 3, DEVIATIONS = 4 };

typedef struct bell {
    int64_t radius;
    double *weights; /* 2 radius + 1 */
} bell;

static lk_status open_bell(lk_context *ctx, double sigma, bell *out)
{
    int64_t radius = (int64_t)(DEVIATIONS * sigma + .5);
    double sum = 0, *weights = lk_alloc_array(ctx, 2 * (size_t)radius + 1, sizeof *weights);
    if (!weights)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for a blur of %g pixels", sigma);
    for (int64_t i = -radius; i <= radius; i++)
        sum += weights[i + radius] = exp(-.5 * (double)(i * i) / (sigma * sigma));
    for (int64_t i = 0; i <= 2 * radius; i++)
        weights[i] /= sum;
    *out = (bell){radius, weights};
    return LK_OK;
}

/* `a b c` goes on as `c b a a b c`. */
static int64_t mirrored(int64_t i, int64_t extent)
{
    i %= 2 * extent;
    i = i < 0 ? i + 2 * extent : i;
    return i < extent ? i : 2 * extent - 1 - i;
}

/* Along one line of `extent` pixels that are `step` values apart. */
static void blur_line(const bell *b, const double *from, int64_t extent, int64_t step, double *to)
{
    for (int64_t i = 0; i < extent; i++) {
        double sum[CHANNELS] = {0};
        for (int64_t j = -b->radius; j <= b->radius; j++) {
            const double *pixel = from + mirrored(i + j, extent) * step;
            for (int c = 0; c < CHANNELS; c++)
                sum[c] += b->weights[j + b->radius] * pixel[c];
        }
        for (int c = 0; c < CHANNELS; c++)
            to[i * step + c] = sum[c];
    }
}

lk_status blur_paint(lk_context *ctx, const lk_tensor *view, double sigma, float *out)
{
    int64_t height = view->shape[0], width = view->shape[1], across = width * CHANNELS;
    size_t count = lk_tensor_count(view);
    const float *v = view->data;
    double *whole = lk_alloc_array(ctx, count, sizeof *whole);
    double *half = lk_alloc_array(ctx, count, sizeof *half);
    bell b;
    if (!whole || !half)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for a blurred view");
    lk_status status = open_bell(ctx, sigma, &b);
    for (size_t i = 0; i < count; i++)
        whole[i] = (double)v[i];
    for (int64_t x = 0; !status && x < width; x++) {
        blur_line(&b, whole + x * CHANNELS, height, across, half + x * CHANNELS);
        status = lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
    }
    for (int64_t y = 0; !status && y < height; y++) {
        blur_line(&b, half + y * across, width, CHANNELS, whole + y * across);
        status = lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
    }
    for (size_t i = 0; !status && i < count; i++)
        out[i] = (float)whole[i];
    return status;
}
