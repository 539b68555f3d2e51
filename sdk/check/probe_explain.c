/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "probe.h"

/* Segmenters and explainers. */

/* Names are as many as the labels of every view, and tell them apart. */
static void judge_names(const probe *p, const lk_segmenter_ops *ops, uint32_t count)
{
    if (!LK_HAS(ops, lk_segmenter_ops, names) || !ops->names)
        return;
    const char *const *names = ops->names(p->trial->self);
    uint32_t known = 0;
    for (; names && names[known]; known++) {
        judge_text(names[known], "the name of a segment", p->out);
        for (uint32_t k = 0; k < known; k++)
            if (!strcmp(names[k], names[known]))
                cage_fail("labels %u and %u are both called `%s`", k, known, names[k]);
    }
    if (known && known != count)
        cage_fail("it names %u labels and cut the view into %u", known, count);
}

void probe_segmenter(const probe *p)
{
    const lk_segmenter_ops *ops = p->trial->ops;
    int needs = (p->trial->plugin->capabilities & LK_CAP_NEEDS_LANDMARKS) != 0;
    for (uint64_t step = 0; step < 2; step++) {
        int gives = needs || step;
        uint32_t count = 0;
        lk_context *ctx = probe_begin(p, step);
        lk_raster view = scene_view(p->trial, p->scene, 1);
        lk_landmarks landmarks = scene_landmarks(p->trial, p->scene);
        lk_tensor labels = scene_labels_out(p->trial, p->scene);
        cage_doing("segmenting a view of %u x %u with%s landmarks", p->scene->height,
                   p->scene->width, gives ? "" : "out");
        lk_status status =
            ops->segment(p->trial->self, ctx, &view, gives ? &landmarks : NULL, &labels, &count);
        if (probe_status(p, status, "segment")) {
            judge_labels(&labels, count, 1, p->out);
            judge_names(p, ops, count);
        }
    }
}

/* ---- Explainers -------------------------------------------------------------------------- */

static lk_explanation room_for(const probe *p, const lk_explainer_ops *ops, uint32_t classes)
{
    int64_t shape[3] = {classes, p->scene->height, p->scene->width};
    size_t count = classes * (size_t)p->scene->height * p->scene->width;
    void *maps = trial_alloc(p->trial, count, sizeof(float), "the heatmaps");
    return (lk_explanation){
        .struct_size = sizeof(lk_explanation),
        .heatmaps = lk_tensor_over(maps, LK_DTYPE_FLOAT, 32, 3, shape),
        .diagnostics = scene_values_out(p->trial, classes * (size_t)ops->diagnostic_count)};
}

static void judge_segments(const probe *p, const lk_explanation *e, uint32_t classes)
{
    const lk_tensor *s = e->segments;
    if (s->rank != 2 || s->shape[0] != p->scene->height || s->shape[1] != p->scene->width ||
        s->dtype.code != LK_DTYPE_INT || s->dtype.bits != 32 || !s->data)
        cage_fail("its segments are no int32 array of the view's height and width");
    if (!e->weights)
        cage_fail("it gave segments and no weights of them");
    judge_labels(s, e->segment_count, 0, p->out);
    for (size_t i = 0; i < classes * (size_t)e->segment_count; i++)
        if (!(e->weights[i] - e->weights[i] == 0))
            cage_fail("weight %zu of a segment is not finite", i);
    lk_digest_bytes(p->out, e->weights, classes * (size_t)e->segment_count * sizeof *e->weights);
}

static void judge_explanation(const probe *p, const lk_explainer_ops *ops, const lk_explanation *e,
                              uint32_t classes)
{
    if (e->segments)
        judge_segments(p, e, classes);
    else
        judge_floats(e->heatmaps.data, lk_tensor_count(&e->heatmaps), "the heatmaps", p->out);
    for (size_t c = 0; c < classes; c++)
        judge_values(e->diagnostics + c * ops->diagnostic_count, ops->diagnostics,
                     ops->diagnostic_size, ops->diagnostic_count, p->out);
}

/* 0 where it refused, and properly so. */
static int explain(const probe *p, lk_network *network, const uint32_t *classes, uint32_t count,
                   lk_explanation *out)
{
    const lk_explainer_ops *ops = p->trial->ops;
    lk_context *ctx = probe_begin(p, 0);
    lk_raster view = scene_view(p->trial, p->scene, 1);
    lk_landmarks landmarks = scene_landmarks(p->trial, p->scene);
    const lk_explain_request request = {.struct_size = sizeof request,
                                        .class_count = count,
                                        .classes = classes,
                                        .view = &view,
                                        .landmarks = p->scene->is_odd ? NULL : &landmarks,
                                        .network = network};
    *out = room_for(p, ops, count);
    if (ops->estimate)
        ops->estimate(p->trial->self, p->scene->width, p->scene->height);
    cage_doing("explaining %s of a view of %u x %u", count == 1 ? "one class" : "two classes",
               p->scene->height, p->scene->width);
    if (!probe_status(p, ops->explain(p->trial->self, ctx, &request, out), "explain"))
        return 0;
    judge_explanation(p, ops, out, count);
    return 1;
}

void probe_explainer(const probe *p)
{
    static const uint32_t classes[] = {2, 0};
    lk_explanation e;
    explain(p, lk_trial_network(p->trial, p->scene->height, p->scene->width), classes, 2, &e);
}

void probe_maps(const probe *p, lk_network *network, const uint32_t *classes, uint32_t count,
                double *sums)
{
    size_t pixels = (size_t)p->scene->height * p->scene->width;
    lk_explanation e;
    if (!explain(p, network, classes, count, &e))
        return;
    const float *maps = e.heatmaps.data;
    const int32_t *labels = e.segments ? e.segments->data : NULL;
    for (size_t i = 0; i < count * pixels; i++) {
        size_t c = i / pixels;
        sums[i] += labels ? e.weights[c * e.segment_count + (uint32_t)labels[i % pixels]]
                          : (double)maps[i];
    }
}
