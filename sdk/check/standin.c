/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "standin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instance.h"

enum { HEIGHT = 24, WIDTH = 20, CELLS = 4 };

typedef struct model {
    int is_halved;
    lk_network_info info;
    lk_layer_info maps, logits;
    const lk_layer_info *layers[3];
    lk_instance instance;
} model;

struct standin {
    model kept, sized;
    lk_instance segmenter;
};

/* ---- The network --------------------------------------------------------------------- */

static const char *const class_names[STANDIN_CLASSES + 1] = {"anger", "happiness", "sadness",
                                                             "surprise"};

static size_t pixels_of(const model *m)
{
    return (size_t)m->info.view.width * m->info.view.height;
}

/* Of one half of the view for classes 0 and 2, and probabilities far from 0 and 1. */
static double half_weight(const model *m, uint32_t c, size_t pixel)
{
    uint32_t width = m->info.view.width;
    uint32_t is_right = 2 * (pixel % width) >= width;
    return c == 2 * is_right ? (8 - 1.5 * c) / (1.5 * (double)pixels_of(m)) : 0;
}

static double weight(const model *m, uint32_t c, size_t pixel)
{
    const lk_view *v = &m->info.view;
    double y = ((double)(pixel / v->width) + .5) / v->height;
    double x = ((double)(pixel % v->width) + .5) / v->width;
    if (m->is_halved)
        return half_weight(m, c, pixel);
    double size = sqrt((double)pixels_of(m));
    return 3 * cos(2.1 * (c + 1) * x + .4 * c) * sin(1.7 * (c + 1) * y + .3) / size;
}

/* What pixel and class add to the logit. */
static double term(const model *m, const float *item, uint32_t c, size_t pixel)
{
    double sum = 0;
    for (size_t k = 0; k < 3; k++) {
        double u = (double)item[3 * pixel + k] / 255 - .5;
        sum += u + u * u / 2;
    }
    return weight(m, c, pixel) * sum;
}

/* From logits. */
static void as_output(double *scores, lk_output output)
{
    double most = -INFINITY, sum = 0;
    if (output != LK_OUTPUT_PROBABILITY)
        return;
    for (uint32_t c = 0; c < STANDIN_CLASSES; c++)
        most = scores[c] > most ? scores[c] : most;
    for (uint32_t c = 0; c < STANDIN_CLASSES; c++)
        sum += scores[c] = exp(scores[c] - most);
    for (uint32_t c = 0; c < STANDIN_CLASSES; c++)
        scores[c] /= sum;
}

static void compute(const model *m, const float *item, lk_output output, double *scores)
{
    for (uint32_t c = 0; c < STANDIN_CLASSES; c++) {
        scores[c] = 0;
        for (size_t p = 0; p < pixels_of(m); p++)
            scores[c] += term(m, item, c, p);
    }
    as_output(scores, output);
}

/* How output k changes with logit c. */
static double slope(const double *scores, lk_output output, uint32_t k, uint32_t c)
{
    double same = k == c;
    return output == LK_OUTPUT_PROBABILITY ? scores[k] * (same - scores[c]) : same;
}

static const lk_network_info *net_info(void *self)
{
    return &((const model *)self)->info;
}

static lk_status net_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                            float *scores)
{
    const model *m = self;
    (void)ctx;
    for (int64_t i = 0; i < batch->shape[0]; i++) {
        double values[STANDIN_CLASSES];
        compute(m, (const float *)batch->data + (size_t)i * pixels_of(m) * 3, output, values);
        for (size_t c = 0; c < STANDIN_CLASSES; c++)
            scores[(size_t)i * STANDIN_CLASSES + c] = (float)values[c];
    }
    return LK_OK;
}

static void gradient_of(const model *m, const float *item, const double *scores, lk_output output,
                        uint32_t k, float *out)
{
    for (size_t p = 0; p < pixels_of(m); p++) {
        double sum = 0;
        for (uint32_t c = 0; c < STANDIN_CLASSES; c++)
            sum += slope(scores, output, k, c) * weight(m, c, p);
        for (size_t d = 3 * p; d < 3 * p + 3; d++)
            out[d] = (float)(sum * (1 + (double)item[d] / 255 - .5) / 255);
    }
}

static lk_status net_gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                               const uint32_t *classes, lk_output output, float *scores,
                               lk_tensor *gradient)
{
    const model *m = self;
    (void)ctx;
    for (int64_t i = 0; i < batch->shape[0]; i++) {
        size_t at = (size_t)i * pixels_of(m) * 3;
        const float *item = (const float *)batch->data + at;
        double values[STANDIN_CLASSES];
        compute(m, item, output, values);
        gradient_of(m, item, values, output, classes[i], (float *)gradient->data + at);
        for (size_t c = 0; scores && c < STANDIN_CLASSES; c++)
            scores[(size_t)i * STANDIN_CLASSES + c] = (float)values[c];
    }
    return LK_OK;
}

/* It has no rectifiers, so any rule gives the gradient. */
static lk_status net_rectified(void *self, lk_context *ctx, const lk_tensor *batch,
                               const uint32_t *classes, lk_output output, lk_rectifier rule,
                               float *scores, lk_tensor *gradient)
{
    (void)rule;
    return net_gradients(self, ctx, batch, classes, output, scores, gradient);
}

static lk_tensor layer_tensor(lk_context *ctx, const lk_layer_info *layer, int64_t items)
{
    int64_t shape[LK_MAX_RANK] = {items};
    size_t count = (size_t)items;
    for (uint32_t r = 0; r < layer->rank; r++) {
        shape[r + 1] = layer->shape[r];
        count *= (size_t)layer->shape[r];
    }
    return lk_tensor_over(lk_alloc_array(ctx, count, sizeof(float)), LK_DTYPE_FLOAT, 32,
                          (int32_t)layer->rank + 1, shape);
}

static lk_status net_activations(void *self, lk_context *ctx, const lk_tensor *batch,
                                 const char *layer, uint32_t k, lk_output output,
                                 lk_tensor *activation, lk_tensor *gradient)
{
    const model *m = self;
    int is_map = !strcmp(layer, "maps");
    size_t places = is_map ? pixels_of(m) : 1;
    *activation = layer_tensor(ctx, is_map ? &m->maps : &m->logits, batch->shape[0]);
    if (gradient)
        *gradient = layer_tensor(ctx, is_map ? &m->maps : &m->logits, batch->shape[0]);
    if (!activation->data || (gradient && !gradient->data))
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the layer `%s`", layer);
    for (int64_t i = 0; i < batch->shape[0]; i++) {
        const float *item = (const float *)batch->data + (size_t)i * pixels_of(m) * 3;
        double values[STANDIN_CLASSES], logits[STANDIN_CLASSES];
        compute(m, item, output, values);
        compute(m, item, LK_OUTPUT_LOGIT, logits);
        for (size_t j = 0; j < places * STANDIN_CLASSES; j++) {
            size_t at = (size_t)i * places * STANDIN_CLASSES + j;
            uint32_t c = j % STANDIN_CLASSES;
            ((float *)activation->data)[at] =
                (float)(is_map ? term(m, item, c, j / STANDIN_CLASSES) : logits[c]);
            if (gradient)
                ((float *)gradient->data)[at] = (float)slope(values, output, k, c);
        }
    }
    return LK_OK;
}

/* The logits are the sums of the maps. */
static lk_status net_scores_from(void *self, lk_context *ctx, const lk_tensor *view,
                                 const char *layer, const lk_tensor *values, lk_output output,
                                 float *scores)
{
    const model *m = self;
    size_t places = !strcmp(layer, "maps") ? pixels_of(m) : 1;
    (void)ctx;
    (void)view;
    for (int64_t i = 0; i < values->shape[0]; i++) {
        const float *item = (const float *)values->data + (size_t)i * places * STANDIN_CLASSES;
        double sums[STANDIN_CLASSES] = {0};
        for (size_t j = 0; j < places * STANDIN_CLASSES; j++)
            sums[j % STANDIN_CLASSES] += (double)item[j];
        as_output(sums, output);
        for (size_t c = 0; c < STANDIN_CLASSES; c++)
            scores[(size_t)i * STANDIN_CLASSES + c] = (float)sums[c];
    }
    return LK_OK;
}

static const lk_backend_ops net_ops = {.struct_size = sizeof net_ops,
                                       .info = net_info,
                                       .scores = net_scores,
                                       .gradients = net_gradients,
                                       .activations = net_activations,
                                       .rectified_gradients = net_rectified,
                                       .scores_from = net_scores_from};

enum { NET_CAPABILITIES = LK_CAP_DETERMINISTIC | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS };

static const lk_plugin net_plugin = {.magic = LK_MAGIC,
                                     .abi = LK_ABI,
                                     .struct_size = sizeof net_plugin,
                                     .stage = LK_STAGE_BACKEND,
                                     .name = STANDIN,
                                     .version = "1.0",
                                     .summary = "A smooth network.",
                                     .licence = "MIT",
                                     .capabilities = NET_CAPABILITIES,
                                     .ops = &net_ops};

static lk_layer_info layer_info(const char *name, uint32_t rank, uint32_t height, uint32_t width)
{
    lk_layer_info l = {.struct_size = sizeof l, .name = name, .kind = "linear", .rank = rank};
    l.shape[0] = rank == 3 ? height : STANDIN_CLASSES;
    l.shape[1] = rank == 3 ? width : 0;
    l.shape[2] = rank == 3 ? STANDIN_CLASSES : 0;
    return l;
}

static lk_network *make_network(model *m, int is_halved, uint32_t height, uint32_t width,
                                lk_fault *fault)
{
    free(m->instance.service);
    *m = (model){.is_halved = is_halved,
                 .maps = layer_info("maps", 3, height, width),
                 .logits = layer_info("logits", 1, height, width)};
    m->layers[0] = &m->maps;
    m->layers[1] = &m->logits;
    m->info = (lk_network_info){
        .struct_size = sizeof m->info,
        .name = STANDIN,
        .view = {.struct_size = sizeof(lk_view), .height = height, .width = width, .frames = 1},
        .input_channels = 3,
        .class_count = STANDIN_CLASSES,
        .classes = class_names,
        .labels = class_names,
        .output = LK_OUTPUT_PROBABILITY,
        .capabilities = NET_CAPABILITIES,
        .layer_count = 2,
        .layers = m->layers};
    m->instance = (lk_instance){.plugin = &net_plugin, .ops = &net_ops, .self = m};
    m->instance.service = lk_service_open(&m->instance, fault);
    return m->instance.service;
}

/* ---- The segmenter --------------------------------------------------------------------- */

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    int64_t h = view->pixels.shape[0], w = view->pixels.shape[1];
    int64_t rows = h < CELLS ? h : CELLS, columns = w < CELLS ? w : CELLS;
    int32_t *out = labels->data;
    (void)self;
    (void)ctx;
    (void)landmarks;
    for (int64_t y = 0; y < h; y++)
        for (int64_t x = 0; x < w; x++)
            *out++ = (int32_t)(y * rows / h * columns + x * columns / w);
    *count = (uint32_t)(rows * columns);
    return LK_OK;
}

static const lk_segmenter_ops seg_ops = {.struct_size = sizeof seg_ops, .segment = segment};

static const lk_plugin seg_plugin = {.magic = LK_MAGIC,
                                     .abi = LK_ABI,
                                     .struct_size = sizeof seg_plugin,
                                     .stage = LK_STAGE_SEGMENTER,
                                     .name = STANDIN,
                                     .version = "1.0",
                                     .summary = "Rectangles.",
                                     .licence = "MIT",
                                     .capabilities = LK_CAP_DETERMINISTIC,
                                     .ops = &seg_ops};

/* ---- Both ------------------------------------------------------------------------------- */

standin *standin_open(lk_fault *fault)
{
    standin *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->segmenter = (lk_instance){.plugin = &seg_plugin, .ops = &seg_ops};
    s->segmenter.service = lk_service_open(&s->segmenter, fault);
    if (s->segmenter.service && make_network(&s->kept, 0, HEIGHT, WIDTH, fault))
        return s;
    standin_close(s);
    return NULL;
}

void standin_close(standin *s)
{
    if (!s)
        return;
    free(s->kept.instance.service);
    free(s->sized.instance.service);
    free(s->segmenter.service);
    free(s);
}

lk_network *standin_sized(standin *s, uint32_t height, uint32_t width, lk_fault *fault)
{
    return make_network(&s->sized, 0, height, width, fault);
}

lk_network *standin_halved(standin *s, uint32_t height, uint32_t width, lk_fault *fault)
{
    return make_network(&s->sized, 1, height, width, fault);
}

lk_network *standin_network(standin *s)
{
    return s->kept.instance.service;
}

lk_segmenter *standin_segmenter(standin *s)
{
    return s->segmenter.service;
}
