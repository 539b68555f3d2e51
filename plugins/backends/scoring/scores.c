/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scoring.h"

#include "../graph/asked.h"

/* ---- Groups of items -------------------------------------------------------------------- */

typedef struct shares {
    const scoring *scoring;
    size_t items, each;
} shares;

static void score_group(void *user, size_t group, float *workspace, hand *by)
{
    const shares *sh = user;
    const scoring *s = sh->scoring;
    const engine *e = s->engine;
    size_t first = group * sh->each, classes = e->graph->info.class_count;
    size_t count = sh->items - first < sh->each ? sh->items - first : sh->each;
    entrance in = s->in;
    in.first = first;
    e->run(e->plan, workspace, &in, count, hand_stopped, by);
    for (size_t i = 0; i < count; i++) {
        size_t row = s->rows ? s->rows[first + i] : first + i;
        memcpy(s->scores + row * classes, e->value(e->plan, workspace, s->node, i),
               classes * sizeof(float));
    }
}

/* As few rounds as there can be, and those even. */
static size_t share(size_t items, size_t hands, size_t group)
{
    size_t rounds = (items + hands * group - 1) / (hands * group);
    return (items + hands * rounds - 1) / (hands * rounds);
}

lk_status engine_score(const scoring *s, crew *c, lk_context *ctx, size_t count)
{
    if (!count)
        return LK_OK;
    shares sh = {s, count, share(count, ctx->threads ? ctx->threads : 1, s->engine->group)};
    return crew_run(c, ctx, (count + sh.each - 1) / sh.each, score_group, &sh);
}

/* ---- Batches ------------------------------------------------------------------------------ */

typedef struct batch {
    const graph *graph;
    const float *items;
    size_t size; /* floats of an item */
} batch;

static void enter_view(void *user, size_t item, float *out)
{
    const batch *b = user;
    graph_normalise_view(&b->graph->normalise, b->items + item * b->size,
                         graph_pixels(&b->graph->nodes[0].shape), out);
}

/* Channels first to channels last. */
static void enter_raw(void *user, size_t item, float *out)
{
    const batch *b = user;
    const graph_shape *s = &b->graph->nodes[0].shape;
    size_t pixels = graph_pixels(s), channels = (size_t)s->channels;
    const float *in = b->items + item * b->size;
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < pixels; i++)
            out[i * channels + c] = in[c * pixels + i];
}

static lk_status score(const engine *e, crew *c, lk_context *ctx, const lk_tensor *t,
                       lk_output output, enter_fn enter, float *scores)
{
    batch b = {e->graph, t->data, lk_tensor_count(t) / (size_t)t->shape[0]};
    scoring s = {.engine = e, .in = {.enter = enter, .user = &b}, .scores = scores};
    lk_status status = graph_find_output(ctx, e->graph, output, &s.node);
    return status ? status : engine_score(&s, c, ctx, (size_t)t->shape[0]);
}

lk_status engine_scores(const engine *e, crew *c, lk_context *ctx, const lk_tensor *t,
                        lk_output output, float *scores)
{
    lk_status status = asked_views(ctx, &e->graph->info, t);
    return status ? status : score(e, c, ctx, t, output, enter_view, scores);
}

lk_status engine_raw_scores(const engine *e, crew *c, lk_context *ctx, const lk_tensor *t,
                            lk_output output, float *scores)
{
    const graph_shape *in = &e->graph->nodes[0].shape;
    lk_status status = asked_tensors(ctx, &e->graph->info, in->channels, in->height, in->width, t);
    return status ? status : score(e, c, ctx, t, output, enter_raw, scores);
}
