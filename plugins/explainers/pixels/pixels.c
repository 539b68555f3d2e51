/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pixels.h"

#include <math.h>
#include <string.h>

#include "../../metrics/common/value.h"

enum { BATCH = 16, CHANNELS = 3 };

const char *const pixels_channel_names[] = {"sum", "absolute", "largest", NULL};

static lk_status check(lk_context *ctx, const lk_explain_request *r)
{
    const lk_network_info *info = r->network->info;
    const int64_t *shape = r->view->pixels.shape;
    if (r->view->pixels.rank != CHANNELS || shape[0] != info->view.height ||
        shape[1] != info->view.width || shape[2] != CHANNELS)
        return lk_error(ctx, LK_E_INPUT, "the view is not what the network %s takes, %u x %u x 3",
                        info->name, info->view.height, info->view.width);
    lk_status status = request_refuse_parts(ctx, r);
    if (status)
        return status;
    return r->network->gradients ? request_check(ctx, r)
                                 : lk_error(ctx, LK_E_UNSUPPORTED,
                                            "the backend of the network %s has no gradients: use "
                                            "another",
                                            info->name);
}

lk_status pixels_open(lk_context *ctx, const lk_explain_request *request,
                      const pixels_choice *choice, pixels *out)
{
    const lk_network_info *info = request->network->info;
    lk_status status = check(ctx, request);
    if (status)
        return status;
    size_t size = lk_tensor_count(&request->view->pixels);
    *out = (pixels){.ctx = ctx,
                    .request = request,
                    .output = request_output(request, choice->output),
                    .channels = (pixels_channels)choice->channels,
                    .count = size / CHANNELS,
                    .size = size,
                    .pictures = lk_alloc_array(ctx, size, BATCH * sizeof(float)),
                    .gradients = lk_alloc_array(ctx, size, BATCH * sizeof(float)),
                    .scores = lk_alloc_array(ctx, info->class_count, BATCH * sizeof(float)),
                    .picture = lk_alloc_array(ctx, size, sizeof(float))};
    return out->pictures && out->gradients && out->scores && out->picture
               ? LK_OK
               : lk_error(ctx, LK_E_MEMORY, "out of memory for the gradients of %d views", BATCH);
}

/* ---- Batches --------------------------------------------------------------------- */

static lk_tensor batch_over(const pixels *p, float *values, size_t count)
{
    const int64_t *view = p->request->view->pixels.shape;
    int64_t shape[] = {(int64_t)count, view[0], view[1], view[2]};
    return lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 4, shape);
}

static lk_status ask(pixels *p, const uint32_t *classes, size_t count)
{
    lk_network *n = p->request->network;
    lk_tensor batch = batch_over(p, p->pictures, count);
    lk_tensor gradient = batch_over(p, p->gradients, count);
    if (p->rectifier == LK_RECTIFIER_PLAIN)
        return n->gradients(n, p->ctx, &batch, classes, p->output, p->scores, &gradient);
    if (!n->rectified_gradients)
        return lk_error(p->ctx, LK_E_UNSUPPORTED,
                        "the backend of the network %s goes through rectifiers by their derivative "
                        "alone: use openblas or onednn",
                        n->info->name);
    return n->rectified_gradients(n, p->ctx, &batch, classes, p->output, p->rectifier, p->scores,
                                  &gradient);
}

/* Items first .. first + count - 1: the classes of a picture follow each other, and
 * the batches go on across pictures. */
static lk_status run_batch(pixels *p, const pixels_walk *w, size_t first, size_t count)
{
    const lk_explain_request *r = p->request;
    uint32_t classes[BATCH];
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = (uint32_t)((first + i) % r->class_count);
        if (!slot)
            w->paint(w->user, (first + i) / r->class_count, p->picture);
        memcpy(p->pictures + i * p->size, p->picture, p->size * sizeof *p->picture);
        classes[i] = r->classes[slot];
    }
    lk_status status = ask(p, classes, count);
    for (size_t i = 0; !status && i < count; i++)
        w->take(w->user, (first + i) / r->class_count, (uint32_t)((first + i) % r->class_count),
                p->gradients + i * p->size,
                (double)p->scores[i * r->network->info->class_count + classes[i]]);
    return status;
}

lk_status pixels_run(pixels *p, const pixels_walk *walk)
{
    size_t items = walk->pictures * p->request->class_count;
    for (size_t first = 0; first < items; first += BATCH) {
        size_t count = items - first < BATCH ? items - first : BATCH;
        lk_status status = lk_cancelled(p->ctx) ? LK_CANCELLED : run_batch(p, walk, first, count);
        if (status)
            return status;
        p->ctx->host->progress(p->ctx, (double)(first + count), (double)items);
    }
    return LK_OK;
}

lk_status pixels_score(pixels *p, const float *picture, double **out)
{
    lk_network *n = p->request->network;
    lk_tensor batch = batch_over(p, p->pictures, 1);
    double *scores = lk_alloc_array(p->ctx, p->request->class_count, sizeof *scores);
    if (!scores)
        return lk_error(p->ctx, LK_E_MEMORY, "out of memory for the scores of a view");
    memcpy(p->pictures, picture, p->size * sizeof *picture);
    lk_status status = n->scores(n, p->ctx, &batch, p->output, p->scores);
    for (uint32_t i = 0; !status && i < p->request->class_count; i++)
        scores[i] = (double)p->scores[p->request->classes[i]];
    *out = scores;
    return status;
}

/* ---- Attributions ---------------------------------------------------------------- */

lk_status pixels_reserve(const pixels *p, double **out)
{
    uint32_t classes = p->request->class_count;
    *out = lk_alloc_array(p->ctx, classes, p->size * sizeof **out);
    return *out ? LK_OK
                : lk_error(p->ctx, LK_E_MEMORY,
                           "out of memory for gradients of %u classes: explain fewer", classes);
}

typedef struct at_view {
    const pixels *pixels;
    double *gradients, *scores;
} at_view;

static void paint_view(void *user, size_t which, float *out)
{
    const at_view *v = user;
    (void)which;
    memcpy(out, v->pixels->request->view->pixels.data, v->pixels->size * sizeof *out);
}

static void keep(void *user, size_t which, uint32_t slot, const float *gradient, double score)
{
    const at_view *v = user;
    double *out = pixels_of(v->pixels, v->gradients, slot);
    (void)which;
    for (size_t i = 0; i < v->pixels->size; i++)
        out[i] = (double)gradient[i];
    v->scores[slot] = score;
}

lk_status pixels_gradient(pixels *p, double **gradients, double **scores)
{
    at_view v = {.pixels = p,
                 .scores = lk_alloc_array(p->ctx, p->request->class_count, sizeof(double))};
    const pixels_walk walk = {1, paint_view, keep, &v};
    lk_status status = pixels_reserve(p, &v.gradients);
    if (!status && !v.scores)
        status = lk_error(p->ctx, LK_E_MEMORY, "out of memory for the scores of the view");
    if (!status)
        status = pixels_run(p, &walk);
    *gradients = v.gradients;
    *scores = v.scores;
    return status;
}

static double reduce(pixels_channels channels, const double v[CHANNELS])
{
    double a = fabs(v[0]), b = fabs(v[1]), c = fabs(v[2]);
    switch (channels) {
    case PIXELS_ABSOLUTE:
        return a + b + c;
    case PIXELS_LARGEST:
        return fmax(fmax(a, b), c);
    default:
        return v[0] + v[1] + v[2];
    }
}

void pixels_reduce(const pixels *p, const double *attribution, double *map)
{
    for (size_t i = 0; i < p->count; i++)
        map[i] = reduce(p->channels, attribution + CHANNELS * i);
}

void pixels_answer(const pixels *p, const double *attributions, lk_explanation *out)
{
    float *maps = out->heatmaps.data;
    for (size_t i = 0, n = p->request->class_count * p->count; i < n; i++)
        maps[i] = (float)reduce(p->channels, attributions + CHANNELS * i);
}

lk_status pixels_explain(lk_context *ctx, const lk_explain_request *request,
                         const pixels_choice *choice, lk_rectifier rectifier, lk_explanation *out)
{
    pixels p;
    double *gradients = NULL, *scores = NULL;
    lk_status status = pixels_open(ctx, request, choice, &p);
    if (status)
        return status;
    p.rectifier = rectifier;
    status = pixels_gradient(&p, &gradients, &scores);
    if (status)
        return status;
    for (uint32_t i = 0; i < request->class_count; i++)
        value_set(&out->diagnostics[i], scores[i]);
    pixels_answer(&p, gradients, out);
    return LK_OK;
}
