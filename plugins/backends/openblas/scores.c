/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "model.h"

#include <inttypes.h>

/* Scores of batches, item by item. */

typedef struct batch {
    const model *model;
    const float *items;
    size_t size; /* floats of an item */
    float *scores;
    uint32_t node; /* whose value the scores are */
    void (*enter)(const model *m, const float *item, float *out);
} batch;

static void enter_view(const model *m, const float *item, float *out)
{
    graph_normalise_view(&m->graph.normalise, item, graph_pixels(&m->graph.nodes[0].shape), out);
}

/* Channels first to channels last. */
static void enter_raw(const model *m, const float *item, float *out)
{
    const graph_shape *s = &m->graph.nodes[0].shape;
    size_t pixels = graph_pixels(s), channels = (size_t)s->channels;
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < pixels; i++)
            out[i * channels + c] = item[c * pixels + i];
}

static void score_item(void *user, size_t item, float *workspace, hand *by)
{
    const batch *b = user;
    const plan *p = &b->model->plan;
    size_t classes = b->model->graph.info.class_count;
    b->enter(b->model, b->items + item * b->size, plan_value(p, workspace, 0));
    plan_run(p, workspace, hand_stopped, by);
    memcpy(b->scores + item * classes, plan_value(p, workspace, b->node), classes * sizeof(float));
}

static lk_status score(model *m, lk_context *ctx, const lk_tensor *t, lk_output output, batch *b)
{
    lk_status status = graph_find_output(ctx, &m->graph, output, &b->node);
    b->model = m;
    b->items = t->data;
    b->size = lk_tensor_count(t) / (size_t)t->shape[0];
    return status ? status : crew_run(&m->crew, ctx, (size_t)t->shape[0], score_item, b);
}

static int has_shape(const lk_tensor *t, int64_t a, int64_t b, int64_t c)
{
    return t->rank == 4 && t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32 &&
           t->shape[0] > 0 && t->shape[1] == a && t->shape[2] == b && t->shape[3] == c;
}

lk_status model_scores(void *self, lk_context *ctx, const lk_tensor *t, lk_output output,
                       float *scores)
{
    model *m = self;
    batch b = {.scores = scores, .enter = enter_view};
    lk_status status = graph_need_views(ctx, &m->graph, t);
    return status ? status : score(m, ctx, t, output, &b);
}

lk_status model_raw_scores(void *self, lk_context *ctx, const lk_tensor *t, lk_output output,
                           float *scores)
{
    model *m = self;
    const graph_shape *s = &m->graph.nodes[0].shape;
    batch b = {.scores = scores, .enter = enter_raw};
    if (!has_shape(t, s->channels, s->height, s->width))
        return lk_error(ctx, LK_E_INPUT,
                        "the network %s takes float32 tensors of N x %" PRId64 " x %" PRId64
                        " x %" PRId64,
                        m->graph.info.name, s->channels, s->height, s->width);
    return score(m, ctx, t, output, &b);
}
