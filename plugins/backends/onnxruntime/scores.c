/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../graph/asked.h"
#include "network.h"

/* Scores of batches, item by item: threads share out whole items. The caller
 * only watches over them, so that it can be cancelled in the middle of one. */

enum { MOST_HANDS = 256, TICK_MS = 50 };

typedef struct work {
    const network *network;
    const float *items;
    size_t count, size; /* of the items; of one */
    float *scores;
    lk_output output;
    void (*enter)(const network *n, const float *item, float *out);
    atomic_size_t next;
    atomic_int stop;
} work;

typedef struct hand {
    work *work;
    session_run run;
    float *planes; /* room for an answer that is a map */
    int has_failed;
    pthread_t thread;
} hand;

/* ---- One item ------------------------------------------------------------------------- */

static void enter_view(const network *n, const float *item, float *out)
{
    size_t pixels = (size_t)(n->session.height * n->session.width);
    if (n->session.has_channels_last)
        graph_normalise_view(&n->normalise, item, pixels, out);
    else
        graph_normalise_planes(&n->normalise, item, pixels, out);
}

static void enter_raw(const network *n, const float *item, float *out)
{
    const session *s = &n->session;
    size_t pixels = (size_t)(s->height * s->width), channels = (size_t)s->channels;
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < pixels; i++)
            out[s->has_channels_last ? i * channels + c : c * pixels + i] = item[c * pixels + i];
}

/* A map's channels become the last. */
static void order_map(const network *n, float *planes, float *out)
{
    size_t values = n->session.values, pixels = values / n->depth;
    memcpy(planes, out, values * sizeof *out);
    for (size_t i = 0; i < values; i++)
        out[i] = planes[i % n->depth * pixels + i / n->depth];
}

static int score_item(hand *h, size_t item)
{
    const work *w = h->work;
    const network *n = w->network;
    const session *s = &n->session;
    float *out = w->scores + item * s->values;
    int is_inner = w->output == LK_OUTPUT_LOGIT && !n->activation && s->logits;
    w->enter(n, w->items + item * w->size, h->run.input);
    if (session_run_item(&h->run, is_inner ? s->logits : s->answer, out))
        return -1;
    if (w->output == LK_OUTPUT_PROBABILITY)
        foreign_activate(n->activation, out, s->values, out);
    if (n->depth)
        order_map(n, h->planes, out);
    return 0;
}

/* ---- All of them ------------------------------------------------------------------------ */

static void *labour(void *user)
{
    hand *h = user;
    work *w = h->work;
    size_t item;
    while (!atomic_load(&w->stop) && (item = atomic_fetch_add(&w->next, 1)) < w->count)
        if (score_item(h, item)) {
            h->has_failed = 1;
            atomic_store(&w->stop, 1);
        }
    return NULL;
}

static int has_joined(pthread_t thread)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return !pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until);
}

/* 1: it was cancelled. */
static int await(lk_context *ctx, work *w, hand *hands, size_t count)
{
    int is_cancelled = 0;
    for (size_t i = 0; i < count; i++)
        while (!has_joined(hands[i].thread)) {
            is_cancelled |= lk_cancelled(ctx);
            if (is_cancelled)
                atomic_store(&w->stop, 1);
            for (size_t k = i; is_cancelled && k < count; k++)
                session_run_end(&hands[k].run);
        }
    return is_cancelled;
}

static lk_status fail(lk_context *ctx, const network *n, const hand *h)
{
    return lk_error(ctx, LK_E_FAIL, "the network %s: ONNX Runtime says: %s", n->info.name,
                    h->run.why);
}

static lk_status run_hands(lk_context *ctx, work *w, hand *hands, size_t count)
{
    size_t started = 0;
    while (started < count &&
           !pthread_create(&hands[started].thread, NULL, labour, &hands[started]))
        started++;
    if (!started)
        return lk_error(ctx, LK_E_FAIL, "a thread for ONNX Runtime cannot be started");
    int is_cancelled = await(ctx, w, hands, started);
    if (is_cancelled || lk_cancelled(ctx))
        return LK_CANCELLED;
    for (size_t i = 0; i < started; i++)
        if (hands[i].has_failed)
            return fail(ctx, w->network, &hands[i]);
    return LK_OK;
}

static lk_status score(network *n, lk_context *ctx, work *w)
{
    size_t wanted = ctx->threads < MOST_HANDS ? ctx->threads : MOST_HANDS, count = 0;
    lk_status status = asked_weights(ctx, &n->info);
    if (!status)
        status = asked_output(ctx, &n->info, n->info.output == LK_OUTPUT_PROBABILITY, w->output);
    if (status)
        return status;
    wanted = wanted < w->count ? wanted : w->count;
    hand *hands = lk_alloc_array(ctx, wanted, sizeof *hands);
    if (!hands)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the threads of ONNX Runtime");
    for (; !status && count < wanted; count++) {
        hands[count].work = w;
        hands[count].planes = lk_alloc_array(ctx, n->session.values, sizeof(float));
        if (!hands[count].planes)
            status = lk_error(ctx, LK_E_MEMORY, "no memory for the answers of ONNX Runtime");
        else if (session_run_open(&n->session, &hands[count].run))
            status = fail(ctx, n, &hands[count]);
    }
    if (!status)
        status = run_hands(ctx, w, hands, count);
    while (count--)
        session_run_close(&hands[count].run);
    return status;
}

/* ---- Operations ---------------------------------------------------------------------------- */

lk_status network_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                         float *scores)
{
    network *n = self;
    work w = {.network = n,
              .items = batch->data,
              .size = (size_t)(n->session.height * n->session.width) * 3,
              .scores = scores,
              .output = output,
              .enter = enter_view};
    lk_status status = asked_views(ctx, &n->info, batch);
    w.count = (size_t)batch->shape[0];
    return status ? status : score(n, ctx, &w);
}

lk_status network_raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                             float *scores)
{
    network *n = self;
    work w = {.network = n,
              .items = batch->data,
              .size = session_item_size(&n->session),
              .scores = scores,
              .output = output,
              .enter = enter_raw};
    lk_status status = asked_tensors(ctx, &n->info, n->session.channels, n->session.height,
                                     n->session.width, batch);
    w.count = (size_t)batch->shape[0];
    return status ? status : score(n, ctx, &w);
}
