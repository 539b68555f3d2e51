/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explaining.h"

#include <math.h>
#include <string.h>

/* Two small networks as plain loops: what each layer does is written out. */

enum { MAX_VALUES = 32 * 32 * 32, CLASSES = 6 };

typedef struct planes {
    int channels, height, width;
    double values[MAX_VALUES];
} planes;

typedef struct layer {
    int channels, side, stride, group, relu;
} layer;

static double *at(planes *p, int c, int y, int x)
{
    return &p->values[(c * p->height + y) * p->width + x];
}

static double get(const planes *p, int c, int y, int x)
{
    int inside = y >= 0 && x >= 0 && y < p->height && x < p->width;
    return inside ? p->values[(c * p->height + y) * p->width + x] : 0;
}

/* One output of a convolution whose window begins at (top, left). */
static double window_sum(const planes *in, const float *w, int first, int channels, int side,
                         int top, int left)
{
    int y0 = top < 0 ? -top : 0, y1 = in->height - top < side ? in->height - top : side;
    int x0 = left < 0 ? -left : 0, x1 = in->width - left < side ? in->width - left : side;
    double sum = 0;
    for (int c = 0; c < channels; c++, w += side * side)
        for (int y = y0; y < y1; y++) {
            int row = ((first + c) * in->height + top + y) * in->width + left;
            for (int x = x0; x < x1; x++)
                sum += (double)w[y * side + x] * in->values[row + x];
        }
    return sum;
}

/* Padding keeps the size at stride 1. Weights are taken from `*from`. */
static void convolve(const planes *in, layer l, const float **from, planes *out)
{
    int pad = l.side / 2, inputs = in->channels / l.group, outputs = l.channels / l.group;
    int size = inputs * l.side * l.side;
    const float *w = *from, *bias = w + l.channels * size;
    out->channels = l.channels;
    out->height = in->height / l.stride;
    out->width = in->width / l.stride;
    for (int c = 0; c < l.channels; c++)
        for (int y = 0; y < out->height; y++)
            for (int x = 0; x < out->width; x++) {
                double v =
                    (double)bias[c] + window_sum(in, w + c * size, c / outputs * inputs, inputs,
                                                 l.side, y * l.stride - pad, x * l.stride - pad);
                *at(out, c, y, x) = l.relu && v < 0 ? 0 : v;
            }
    *from = bias + l.channels;
}

static void halve_by_maximum(const planes *in, planes *out)
{
    out->channels = in->channels;
    out->height = in->height / 2;
    out->width = in->width / 2;
    for (int c = 0; c < in->channels; c++)
        for (int y = 0; y < out->height; y++)
            for (int x = 0; x < out->width; x++)
                *at(out, c, y, x) =
                    fmax(fmax(get(in, c, 2 * y, 2 * x), get(in, c, 2 * y, 2 * x + 1)),
                         fmax(get(in, c, 2 * y + 1, 2 * x), get(in, c, 2 * y + 1, 2 * x + 1)));
}

/* Mean over 3 x 3; beyond the border nothing counts. */
static void smooth(const planes *in, planes *out)
{
    *out = *in;
    for (int c = 0; c < in->channels; c++)
        for (int y = 0; y < in->height; y++)
            for (int x = 0; x < in->width; x++) {
                double sum = 0, count = 0;
                for (int v = y - 1; v <= y + 1; v++)
                    for (int u = x - 1; u <= x + 1; u++) {
                        sum += get(in, c, v, u);
                        count += v >= 0 && u >= 0 && v < in->height && u < in->width;
                    }
                *at(out, c, y, x) = sum / count;
            }
}

static void add_and_rectify(planes *to, const planes *from)
{
    for (int i = 0; i < to->channels * to->height * to->width; i++)
        to->values[i] = fmax(0, to->values[i] + from->values[i]);
}

static void append(planes *to, const planes *from)
{
    size_t area = (size_t)(to->height * to->width);
    memcpy(at(to, to->channels, 0, 0), from->values,
           (size_t)from->channels * area * sizeof(double));
    to->channels += from->channels;
}

/* Mean over all pixels, then a dense layer. */
static void classify(const planes *in, const float *w, double *logits)
{
    const float *bias = w + CLASSES * in->channels;
    int area = in->height * in->width;
    for (int k = 0; k < CLASSES; k++)
        logits[k] = (double)bias[k];
    for (int c = 0; c < in->channels; c++) {
        double sum = 0;
        for (int i = 0; i < area; i++)
            sum += in->values[c * area + i];
        for (int k = 0; k < CLASSES; k++)
            logits[k] += (double)w[k * in->channels + c] * sum / area;
    }
}

static void run_a(const planes *input, const float *w, double *logits)
{
    static planes p, q;
    convolve(input, (layer){16, 3, 1, 1, 1}, &w, &p);
    halve_by_maximum(&p, &q);
    convolve(&q, (layer){32, 3, 1, 1, 1}, &w, &p);
    halve_by_maximum(&p, &q);
    convolve(&q, (layer){48, 3, 1, 1, 1}, &w, &p);
    classify(&p, w, logits);
}

static void run_b(const planes *input, const float *w, double *logits)
{
    static planes p, q, r, s;
    convolve(input, (layer){16, 3, 1, 1, 1}, &w, &p);
    convolve(&p, (layer){16, 3, 1, 16, 1}, &w, &q);
    convolve(&q, (layer){16, 1, 1, 1, 0}, &w, &r);
    add_and_rectify(&r, &p);
    convolve(&r, (layer){32, 3, 2, 1, 1}, &w, &p);
    convolve(&p, (layer){32, 3, 2, 1, 1}, &w, &q);
    convolve(&q, (layer){32, 3, 1, 1, 0}, &w, &r);
    convolve(&p, (layer){32, 1, 2, 1, 0}, &w, &s);
    add_and_rectify(&r, &s);
    convolve(&r, (layer){16, 1, 1, 1, 1}, &w, &p);
    smooth(&r, &q);
    convolve(&q, (layer){24, 1, 1, 1, 1}, &w, &r);
    append(&p, &r);
    classify(&p, w, logits); /* halving by means first changes nothing */
}

golden_network open_golden_network(char name, int softmax)
{
    return (golden_network){.name = name,
                            .softmax = softmax,
                            .weights = kit_npy(name == 'a' ? "golden/explain/net_a_weights.npy"
                                                           : "golden/explain/net_b_weights.npy")};
}

void golden_network_score(void *user, const float *pixels, uint32_t height, uint32_t width,
                          uint32_t channels, float *scores)
{
    static const double mean[] = {.485, .456, .406}, deviation[] = {.229, .224, .225};
    static planes input;
    const golden_network *n = user;
    double logits[CLASSES], sum = 0;
    input.channels = (int)channels;
    input.height = (int)height;
    input.width = (int)width;
    for (int i = 0; i < input.height * input.width; i++)
        for (int c = 0; c < input.channels; c++) {
            double v = (double)pixels[i * input.channels + c] / 255;
            input.values[c * input.height * input.width + i] =
                n->name == 'a' ? v : (v - mean[c]) / deviation[c];
        }
    (n->name == 'a' ? run_a : run_b)(&input, n->weights.data, logits);
    for (int k = 0; k < CLASSES; k++)
        sum += exp(logits[k]);
    for (int k = 0; k < CLASSES; k++)
        scores[k] = (float)(n->softmax ? exp(logits[k]) / sum : logits[k]);
}

lk_raster golden_image(int index)
{
    lk_tensor images = kit_npy("golden/explain/net_images_u8.npy");
    uint8_t *data = images.data;
    data += (size_t)index * 32 * 32 * 3;
    return kit_raster_u8(lk_tensor_over(data, LK_DTYPE_UINT, 8, 3, &images.shape[1]));
}
