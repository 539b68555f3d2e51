/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../metrics/common/value.h"
#include "../coalition/coalition.h"
#include "../halves/halves.h"
#include "../request/request.h"
#include "masks.h"

enum { BATCH = 16, CHANNELS = 3 };
enum { SCORE, SPLIT_HALF, SAMPLES, VALUE_COUNT };

typedef struct rise {
    int64_t samples, cells;
    double probability;
    lk_double_list colour;
    int output; /* lk_output */
} rise;

/* Of one explanation. */
typedef struct working {
    const lk_explain_request *request;
    masks masks;
    masks_cut cuts[BATCH];
    size_t pixels;
    float *mask;     /* BATCH x pixels */
    lk_tensor batch; /* BATCH pictures */
    float *scores;   /* BATCH x all classes */
    double *sums[2]; /* asked classes x pixels, over the even and the odd samples */
} working;

static const lk_param params[] = {
    {.name = "samples",
     .type = LK_INT,
     .offset = offsetof(rise, samples),
     .fallback = "4000",
     .low = 2,
     .high = 1e7,
     .unit = "samples",
     .doc = "How many masked pictures; fewer are a beginning of more."},
    {.name = "cells",
     .type = LK_INT,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(rise, cells),
     .fallback = "7",
     .low = 2,
     .high = 1024,
     .unit = "cells",
     .doc = "Rows and columns of the grid that is enlarged to a mask."},
    {.name = "probability",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(rise, probability),
     .fallback = "0.5",
     .low = 0.01,
     .high = 0.99,
     .doc = "Probability that a mask shows a cell."},
    {.name = "colour",
     .type = LK_DOUBLE_LIST,
     .offset = offsetof(rise, colour),
     .fallback = "[0, 0, 0]",
     .low = 0,
     .high = 255,
     .doc = "Red, green and blue that a mask fades to: what the network's normalisation takes to 0 "
            "where masks are to multiply its input."},
    OUTPUT_PARAM(rise, output, "probability"),
};

static const lk_value_info values[VALUE_COUNT] = {
    [SCORE] = SCORE_OF_VIEW,
    [SPLIT_HALF] = HALVES_INFO("maps"),
    [SAMPLES] = SAMPLES_INFO(2, ""),
};

static lk_status open_rise(void *self, lk_context *ctx)
{
    const rise *r = self;
    return r->colour.count == CHANNELS
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT, "`colour` needs red, green and blue, values 0 to 255");
}

static lk_status check(lk_context *ctx, const lk_explain_request *r)
{
    lk_status status = request_refuse_parts(ctx, r);
    return status ? status : request_check(ctx, r);
}

static lk_status reserve(const rise *r, lk_context *ctx, const lk_explain_request *request,
                         working *w)
{
    const int64_t *view = request->view->pixels.shape;
    int64_t shape[4] = {BATCH, view[0], view[1], CHANNELS};
    size_t classes = request->network->info->class_count, cells = (size_t)(r->cells * r->cells);
    *w = (working){.request = request, .pixels = (size_t)(view[0] * view[1])};
    void *batch = lk_alloc_array(ctx, w->pixels, BATCH * CHANNELS * sizeof(float));
    uint8_t *grids = lk_alloc_array(ctx, cells, BATCH);
    w->mask = lk_alloc_array(ctx, w->pixels, BATCH * sizeof(float));
    w->scores = lk_alloc_array(ctx, classes, BATCH * sizeof(float));
    for (int h = 0; h < 2; h++)
        w->sums[h] = lk_alloc_array(ctx, w->pixels, request->class_count * sizeof(double));
    if (!batch || !grids || !w->mask || !w->scores || !w->sums[0] || !w->sums[1])
        return lk_error(ctx, LK_E_MEMORY, "out of memory for masks of %d x %d pixels", (int)view[0],
                        (int)view[1]);
    w->batch = lk_tensor_over(batch, LK_DTYPE_FLOAT, 32, 4, shape);
    for (size_t i = 0; i < BATCH; i++)
        w->cuts[i].grid = grids + i * cells;
    return masks_open(ctx, (uint32_t)r->cells, view[0], view[1], &w->masks);
}

/* ---- Samples --------------------------------------------------------------------- */

/* One picture of the batch: the view where its mask is 1, the colour where it is 0. */
static void blend(const rise *r, const working *w, size_t place)
{
    const float *view = w->request->view->pixels.data, *mask = w->mask + place * w->pixels;
    float *out = (float *)w->batch.data + place * w->pixels * CHANNELS;
    for (size_t i = 0; i < w->pixels; i++)
        for (size_t c = 0; c < CHANNELS; c++) {
            double base = r->colour.items[c];
            *out++ = (float)(base + (double)mask[i] * ((double)*view++ - base));
        }
}

static double score_of(const working *w, size_t place, uint32_t slot)
{
    return w->scores[place * w->request->network->info->class_count + w->request->classes[slot]];
}

static void add(const working *w, size_t place, double *sums)
{
    const float *mask = w->mask + place * w->pixels;
    for (uint32_t k = 0; k < w->request->class_count; k++) {
        double score = score_of(w, place, k);
        for (size_t i = 0; i < w->pixels; i++)
            sums[k * w->pixels + i] += score * (double)mask[i];
    }
}

static lk_status score_batch(const rise *r, lk_context *ctx, working *w, size_t first, size_t count)
{
    lk_network *network = w->request->network;
    for (size_t i = 0; i < count; i++) {
        masks_draw(ctx, &w->masks, r->probability, &w->cuts[i]);
        masks_paint(&w->masks, &w->cuts[i], w->mask + i * w->pixels);
        blend(r, w, i);
    }
    w->batch.shape[0] = (int64_t)count;
    lk_status status =
        network->scores(network, ctx, &w->batch, request_output(w->request, r->output), w->scores);
    for (size_t i = 0; !status && i < count; i++)
        add(w, i, w->sums[(first + i) % 2]);
    return status;
}

static lk_status score_samples(const rise *r, lk_context *ctx, working *w)
{
    size_t all = (size_t)r->samples;
    lk_status status = LK_OK;
    for (size_t first = 0; !status && first < all; first += BATCH) {
        status = score_batch(r, ctx, w, first, all - first < BATCH ? all - first : BATCH);
        ctx->host->progress(ctx, (double)first, (double)all);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return status;
}

/* ---- What comes of them ------------------------------------------------------------ */

static lk_status score_view(const rise *r, lk_context *ctx, working *w)
{
    lk_network *network = w->request->network;
    memcpy(w->batch.data, w->request->view->pixels.data, w->pixels * CHANNELS * sizeof(float));
    w->batch.shape[0] = 1;
    return network->scores(network, ctx, &w->batch, request_output(w->request, r->output),
                           w->scores);
}

static lk_status answer(const rise *r, lk_context *ctx, const working *w, lk_explanation *out)
{
    float *map = out->heatmaps.data;
    lk_value *v = out->diagnostics;
    lk_status status = LK_OK;
    for (uint32_t k = 0; !status && k < w->request->class_count; k++, v += VALUE_COUNT) {
        const double *even = w->sums[0] + k * w->pixels, *odd = w->sums[1] + k * w->pixels;
        for (size_t i = 0; i < w->pixels; i++)
            *map++ = (float)((even[i] + odd[i]) / (double)r->samples / r->probability);
        value_set(&v[SCORE], score_of(w, 0, k));
        value_set(&v[SAMPLES], (double)r->samples);
        status = halves_compare(ctx, even, odd, w->pixels, &v[SPLIT_HALF]);
    }
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const rise *r = self;
    working w;
    lk_status status = check(ctx, request);
    if (!status)
        status = reserve(r, ctx, request, &w);
    if (!status)
        status = score_samples(r, ctx, &w);
    if (!status)
        status = score_view(r, ctx, &w);
    return status ? status : answer(r, ctx, &w, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const rise *r = self;
    (void)width;
    (void)height;
    return (uint64_t)r->samples + 1;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "rise", .version = "0.1.0", .revision = 2,
        .summary = "RISE: the mean of random soft masks, weighed by the score of what they show.",
        .details =
            "V. Petsiuk, A. Das, K. Saenko, RISE: randomized input sampling for explanation of "
            "black-box models, BMVC 2018. A pixel's value is the sum over samples of the score "
            "times what the mask shows of the pixel, over the number of samples and `probability`: "
            "an estimate of the mean score where the pixel is shown. So a map is never far from "
            "that mean score anywhere, and only its differences tell.\n\n"
            "Masks are those of eclique/RISE: a grid of `cells` x `cells`, enlarged bilinearly by "
            "one cell more than the view takes, and cut at a random place. There they multiply the "
            "network's normalised input; here they fade the view to `colour`, which is the same "
            "where `colour` is what the normalisation takes to 0.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(rise),
        LK_PARAMS(params), .open = open_rise, .ops = &ops)
