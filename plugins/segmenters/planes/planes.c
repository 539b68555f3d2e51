/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "planes.h"

#include <math.h>

static int has_type(const lk_tensor *t, uint8_t code, int32_t rank)
{
    return t->rank == rank && t->dtype.code == code && t->dtype.bits == 32;
}

lk_status planes_size(lk_context *ctx, const lk_raster *view, const lk_tensor *labels,
                      size_t *height, size_t *width)
{
    const lk_tensor *p = &view->pixels;
    if (!has_type(p, LK_DTYPE_FLOAT, 3) || p->shape[2] != PLANES)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "the view must be one RGB image (float32, height x width x 3): this "
                        "segmenter does not cut sequences or grey images");
    if (!has_type(labels, LK_DTYPE_INT, 2) || labels->shape[0] != p->shape[0] ||
        labels->shape[1] != p->shape[1])
        return lk_error(ctx, LK_E_INPUT,
                        "the labels must be int32 and of the size of the view: this is an error "
                        "of the caller");
    if (p->shape[0] < 1 || p->shape[1] < 1 || p->shape[0] > INT32_MAX / p->shape[1])
        return lk_error(ctx, LK_E_INPUT,
                        "a view of %lld x %lld pixels cannot be segmented: it must have 1 to "
                        "2147483647 of them",
                        (long long)p->shape[1], (long long)p->shape[0]);
    *height = (size_t)p->shape[0];
    *width = (size_t)p->shape[1];
    return LK_OK;
}

static lk_status refuse(lk_context *ctx, size_t x, size_t y)
{
    return lk_error(ctx, LK_E_INPUT,
                    "pixel (%zu, %zu) of the view is not a finite number: look at the image it "
                    "was cut from",
                    x, y);
}

lk_status planes_open(lk_context *ctx, const lk_raster *view, planes *out)
{
    const float *v = view->pixels.data;
    planes p = {.height = (size_t)view->pixels.shape[0], .width = (size_t)view->pixels.shape[1]};
    p.stride = (p.width + PLANES_LANE - 1) / PLANES_LANE * PLANES_LANE;
    for (size_t c = 0; c < PLANES; c++)
        if (!(p.channel[c] = lk_alloc_array(ctx, p.height, p.stride * sizeof(double))))
            return lk_error(ctx, LK_E_MEMORY, "no memory for a view of %zu x %zu pixels", p.width,
                            p.height);
    for (size_t y = 0; y < p.height; y++)
        for (size_t x = 0; x < p.width; x++)
            for (size_t c = 0; c < PLANES; c++, v++) {
                if (!isfinite(*v))
                    return refuse(ctx, x, y);
                p.channel[c][y * p.stride + x] = *v * (1.0 / 255);
            }
    *out = p;
    return LK_OK;
}

/* The smallest and the largest of the values so far, lane by lane. */
typedef struct extent {
    double low[PLANES_LANE], high[PLANES_LANE];
} extent;

static inline __attribute__((always_inline)) void extend(extent *e, const double *values)
{
    for (int i = 0; i < PLANES_LANE; i++) {
        double v = values[i], low = e->low[i], high = e->high[i];
        e->low[i] = v < low ? v : low;
        e->high[i] = v > high ? v : high;
    }
}

/* With a row of `width` values. */
PLANES_WIDE static void extend_row(extent *e, const double *row, size_t width)
{
    for (size_t x = 0; x + PLANES_LANE <= width; x += PLANES_LANE)
        extend(e, row + x);
    for (size_t x = width / PLANES_LANE * PLANES_LANE; x < width; x++) {
        e->low[0] = row[x] < e->low[0] ? row[x] : e->low[0];
        e->high[0] = row[x] > e->high[0] ? row[x] : e->high[0];
    }
}

PLANES_WIDE static void move_and_divide(double *values, size_t count, double low, double divisor)
{
    for (size_t i = 0; i < count; i += PLANES_LANE)
        for (int k = 0; k < PLANES_LANE; k++)
            values[i + (size_t)k] = (values[i + (size_t)k] - low) / divisor;
}

void planes_stretch(planes *p)
{
    extent e;
    for (int i = 0; i < PLANES_LANE; i++) {
        e.low[i] = INFINITY;
        e.high[i] = -INFINITY;
    }
    for (size_t c = 0; c < PLANES; c++)
        for (size_t y = 0; y < p->height; y++)
            extend_row(&e, p->channel[c] + y * p->stride, p->width);
    double low = e.low[0], high = e.high[0];
    for (int i = 1; i < PLANES_LANE; i++) {
        low = e.low[i] < low ? e.low[i] : low;
        high = e.high[i] > high ? e.high[i] : high;
    }
    for (size_t c = 0; c < PLANES; c++)
        move_and_divide(p->channel[c], p->height * p->stride, low, high > low ? high - low : 1);
}

void planes_scale(planes *p, double factor)
{
    for (size_t c = 0; c < PLANES; c++)
        for (size_t i = 0; i < p->height * p->stride; i++)
            p->channel[c][i] *= factor;
}
