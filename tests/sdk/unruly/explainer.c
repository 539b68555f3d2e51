/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "how.h"

/* Red, stretched to 0 .. 1, is what matters, the more the higher the class. */

static const lk_value_info diagnostics[] = {
    {.id = "spread", .title = "Spread of red", .unit = "", .low = 0, .high = 255},
};

/* Which class is explained in this place. */
static uint32_t class_of(const void *self, const lk_explain_request *request, uint32_t place)
{
    if (is(self, "knows no classes"))
        return 0;
    if (is(self, "turns classes"))
        place = request->class_count - 1 - place;
    return request->classes[is(self, "takes the first") ? 0 : place];
}

/* The share that a class has in the map of the one before it. */
static void blend(const lk_explain_request *request, float *maps, size_t pixels)
{
    for (size_t i = 0; i + pixels < request->class_count * pixels; i++)
        maps[i] += maps[i + pixels] / 50;
}

static void draw(lk_context *ctx, float *map, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++)
        map[i] += (float)(ctx->host->random(ctx) >> 40) / (1 << 24) / 10;
}

/* What it still errs by, after as many passes as the most demanding class wants. */
static lk_status adapt(lk_context *ctx, const lk_explain_request *request, float *maps,
                       size_t pixels)
{
    lk_network *n = request->network;
    const int64_t *view = request->view->pixels.shape, shape[4] = {1, view[0], view[1], view[2]};
    lk_tensor batch = lk_tensor_over(request->view->pixels.data, LK_DTYPE_FLOAT, 32, 4, shape);
    float *scores = (float *)lk_alloc_array(ctx, n->info->class_count, sizeof *scores), rounds = 0;
    lk_status status = scores ? LK_OK : lk_error(ctx, LK_E_MEMORY, "there is no memory for scores");
    for (uint32_t c = 0; c < request->class_count; c++)
        rounds = fmaxf(rounds, 1 + (float)request->classes[c]);
    for (float round = 0; !status && round < rounds; round++)
        status = n->scores(n, ctx, &batch, LK_OUTPUT_LOGIT, scores);
    for (size_t i = 0; i < request->class_count * pixels; i++)
        maps[i] *= 1 + .3f / rounds;
    return status;
}

static lk_status stretch(const void *self, lk_context *ctx, const lk_raster *view, float *out,
                         double *spread)
{
    const float *v = view->pixels.data;
    size_t n = lk_tensor_count(&view->pixels) / 3;
    float low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        low = fminf(low, v[3 * i]);
        high = fmaxf(high, v[3 * i]);
    }
    if (!(high > low) && (n == 1 || !is(self, "divides")))
        return lk_error(ctx, LK_MISSING, "the view is of one red");
    for (size_t i = 0; i < n; i++)
        out[i] = (v[3 * i] - low) / (high - low);
    *spread = (double)(high - low);
    return LK_OK;
}

/* Each row is a segment, and weighs one more than that above it. */
static lk_status cut(const void *self, lk_context *ctx, const lk_explain_request *request,
                     lk_explanation *out)
{
    int64_t shape[2] = {request->view->pixels.shape[0], request->view->pixels.shape[1]};
    size_t height = (size_t)shape[0], pixels = height * (size_t)shape[1];
    lk_tensor *segments = (lk_tensor *)lk_alloc(ctx, sizeof *segments);
    int32_t *labels = (int32_t *)lk_alloc_array(ctx, pixels, sizeof *labels);
    double *weights = (double *)lk_alloc_array(ctx, request->class_count * height, sizeof *weights);
    if (!segments || !labels || !weights)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for segments");
    for (size_t i = 0; i < pixels; i++)
        labels[i] = (int32_t)(i * height / pixels);
    for (size_t i = 0; i < request->class_count * height; i++)
        weights[i] = (double)(i % height + 1);
    *segments = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    out->segments = segments;
    out->weights = is(self, "weightless") ? NULL : weights;
    out->segment_count = is(self, "miscounts") ? 1 : (uint32_t)height;
    return LK_OK;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    size_t pixels = lk_tensor_count(&out->heatmaps) / request->class_count;
    float *maps = out->heatmaps.data;
    for (uint32_t c = 0; c < request->class_count; c++) {
        double spread = 0;
        lk_status status = stretch(self, ctx, request->view, maps + c * pixels, &spread);
        if (status)
            return status;
        for (size_t i = 0; i < pixels; i++)
            maps[c * pixels + i] *= 1 + (float)class_of(self, request, c);
        if (is(self, "draws for each class"))
            draw(ctx, maps + c * pixels, pixels);
        out->diagnostics[c].value = is(self, "exaggerates") ? 1e6 : spread;
        out->diagnostics[c].missing = 0;
    }
    if (is(self, "mixes classes"))
        blend(request, maps, pixels);
    if (is(self, "adapts"))
        return adapt(ctx, request, maps, pixels);
    if (is(self, "nan"))
        maps[1] = NAN;
    if (is(self, "cuts") || is(self, "weightless") || is(self, "miscounts"))
        return cut(self, ctx, request, out);
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = 1,
                                     .diagnostics = diagnostics,
                                     .diagnostic_size = sizeof diagnostics[0],
                                     .explain = explain};

UNRULY_CAN(LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, "explainer", .stage = LK_STAGE_EXPLAINER,
           UNRULY_HOW, .ops = &ops)
