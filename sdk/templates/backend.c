/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <math.h>
#include <stdlib.h>

/* A backend computes networks: here a linear one, whose weights stand in a YAML file.
 * It sees the mean brightness of rows x columns cells of the face. */

enum { SIDE = 64, MOST_CELLS = 32, MOST_CLASSES = 64 };

typedef struct linear {
    const char *model;
    size_t cells;    /* along one side */
    double *weights; /* classes x cells x cells */
    const char **classes;
    lk_layer_info layer;
    const lk_layer_info *layers[2];
    lk_network_info info;
} linear;

static const lk_param params[] = {
    {.name = "model",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(linear, model),
     .doc = "YAML file with `cells`, how many lie along a side, and `classes`, a map of names "
            "to lists of cells x cells weights."},
};

static int number(const lk_node *n, double low, double high, double *out)
{
    char *end = NULL;
    if (!n || n->kind != LK_NODE_SCALAR)
        return 0;
    *out = strtod(n->text, &end);
    return end != n->text && !*end && *out >= low && *out <= high;
}

static lk_status read_class(linear *l, lk_context *ctx, const lk_node *list, size_t index)
{
    size_t count = l->cells * l->cells;
    if (list->kind != LK_NODE_LIST || list->count != count)
        return lk_node_error(ctx, list, "class `%s` needs a list of %zu weights", list->key, count);
    for (size_t i = 0; i < count; i++)
        if (!number(list->items[i], -1e6, 1e6, &l->weights[index * count + i]))
            return lk_node_error(ctx, list->items[i], "a weight is a number within 1e6");
    l->classes[index] = list->key;
    return LK_OK;
}

static void describe(linear *l, size_t classes)
{
    l->layer = (lk_layer_info){.struct_size = sizeof l->layer,
                               .name = "cells",
                               .kind = "dense",
                               .rank = 1,
                               .shape = {(int64_t)classes}};
    l->layers[0] = &l->layer;
    l->info = (lk_network_info){.struct_size = sizeof l->info,
                                .name = "linear",
                                .view = {.struct_size = sizeof(lk_view),
                                         .box = LK_BOX_FACE,
                                         .width = SIDE,
                                         .height = SIDE,
                                         .frames = 1},
                                .input_channels = 3,
                                .class_count = (uint32_t)classes,
                                .classes = l->classes,
                                .labels = l->classes, /* the study's words: the same here */
                                .output = LK_OUTPUT_PROBABILITY,
                                .capabilities = LK_CAP_GRADIENTS,
                                .parameters = classes * l->cells * l->cells,
                                .macs = classes * l->cells * l->cells,
                                .layer_count = 1,
                                .layers = l->layers};
}

/* Sizes of a file are checked before memory is asked for. */
static lk_status open_linear(void *self, lk_context *ctx)
{
    linear *l = self;
    const lk_node *top;
    double cells = 0;
    lk_status status = ctx->host->read_yaml(ctx, l->model, NULL, &top);
    if (status)
        return status;
    const lk_node *classes = lk_node_get(top, "classes");
    if (!number(lk_node_get(top, "cells"), 1, MOST_CELLS, &cells))
        return lk_node_error(ctx, top, "`cells` must be 1 to %d", MOST_CELLS);
    if (!classes || classes->kind != LK_NODE_MAP || !classes->count ||
        classes->count > MOST_CLASSES)
        return lk_node_error(ctx, top, "`classes` must be a map of 1 to %d classes", MOST_CLASSES);
    l->cells = (size_t)cells;
    l->weights = lk_alloc_array(ctx, classes->count * l->cells * l->cells, sizeof *l->weights);
    l->classes = lk_alloc_array(ctx, classes->count + 1, sizeof *l->classes);
    if (!l->weights || !l->classes)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the weights of %s", l->model);
    for (size_t i = 0; !status && i < classes->count; i++)
        status = read_class(l, ctx, classes->items[i], i);
    describe(l, classes->count);
    return status;
}

static const lk_network_info *info(void *self)
{
    return &((const linear *)self)->info;
}

/* The weight of one value of the view for a class: its share of the mean of its cell. */
static double weight(const linear *l, size_t class_index, size_t value)
{
    size_t x = value / 3 % SIDE * l->cells / SIDE, y = value / 3 / SIDE * l->cells / SIDE;
    double share = (double)(l->cells * l->cells) / (3.0 * SIDE * SIDE * 255);
    return l->weights[(class_index * l->cells + y) * l->cells + x] * share;
}

/* Logits, and probabilities in their place where they are asked for. */
static void score(const linear *l, const float *view, lk_output output, double *out)
{
    double highest = -INFINITY, sum = 0;
    for (size_t c = 0; c < l->info.class_count; c++) {
        out[c] = 0;
        for (size_t i = 0; i < 3 * SIDE * SIDE; i++)
            out[c] += weight(l, c, i) * (double)view[i];
        highest = fmax(highest, out[c]);
    }
    for (size_t c = 0; output == LK_OUTPUT_PROBABILITY && c < l->info.class_count; c++)
        sum += out[c] = exp(out[c] - highest);
    for (size_t c = 0; output == LK_OUTPUT_PROBABILITY && c < l->info.class_count; c++)
        out[c] /= sum;
}

static lk_status check(lk_context *ctx, lk_output output)
{
    if (output == LK_OUTPUT_RAW)
        return lk_error(ctx, LK_E_UNSUPPORTED, "it gives probabilities and logits only");
    return lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
}

/* Item by item, so an item's score does not depend on its batch. */
static lk_status scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *out)
{
    const linear *l = self;
    const float *view = batch->data;
    double s[MOST_CLASSES];
    for (int64_t i = 0; i < batch->shape[0]; i++, view += 3 * SIDE * SIDE) {
        lk_status status = check(ctx, output);
        if (status)
            return status;
        score(l, view, output, s);
        for (size_t c = 0; c < l->info.class_count; c++)
            *out++ = (float)s[c];
    }
    return LK_OK;
}

/* How much output `c` of the last score changes with one value of the view. */
static double slope(const linear *l, const double *s, lk_output output, size_t c, size_t value)
{
    double mean = 0;
    if (output == LK_OUTPUT_LOGIT)
        return weight(l, c, value);
    for (size_t k = 0; k < l->info.class_count; k++)
        mean += s[k] * weight(l, k, value);
    return s[c] * (weight(l, c, value) - mean);
}

static lk_status gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                           const uint32_t *classes, lk_output output, float *out,
                           lk_tensor *gradient)
{
    const linear *l = self;
    const float *view = batch->data;
    float *g = gradient->data;
    double s[MOST_CLASSES];
    for (int64_t i = 0; i < batch->shape[0]; i++, view += 3 * SIDE * SIDE) {
        lk_status status = check(ctx, output);
        if (status)
            return status;
        score(l, view, output, s);
        for (size_t value = 0; value < 3 * SIDE * SIDE; value++)
            *g++ = (float)slope(l, s, output, classes[i], value);
        for (size_t c = 0; out && c < l->info.class_count; c++)
            *out++ = (float)s[c];
    }
    return LK_OK;
}

static const lk_backend_ops ops = {
    .struct_size = sizeof ops, .info = info, .scores = scores, .gradients = gradients};

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "A linear network over the brightness of cells of the face.",
          .details =
              "Logits are sums of the weights times the mean brightness, 0 to 1, of a grid of "
              "cells; probabilities are their softmax.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(linear),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_GRADIENTS,
          LK_PARAMS(params), .open = open_linear, .ops = &ops)
