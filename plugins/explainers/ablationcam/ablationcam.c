/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../cam/cam.h"

#include "../../metrics/common/value.h"

enum { BATCH = 16 };
enum { LARGEST = CAM_VALUE_COUNT, VALUE_COUNT };

#define SCORE_IS_0 "the score of the whole view is 0, of which a drop is no share"

typedef struct ablationcam {
    cam_options options;
} ablationcam;

static const lk_param params[] = {CAM_PARAMS(ablationcam, options)};

static const lk_value_info values[VALUE_COUNT] = {
    CAM_VALUES, [LARGEST] = {
                    .id = "largest_drop",
                    .title = "Largest drop",
                    .unit = "",
                    .low = -INFINITY,
                    .high = INFINITY,
                    .missing = SCORE_IS_0,
                    .source =
                        "The most that a channel's absence takes from the score, as a share of "
                        "it; large where the score is near 0, and then the map is of no use"}};

/* The layer without some of its channels, and what the network says of each; the
 * first row lacks none, so that scores are compared with one computed alike. */
typedef struct absence {
    size_t rows, classes;
    float *layers; /* BATCH x the layer's values */
    float *scores; /* rows x classes */
} absence;

static lk_status reserve(lk_context *ctx, const cam *c, absence *a)
{
    a->rows = 1 + c->channels;
    a->classes = c->request->network->info->class_count;
    a->layers = lk_alloc_array(ctx, BATCH * c->pixels, c->channels * sizeof *a->layers);
    a->scores = lk_alloc_array(ctx, a->rows, a->classes * sizeof *a->scores);
    return a->layers && a->scores
               ? LK_OK
               : lk_error(ctx, LK_E_MEMORY, "out of memory for %d times the layer `%s`", BATCH,
                          c->layer);
}

static void leave_out(const cam *c, size_t row, float *layer)
{
    memcpy(layer, c->activation, c->pixels * c->channels * sizeof *layer);
    for (size_t p = 0; row && p < c->pixels; p++)
        layer[p * c->channels + row - 1] = 0;
}

static lk_status ask(lk_context *ctx, const cam *c, absence *a)
{
    lk_network *n = c->request->network;
    lk_status status = reserve(ctx, c, a);
    for (size_t first = 0; !status && first < a->rows; first += BATCH) {
        size_t count = a->rows - first < BATCH ? a->rows - first : BATCH;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        for (size_t i = 0; i < count; i++)
            leave_out(c, first + i, a->layers + i * c->pixels * c->channels);
        int64_t shape[4] = {(int64_t)count, (int64_t)c->plane.height, (int64_t)c->plane.width,
                            (int64_t)c->channels};
        lk_tensor t = lk_tensor_over(a->layers, LK_DTYPE_FLOAT, 32, 4, shape);
        status = n->scores_from(n, ctx, &c->batch, c->layer, &t, cam_output(c),
                                a->scores + first * a->classes);
        ctx->host->progress(ctx, (double)(first + count), (double)a->rows);
    }
    return status;
}

/* A channel's weight is the share of the score that its absence takes. */
static void weigh(const cam *c, uint32_t i, const absence *a, lk_value *largest)
{
    const float *scores = a->scores + c->request->classes[i];
    double whole = (double)scores[0], most = -INFINITY;
    for (size_t k = 0; whole != 0 && k < c->channels; k++) {
        double drop = (whole - (double)scores[(k + 1) * a->classes]) / whole;
        cam_weights(c, i)[k] = drop;
        most = fmax(most, drop);
    }
    if (whole != 0)
        value_set(largest, most);
    else
        value_missing(largest, SCORE_IS_0);
    cam_sum(c, i);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const ablationcam *m = self;
    cam c;
    absence a;
    if (!request->network->scores_from)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "the backend of the network %s cannot score from a layer on: use one that "
                        "computes networks itself, such as openblas",
                        request->network->info->name);
    lk_status status = cam_open(ctx, &m->options, request, &c);
    if (!status)
        status = cam_fetch(ctx, &c);
    if (!status)
        status = ask(ctx, &c, &a);
    if (status)
        return status;
    for (uint32_t i = 0; i < request->class_count; i++)
        weigh(&c, i, &a, &out->diagnostics[i * VALUE_COUNT + LARGEST]);
    return cam_answer(ctx, &c, VALUE_COUNT, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_ACTIVATIONS,
                                     .explain = explain};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "ablationcam", .version = "0.1.0", .revision = 1,
        .summary = "Ablation-CAM: a layer's maps, each weighed by what its absence takes from the "
                   "score; no gradients.",
        .details =
            "S. Desai, H. G. Ramaswamy, Ablation-CAM: Visual explanations for deep convolutional "
            "network via gradient-free localization, WACV 2020. A channel's weight is (y - y_k) / "
            "y, where y is the score and y_k that with the channel set to 0 all over the layer. "
            "The network is computed from the layer on alone, once a channel. The map is that of "
            "pytorch-grad-cam (AblationCAM) but for its scale (`stretch`), and for layers that "
            "have values below 0: pytorch-grad-cam sets a channel to far below the least of them, "
            "here, as in the paper, 0 it is. Where y is negative, so is the sense of the map: what "
            "speaks for the class has a negative weight.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(ablationcam), LK_PARAMS(params), .ops = &ops)
