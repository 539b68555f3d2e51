/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernel.h"

#include <math.h>

enum { CHANNELS = 3 };

static lk_status sum_pixels(lk_context *ctx, const coalition *c, const kernel_sums **out)
{
    kernel_sums *sums = lk_alloc_array(ctx, c->segment_count, sizeof *sums);
    const float *view = c->request->view->pixels.data, *filled = c->filled.data;
    const int32_t *labels = c->segments.data;
    if (!sums)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the pixels of %u segments",
                        c->segment_count);
    for (size_t i = 0, n = CHANNELS * lk_tensor_count(&c->segments); i < n; i++) {
        kernel_sums *s = &sums[labels[i / CHANNELS]];
        double v = (double)view[i], f = (double)filled[i];
        s->view += v * v;
        s->fill += f * f;
        s->product += v * f;
        s->difference += (v - f) * (v - f);
    }
    *out = sums;
    return LK_OK;
}

lk_status kernel_open(lk_context *ctx, const coalition *c, kernel_distance distance,
                      kernel_form form, double width, kernel *out)
{
    *out = (kernel){distance, form, width, NULL};
    if (distance == DISTANCE_COSINE || distance == DISTANCE_EUCLIDEAN)
        return LK_OK;
    return sum_pixels(ctx, c, &out->sums);
}

/* The cosine of bits is sqrt(shown / segments), so that a sample that hides
 * everything has distance 1; so has a picture that is black. */
static double distance_of_bits(const kernel *k, double shown, double segments)
{
    return k->distance == DISTANCE_COSINE ? 1 - sqrt(shown / segments) : sqrt(segments - shown);
}

static double distance_of_pixels(const kernel *k, const coalition *c, size_t row)
{
    double view = 0, sample = 0, product = 0, difference = 0;
    for (uint32_t i = 0; i < c->segment_count; i++) {
        const kernel_sums *s = &k->sums[i];
        int is_shown = lk_z_get(coalition_row(c, row), i);
        view += s->view;
        sample += is_shown ? s->view : s->fill;
        product += is_shown ? s->view : s->product;
        difference += is_shown ? 0 : s->difference;
    }
    if (k->distance == DISTANCE_PIXEL_EUCLIDEAN)
        return sqrt(difference) / 255;
    return difference > 0 ? 1 - (view > 0 && sample > 0 ? product / sqrt(view * sample) : 0) : 0;
}

void kernel_weigh(const kernel *k, const coalition *c, double *weights)
{
    for (size_t i = 0; i < c->rows; i++) {
        double d = k->sums ? distance_of_pixels(k, c, i)
                           : distance_of_bits(k, coalition_shown(c, i), c->segment_count);
        double e = exp(-(d * d) / (k->width * k->width));
        weights[i] = k->form == FORM_ROOT ? sqrt(e) : e;
    }
}
