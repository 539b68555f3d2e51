/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "fill.h"

#include <math.h>

#include "blur.h"

enum { CHANNELS = 3 };

lk_status fill_check(lk_context *ctx, const fill *f)
{
    if (f->kind == FILL_COLOUR && f->colour->count != CHANNELS)
        return lk_error(ctx, LK_E_INPUT,
                        "`fill: colour` needs `colour: [red, green, blue]`, values 0 to 255");
    if (f->kind != FILL_COLOUR && f->colour->count)
        return lk_error(ctx, LK_E_INPUT, "`colour` is used only with `fill: colour`");
    return LK_OK;
}

static void paint_colour(const double *colour, size_t pixels, float *out)
{
    for (size_t i = 0; i < pixels; i++)
        for (size_t c = 0; c < CHANNELS; c++)
            out[i * CHANNELS + c] = (float)colour[c];
}

static lk_status paint_means(lk_context *ctx, int truncated, const float *view,
                             const int32_t *labels, size_t pixels, uint32_t segment_count,
                             float *out)
{
    double *sums = lk_alloc_array(ctx, segment_count, CHANNELS * sizeof *sums);
    double *counts = lk_alloc_array(ctx, segment_count, sizeof *counts);
    if (!sums || !counts)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the means of %u segments",
                        segment_count);
    for (size_t i = 0; i < pixels; i++) {
        counts[labels[i]]++;
        for (size_t c = 0; c < CHANNELS; c++)
            sums[(size_t)labels[i] * CHANNELS + c] += view[i * CHANNELS + c];
    }
    for (size_t i = 0; i < pixels; i++)
        for (size_t c = 0; c < CHANNELS; c++) {
            double mean = sums[(size_t)labels[i] * CHANNELS + c] / counts[labels[i]];
            out[i * CHANNELS + c] = (float)(truncated ? trunc(mean) : mean);
        }
    return LK_OK;
}

lk_status fill_paint(lk_context *ctx, const fill *f, const lk_raster *view,
                     const lk_tensor *segments, uint32_t segment_count, lk_tensor *out)
{
    static const double grey[CHANNELS] = {127.5, 127.5, 127.5};
    size_t pixels = lk_tensor_count(segments);
    float *image = lk_alloc_array(ctx, pixels, CHANNELS * sizeof *image);
    if (!image)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the fill of hidden segments");
    *out = lk_tensor_over(image, LK_DTYPE_FLOAT, 32, 3, view->pixels.shape);
    switch (f->kind) {
    case FILL_BLACK:
        break;
    case FILL_COLOUR:
        paint_colour(f->colour->items, pixels, image);
        break;
    case FILL_GREY:
        paint_colour(grey, pixels, image);
        break;
    case FILL_BLUR:
        return blur_paint(ctx, &view->pixels, f->sigma, image);
    case FILL_MEAN:
    case FILL_TRUNCATED_MEAN:
        return paint_means(ctx, f->kind == FILL_TRUNCATED_MEAN, view->pixels.data, segments->data,
                           pixels, segment_count, image);
    }
    return LK_OK;
}

lk_status fill_paint_whole(lk_context *ctx, const fill *f, const lk_raster *view, lk_tensor *out)
{
    lk_tensor one = lk_tensor_over(NULL, LK_DTYPE_INT, 32, 2, view->pixels.shape);
    one.data = lk_alloc_array(ctx, lk_tensor_count(&one), sizeof(int32_t));
    return one.data ? fill_paint(ctx, f, view, &one, 1, out)
                    : lk_error(ctx, LK_E_MEMORY, "out of memory for the fill of hidden segments");
}
