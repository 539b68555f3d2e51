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

static double smallest(const planes *p, double sign)
{
    double low = INFINITY;
    for (size_t c = 0; c < PLANES; c++)
        for (size_t y = 0; y < p->height; y++)
            for (size_t x = 0; x < p->width; x++) {
                double v = sign * p->channel[c][y * p->stride + x];
                low = v < low ? v : low;
            }
    return low;
}

void planes_stretch(planes *p)
{
    double low = smallest(p, 1), range = -smallest(p, -1) - low;
    double divisor = range > 0 ? range : 1;
    for (size_t c = 0; c < PLANES; c++)
        for (size_t y = 0; y < p->height; y++)
            for (size_t x = 0; x < p->width; x++) {
                double *v = &p->channel[c][y * p->stride + x];
                *v = (*v - low) / divisor;
            }
}

void planes_scale(planes *p, double factor)
{
    for (size_t c = 0; c < PLANES; c++)
        for (size_t i = 0; i < p->height * p->stride; i++)
            p->channel[c][i] *= factor;
}
