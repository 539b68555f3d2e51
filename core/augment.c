/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "augment.h"

#include <math.h>

enum { CHANNELS = 3 };

int lk_augment_is_none(const lk_augment *a)
{
    return !a->flip && a->rotation <= 0 && a->translation <= 0 && a->contrast <= 0;
}

/* In -most .. most. */
static double draw(lk_random *r, double most)
{
    double unit = (double)(lk_random_next(r) >> 11) * 0x1p-53;
    return most * (2 * unit - 1);
}

lk_change lk_augment_draw(const lk_augment *a, lk_random *r, size_t height, size_t width)
{
    lk_change c = {.flip = draw(r, 1) < 0 && a->flip};
    c.angle = 2 * LK_PI * draw(r, a->rotation);
    c.dy = draw(r, a->translation) * (double)height;
    c.dx = draw(r, a->translation) * (double)width;
    c.contrast = 1 + draw(r, a->contrast);
    return c;
}

/* An index of the picture and its reflections as one of the picture. */
static size_t reflect(double at, size_t size)
{
    double period = 2 * (double)size, folded = at - period * floor(at / period);
    size_t i = (size_t)folded;
    return i < size ? i : 2 * size - 1 - i;
}

static void sample(const float *picture, size_t height, size_t width, double x, double y,
                   float *out)
{
    double left = floor(x), top = floor(y), u = x - left, v = y - top;
    size_t x0 = reflect(left, width), x1 = reflect(left + 1, width);
    size_t y0 = reflect(top, height), y1 = reflect(top + 1, height);
    for (size_t c = 0; c < CHANNELS; c++) {
        double a = picture[(y0 * width + x0) * CHANNELS + c];
        double b = picture[(y0 * width + x1) * CHANNELS + c];
        double d = picture[(y1 * width + x0) * CHANNELS + c];
        double e = picture[(y1 * width + x1) * CHANNELS + c];
        out[c] = (float)((1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * d + u * e));
    }
}

/* Each pixel of the result from where it was. */
static void move(const lk_change *g, const float *picture, size_t height, size_t width, float *out)
{
    double mx = ((double)width - 1) / 2, my = ((double)height - 1) / 2;
    double sine = sin(g->angle), cosine = cos(g->angle);
    for (size_t row = 0; row < height; row++)
        for (size_t column = 0; column < width; column++) {
            double x = (double)column - mx - g->dx, y = (double)row - my - g->dy;
            double from = cosine * x + sine * y;
            sample(picture, height, width, mx + (g->flip ? -from : from),
                   my - sine * x + cosine * y, out + (row * width + column) * CHANNELS);
        }
}

static void stretch(double contrast, size_t pixels, float *values)
{
    for (size_t c = 0; c < CHANNELS; c++) {
        double sum = 0;
        for (size_t i = 0; i < pixels; i++)
            sum += values[i * CHANNELS + c];
        double mean = sum / (double)pixels;
        for (size_t i = 0; i < pixels; i++) {
            double v = (values[i * CHANNELS + c] - mean) * contrast + mean;
            values[i * CHANNELS + c] = (float)fmin(fmax(v, 0), 255);
        }
    }
}

void lk_change_picture(const lk_change *c, const float *picture, size_t height, size_t width,
                       float *out)
{
    move(c, picture, height, width, out);
    if (c->contrast < 1 || c->contrast > 1)
        stretch(c->contrast, height * width, out);
}
