/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cam.h"

#include "../../metrics/common/value.h"
#include "layer.h"

static lk_status check(lk_context *ctx, const lk_explain_request *request)
{
    const lk_network_info *info = request->network->info;
    if (!request->network->activations)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "the backend of the network %s does not give the values of its layers",
                        info->name);
    lk_status status = request_refuse_parts(ctx, request);
    return status ? status : request_check(ctx, request);
}

static lk_status score_view(lk_context *ctx, cam *c)
{
    lk_network *n = c->request->network;
    float *scores = lk_alloc_array(ctx, n->info->class_count, sizeof *scores);
    c->scores = scores;
    return scores ? n->scores(n, ctx, &c->batch, cam_output(c), scores)
                  : lk_error(ctx, LK_E_MEMORY, "out of memory for %u scores", n->info->class_count);
}

lk_status cam_open(lk_context *ctx, const cam_options *options, const lk_explain_request *request,
                   cam *out)
{
    const lk_layer_info *layer = NULL;
    lk_status status = check(ctx, request);
    if (!status)
        status = layer_choose(ctx, request->network->info, options->layer, &layer);
    if (status)
        return status;
    const lk_tensor *view = &request->view->pixels;
    int64_t shape[4] = {1, view->shape[0], view->shape[1], view->shape[2]};
    *out = (cam){.options = options,
                 .request = request,
                 .layer = layer ? layer->name : options->layer,
                 .batch = lk_tensor_over(view->data, LK_DTYPE_FLOAT, 32, 4, shape)};
    return score_view(ctx, out);
}

/* ---- Values and gradients -------------------------------------------------------- */

static lk_status reserve(lk_context *ctx, cam *c, const lk_tensor *value)
{
    size_t classes = c->request->class_count;
    if (value->rank != 4)
        return lk_error(ctx, LK_E_INPUT, "the layer `%s` is a vector: name a layer with maps",
                        c->layer);
    c->plane = (resize_plane){(size_t)value->shape[1], (size_t)value->shape[2]};
    c->pixels = c->plane.height * c->plane.width;
    c->channels = (size_t)value->shape[3];
    c->weights = lk_alloc_array(ctx, classes, c->channels * sizeof *c->weights);
    c->maps = lk_alloc_array(ctx, classes, c->pixels * sizeof *c->maps);
    return c->weights && c->maps
               ? LK_OK
               : lk_error(ctx, LK_E_MEMORY, "out of memory for the maps of the layer `%s`",
                          c->layer);
}

static lk_status fetch(lk_context *ctx, cam *c, uint32_t class_index, lk_tensor *gradient)
{
    lk_network *n = c->request->network;
    lk_tensor value;
    if (lk_cancelled(ctx))
        return LK_CANCELLED;
    lk_status status =
        n->activations(n, ctx, &c->batch, c->layer, class_index, cam_output(c), &value, gradient);
    if (!status && !c->maps)
        status = reserve(ctx, c, &value);
    if (status)
        return status;
    c->activation = value.data;
    c->gradient = gradient ? gradient->data : NULL;
    return LK_OK;
}

lk_status cam_fetch(lk_context *ctx, cam *c)
{
    return fetch(ctx, c, 0, NULL);
}

lk_status cam_fetch_gradient(lk_context *ctx, cam *c, uint32_t i)
{
    lk_tensor gradient;
    return fetch(ctx, c, c->request->classes[i], &gradient);
}

void cam_sum(const cam *c, uint32_t i)
{
    const float *a = c->activation;
    const double *weights = cam_weights(c, i);
    double *map = cam_map(c, i);
    for (size_t p = 0; p < c->pixels; p++, a += c->channels) {
        map[p] = 0;
        for (size_t k = 0; k < c->channels; k++)
            map[p] += weights[k] * (double)a[k];
    }
}

lk_status cam_explain_by_gradient(lk_context *ctx, const cam_options *options,
                                  const lk_explain_request *request,
                                  void (*make)(const cam *c, uint32_t i), lk_explanation *out)
{
    cam c;
    lk_status status = cam_open(ctx, options, request, &c);
    for (uint32_t i = 0; !status && i < request->class_count; i++) {
        status = cam_fetch_gradient(ctx, &c, i);
        if (!status)
            make(&c, i);
    }
    return status ? status : cam_answer(ctx, &c, CAM_VALUE_COUNT, out);
}

uint64_t cam_estimate(void *self, uint32_t width, uint32_t height)
{
    (void)self;
    (void)width;
    (void)height;
    return 2;
}

/* ---- The answer ------------------------------------------------------------------ */

static double negative_share(const double *map, size_t count)
{
    double negative = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        negative += fmax(-map[i], 0);
        all += fabs(map[i]);
    }
    return all > 0 ? negative / all : (double)NAN;
}

static void diagnose(const cam *c, size_t values, lk_value *out)
{
    for (uint32_t i = 0; i < c->request->class_count; i++, out += values) {
        double negative = negative_share(cam_map(c, i), c->pixels);
        value_set(&out[CAM_SCORE], cam_score(c, i));
        if (negative == negative)
            value_set(&out[CAM_NEGATIVE], negative);
        else
            value_missing(&out[CAM_NEGATIVE], CAM_MAP_IS_EMPTY);
    }
}

static lk_status trace(const cam *c)
{
    const lk_explain_request *r = c->request;
    int64_t weights[2] = {r->class_count, (int64_t)c->channels};
    int64_t maps[3] = {r->class_count, (int64_t)c->plane.height, (int64_t)c->plane.width};
    lk_tensor w = lk_tensor_over(c->weights, LK_DTYPE_FLOAT, 64, 2, weights),
              m = lk_tensor_over(c->maps, LK_DTYPE_FLOAT, 64, 3, maps);
    lk_status status = r->trace(r->trace_user, "channel_weights", &w);
    return status ? status : r->trace(r->trace_user, "layer_maps", &m);
}

/* What is left where the map is 0 stays 0. */
static const double stretch_floor = 1e-7;

static void lay_out(const cam *c, uint32_t i, double *small, double *large, float *out)
{
    const int64_t *view = c->request->view->pixels.shape;
    resize_plane to = {(size_t)view[0], (size_t)view[1]};
    size_t count = to.height * to.width;
    const double *map = cam_map(c, i);
    for (size_t p = 0; p < c->pixels; p++)
        small[p] = c->options->relu ? fmax(map[p], 0) : map[p];
    if (c->options->stretch)
        resize_stretch(small, c->pixels, stretch_floor);
    resize_map(RESIZE_CENTRES, c->plane, small, to, large);
    if (c->options->stretch)
        resize_stretch(large, count, stretch_floor);
    for (size_t p = 0; p < count; p++)
        out[p] = (float)large[p];
}

lk_status cam_answer(lk_context *ctx, const cam *c, size_t values, lk_explanation *out)
{
    size_t count = lk_tensor_count(&c->request->view->pixels) / 3;
    double *small = lk_alloc_array(ctx, c->pixels, sizeof *small);
    double *large = lk_alloc_array(ctx, count, sizeof *large);
    if (!small || !large)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for a map of the view");
    for (uint32_t i = 0; i < c->request->class_count; i++)
        lay_out(c, i, small, large, (float *)out->heatmaps.data + i * count);
    diagnose(c, values, out->diagnostics);
    return c->request->trace ? trace(c) : LK_OK;
}
