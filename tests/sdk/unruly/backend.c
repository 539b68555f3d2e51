/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* A network of one weight for each class and value of its input. */

enum { HEIGHT = 6, WIDTH = 5, VALUES = HEIGHT * WIDTH * 3, CLASSES = 3 };

static const char *const names[CLASSES + 1] = {"anger", "happiness", "sadness"};
static const lk_layer_info pixels = {.struct_size = sizeof pixels,
                                     .name = "pixels",
                                     .kind = "linear",
                                     .rank = 3,
                                     .shape = {HEIGHT, WIDTH, 3}};
static const lk_layer_info tall = {.struct_size = sizeof tall,
                                   .name = "pixels",
                                   .kind = "linear",
                                   .rank = 3,
                                   .shape = {HEIGHT + 1, WIDTH, 3}};
static const lk_layer_info other = {
    .struct_size = sizeof other, .name = "other", .kind = "linear", .rank = 1, .shape = {CLASSES}};
static const lk_layer_info *const layers[] = {&pixels, NULL}, *const tall_layers[] = {&tall, NULL},
                                  *const more_layers[] = {&pixels, &other, NULL};

typedef struct state {
    unruly unruly;
    lk_network_info info;
} state;

static lk_status begin(void *self, lk_context *ctx)
{
    state *s = self;
    int has_more = is(s, "names too many");
    (void)ctx;
    s->info = (lk_network_info){
        .struct_size = sizeof s->info,
        .name = "unruly",
        .view = {.struct_size = sizeof(lk_view), .height = HEIGHT, .width = WIDTH, .frames = 1},
        .input_channels = 3,
        .class_count = CLASSES,
        .classes = names,
        .labels = names,
        .output = LK_OUTPUT_LOGIT,
        .capabilities =
            LK_CAP_DETERMINISTIC | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS | LK_CAP_COALITIONS,
        .layer_count = has_more ? 2 : 1,
        .layers = has_more           ? more_layers
                  : is(s, "is tall") ? tall_layers
                                     : layers};
    return LK_OK;
}

static const lk_network_info *info(void *self)
{
    return &((const state *)self)->info;
}

static float weight(uint32_t c, size_t i)
{
    return (float)((i * 7 + c * 5) % 11) / 2550;
}

/* ---- Scores and gradients ------------------------------------------------------------------- */

static void score(const float *item, float *out)
{
    for (uint32_t c = 0; c < CLASSES; c++) {
        out[c] = 0;
        for (size_t i = 0; i < VALUES; i++)
            out[c] += weight(c, i) * item[i];
    }
}

static lk_status scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *out)
{
    if (output != LK_OUTPUT_LOGIT)
        return lk_error(ctx, LK_E_UNSUPPORTED, "it has logits only");
    for (int64_t i = 0; i < batch->shape[0]; i++)
        score((const float *)batch->data + i * VALUES, out + i * CLASSES);
    if (is(self, "mixes batches"))
        out[0] *= 1 + .01f * (float)(batch->shape[0] - 1);
    if (is(self, "counts threads"))
        out[0] *= 1 + .01f * (float)(ctx->threads - 1);
    return LK_OK;
}

static lk_status gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                           const uint32_t *classes, lk_output output, float *out,
                           lk_tensor *gradient)
{
    float *g = gradient->data;
    lk_status status = scores(self, ctx, batch, output, out);
    for (int64_t i = 0; !status && i < batch->shape[0]; i++)
        for (size_t v = 0; v < VALUES; v++)
            g[i * VALUES + (int64_t)v] = weight((classes[i] + is(self, "errs")) % CLASSES, v) *
                                         (is(self, "scales") ? 255 : 1);
    return status;
}

/* ---- Activations ---------------------------------------------------------------------------- */

static lk_status copy_input(lk_context *ctx, const lk_tensor *batch, lk_tensor *out)
{
    size_t size = lk_tensor_count(batch) * sizeof(float);
    *out = lk_tensor_over(lk_alloc(ctx, size), LK_DTYPE_FLOAT, 32, 4, batch->shape);
    if (!out->data)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for a layer");
    memcpy(out->data, batch->data, size);
    return LK_OK;
}

static lk_status activations(void *self, lk_context *ctx, const lk_tensor *batch, const char *layer,
                             uint32_t class_index, lk_output output, lk_tensor *activation,
                             lk_tensor *gradient)
{
    uint32_t classes[8];
    lk_status status = LK_OK;
    if (strcmp(layer, "pixels") || batch->shape[0] > 8)
        return lk_error(ctx, LK_E_UNSUPPORTED, "it has no layer `%s`", layer);
    status = copy_input(ctx, batch, activation);
    if (status || !gradient)
        return status;
    for (size_t i = 0; i < 8; i++)
        classes[i] = class_index;
    float *out = (float *)lk_alloc(ctx, 8 * CLASSES * sizeof *out);
    status = copy_input(ctx, batch, gradient);
    if (!out)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for scores");
    return status ? status : gradients(self, ctx, batch, classes, output, out, gradient);
}

/* ---- Coalitions ----------------------------------------------------------------------------- */

static void paint(const void *self, const lk_coalitions *p, size_t row, float *out)
{
    const uint64_t *z = p->z + row * (is(self, "strides on") ? 1 : p->z_stride);
    const float *base = p->bases[is(self, "has one base") ? 0 : lk_row_base(p, row)].data;
    const float *fill = p->fills[is(self, "has one fill") ? 0 : lk_row_fill(p, row)].data;
    for (size_t i = 0; i < VALUES; i++) {
        uint32_t segment = (uint32_t)((const int32_t *)p->segments->data)[i / 3];
        out[i] = lk_z_get(z, segment) ? base[i] : fill[i];
    }
}

static lk_status coalitions(void *self, lk_context *ctx, const lk_coalitions *p, lk_output output,
                            lk_score_sink sink, void *user)
{
    float item[VALUES], out[CLASSES];
    lk_status status = LK_OK;
    if (output != LK_OUTPUT_LOGIT)
        return lk_error(ctx, LK_E_UNSUPPORTED, "it has logits only");
    for (size_t row = 0; !status && row < p->row_count; row++) {
        paint(self, p, row, item);
        score(item, out);
        for (uint32_t k = p->segment_count; is(self, "reads on") && k < 64; k++)
            out[0] += (float)lk_z_get(p->z + row * p->z_stride, k);
        status = sink(user, row, 1, out);
    }
    return status;
}

static const lk_backend_ops ops = {.struct_size = sizeof ops,
                                   .info = info,
                                   .scores = scores,
                                   .coalitions = coalitions,
                                   .gradients = gradients,
                                   .activations = activations};

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "backend", .version = "1.0",
          .summary = "Does wrong as it is told.", .licence = "MIT",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS |
                          LK_CAP_COALITIONS,
          .instance_size = sizeof(state), LK_PARAMS(how_params), .open = begin, .ops = &ops)
