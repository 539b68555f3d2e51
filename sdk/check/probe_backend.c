/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "probe_backend.h"
#include "cage.h"

#include <math.h>
#include <string.h>

const lk_network_info *backend_info(const probe *p)
{
    const lk_backend_ops *ops = p->trial->ops;
    cage_doing("asking what the network is");
    const lk_network_info *i = ops->info(p->trial->self);
    if (!i || !i->name || !i->class_count || !i->view.width || !i->view.height)
        cage_fail("`info` says nothing of the network's name, input or outputs");
    if (i->output != LK_OUTPUT_RAW && (!i->classes || !i->labels))
        cage_fail("`info` names no classes");
    for (uint32_t k = 0; k < i->layer_count; k++)
        if (!i->layers || !i->layers[k] || !i->layers[k]->name || !i->layers[k]->kind)
            cage_fail("`info` says %u layers, and layer %u has no name or kind", i->layer_count, k);
    if (i->layer_count && i->layers[i->layer_count])
        cage_fail("the list of layers in `info` does not end with NULL");
    return i;
}

lk_tensor backend_batch(const probe *p, const lk_view *v, int64_t items, uint64_t first)
{
    scene at = *p->scene;
    at.height = v->height;
    at.width = v->width;
    size_t values = (size_t)v->height * v->width * 3;
    int64_t shape[4] = {items, v->height, v->width, 3};
    float *data = trial_alloc(p->trial, (size_t)items * values, sizeof *data, "the batch");
    for (int64_t i = 0; i < items; i++) {
        lk_raster view = scene_view(p->trial, &at, first + (uint64_t)i);
        memcpy(data + (size_t)i * values, view.pixels.data, values * sizeof *data);
    }
    return lk_tensor_over(data, LK_DTYPE_FLOAT, 32, 4, shape);
}

float *backend_scores(const probe *p, lk_context *ctx, const lk_tensor *batch, lk_output output)
{
    const lk_backend_ops *ops = p->trial->ops;
    const lk_network_info *info = ops->info(p->trial->self);
    size_t count = (size_t)batch->shape[0] * info->class_count;
    float *scores = trial_alloc(p->trial, count, sizeof *scores, "the scores");
    guard_protect(p->trial->exchange, batch->data);
    cage_doing("scoring a batch of %lld", (long long)batch->shape[0]);
    if (!probe_status(p, ops->scores(p->trial->self, ctx, batch, output, scores), "scores"))
        return NULL;
    judge_floats(scores, count, "the scores", p->out);
    return scores;
}

void probe_backend(const probe *p)
{
    const lk_network_info *info = backend_info(p);
    lk_context *ctx = probe_begin(p, 0);
    lk_tensor batch = backend_batch(p, &info->view, 3, 0);
    float *scores = backend_scores(p, ctx, &batch, info->output);
    for (size_t i = 0; scores && info->output == LK_OUTPUT_PROBABILITY && i < 3; i++) {
        for (uint32_t c = 0; c < info->class_count; c++)
            if (scores[i * info->class_count + c] < -1e-6f ||
                scores[i * info->class_count + c] > 1 + 1e-6f)
                cage_fail("a probability is %g", (double)scores[i * info->class_count + c]);
    }
}
