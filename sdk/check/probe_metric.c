/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "probe.h"

#include <math.h>
#include <string.h>

/* Metrics: each operation that there is. */

static size_t judge_metric(const probe *p, lk_status status, const char *operation,
                           const lk_value *values)
{
    const lk_metric_ops *o = p->trial->ops;
    if (!probe_status(p, status, operation))
        return 0;
    return judge_values(values, o->values, o->value_size, o->value_count, p->out);
}

/* `step` 0: with a map, 1: without, as for a baseline that is a region. */
static size_t try_agreement(const probe *p, uint64_t step)
{
    const lk_metric_ops *o = p->trial->ops;
    lk_context *ctx = probe_begin(p, step);
    lk_heatmap map = scene_map(p->trial, p->scene, 1);
    lk_region foreground = scene_region(p->trial, p->scene, 2);
    lk_region mask = scene_region(p->trial, p->scene, 3);
    lk_value *values = scene_values_out(p->trial, o->value_count);
    cage_doing("comparing a heatmap of %u x %u with a mask", p->scene->height, p->scene->width);
    lk_status status =
        o->agreement(p->trial->self, ctx, step ? NULL : &map, &foreground, &mask, values);
    return judge_metric(p, status, "agreement", values);
}

/* What a value says of itself: f(a, b) = f(b, a)? */
static void judge_symmetry(const probe *p, const lk_value *ab, const lk_value *ba)
{
    const lk_metric_ops *o = p->trial->ops;
    for (size_t i = 0; i < o->value_count; i++) {
        const lk_value_info *info = (const void *)((const char *)o->values + i * o->value_size);
        double apart = fabs(ab[i].value - ba[i].value);
        if (info->symmetric && !ab[i].missing && !ba[i].missing &&
            apart > 1e-9 * (1 + fabs(ab[i].value)))
            cage_fail("the value `%s` says it is symmetric, and is %.12g one way and %.12g the "
                      "other",
                      info->id, ab[i].value, ba[i].value);
    }
}

static size_t try_similarity(const probe *p)
{
    const lk_metric_ops *o = p->trial->ops;
    lk_value first[64];
    size_t there = 0;
    for (uint64_t step = 0; step < 2; step++) {
        lk_context *ctx = probe_begin(p, 2);
        lk_heatmap a = scene_map(p->trial, p->scene, step ? 2 : 1);
        lk_heatmap b = scene_map(p->trial, p->scene, step ? 1 : 2);
        lk_value *values = scene_values_out(p->trial, o->value_count);
        cage_doing("comparing two heatmaps of %u x %u", p->scene->height, p->scene->width);
        lk_status status = o->similarity(p->trial->self, ctx, &a, &b, values);
        there += judge_metric(p, status, "similarity", values);
        if (status || o->value_count > 64)
            return there;
        if (step)
            judge_symmetry(p, first, values);
        memcpy(first, values, o->value_count * sizeof *values);
    }
    return there;
}

static size_t try_classification(const probe *p)
{
    const lk_metric_ops *o = p->trial->ops;
    size_t count = (size_t)p->scene->height * p->scene->width;
    uint64_t state = p->scene->seed;
    lk_context *ctx = probe_begin(p, 3);
    int32_t *truth = trial_alloc(p->trial, count, sizeof *truth, "the labels");
    int32_t *predicted = trial_alloc(p->trial, count, sizeof *predicted, "the predictions");
    float *scores = trial_alloc(p->trial, count * SCENE_LABELS, sizeof *scores, "the scores");
    lk_value *values = scene_values_out(p->trial, o->value_count);
    uint64_t *confusion = trial_alloc(p->trial, SCENE_LABELS * SCENE_LABELS, sizeof *confusion,
                                      "the confusion matrix");
    for (size_t i = 0; i < count; i++) {
        truth[i] = (int32_t)(scene_random(&state) * SCENE_LABELS);
        predicted[i] = (int32_t)(scene_random(&state) * (SCENE_LABELS + 1)) - 1;
        for (size_t c = 0; c < SCENE_LABELS; c++)
            scores[i * SCENE_LABELS + c] = predicted[i] == (int32_t)c ? .7f : .1f;
    }
    const lk_predictions all = {.struct_size = sizeof all,
                                .label_count = SCENE_LABELS,
                                .labels = scene_labels,
                                .count = count,
                                .truth = truth,
                                .predicted = predicted,
                                .scores = scores};
    cage_doing("comparing %zu predictions with labels", count);
    lk_status status = o->classification(p->trial->self, ctx, &all, values, confusion);
    return judge_metric(p, status, "classification", values);
}

/* ---- Explanations and their network -------------------------------------------------------- */

static lk_status explain_again(void *user, lk_context *ctx, const lk_raster *view,
                               uint32_t class_index, uint64_t draw, lk_tensor *map)
{
    const float *v = view->pixels.data;
    float *out = map->data;
    uint64_t state = draw;
    (void)user;
    (void)ctx;
    for (size_t i = 0; i < lk_tensor_count(map); i++)
        out[i] =
            v[3 * i + class_index % 3] / 255 - .4f + (draw ? .1f * (float)scene_random(&state) : 0);
    return LK_OK;
}

/* The map as the weights of the segments, and the segments. */
static void add_segments(const probe *p, lk_quality_request *request, lk_tensor *labels, float *map)
{
    uint32_t rows = p->scene->height < 4 ? p->scene->height : 4;
    double *weights = trial_alloc(p->trial, rows, sizeof *weights, "the weights");
    int32_t *label = labels->data;
    for (uint32_t k = 0; k < rows; k++)
        weights[k] = cos(3.0 * k);
    for (uint32_t y = 0, i = 0; y < p->scene->height; y++)
        for (uint32_t x = 0; x < p->scene->width; x++, i++) {
            label[i] = (int32_t)(y * rows / p->scene->height);
            map[i] = (float)weights[label[i]];
        }
    guard_protect(p->trial->exchange, label);
    guard_protect(p->trial->exchange, weights);
    request->segments = labels;
    request->weights = weights;
    request->segment_count = rows;
}

/* `step` 4: an explanation of segments; 5: of pixels. */
static size_t try_quality(const probe *p, uint64_t step)
{
    const lk_metric_ops *o = p->trial->ops;
    lk_context *ctx = probe_begin(p, step);
    lk_raster view = scene_view(p->trial, p->scene, 1);
    lk_heatmap map = scene_map_out(p->trial, p->scene->height, p->scene->width, 0);
    lk_tensor labels = scene_labels_out(p->trial, p->scene);
    lk_value *values = scene_values_out(p->trial, o->value_count);
    lk_quality_request request = {.struct_size = sizeof request,
                                  .class_index = 1,
                                  .map = &map,
                                  .view = &view,
                                  .network =
                                      lk_trial_network(p->trial, p->scene->height, p->scene->width),
                                  .explain_again = explain_again};
    if (step == 4)
        add_segments(p, &request, &labels, map.values.data);
    else
        explain_again(NULL, ctx, &view, 1, 0, &map.values);
    guard_protect(p->trial->exchange, map.values.data);
    cage_doing("judging an explanation of %u x %u against its network", p->scene->height,
               p->scene->width);
    lk_status status = lk_metric_has_quality(o) ? o->quality(p->trial->self, ctx, &request, values)
                                                : o->faithfulness(p->trial->self, ctx, &map, &view,
                                                                  request.network, 1, values);
    return judge_metric(p, status, lk_metric_has_quality(o) ? "quality" : "faithfulness", values);
}

void probe_metric(const probe *p)
{
    const lk_metric_ops *o = p->trial->ops;
    size_t there = 0;
    if (o->agreement)
        there += try_agreement(p, 0) + try_agreement(p, 1);
    if (o->similarity)
        there += try_similarity(p);
    if (o->classification)
        there += try_classification(p);
    if (o->faithfulness || lk_metric_has_quality(o))
        there += try_quality(p, 4) + try_quality(p, 5);
    if (!there && !p->scene->is_odd && probe_is_calm(p))
        cage_fail("all its values are missing for ordinary input");
}
