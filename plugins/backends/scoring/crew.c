/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "crew.h"

#include "room.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { MOST_HANDS = 256 };

typedef struct work {
    size_t items;
    item_fn f;
    void *user;
    atomic_size_t next;
    atomic_int stop;
} work;

struct hand {
    work *work;
    lk_context *ctx; /* of the caller's own thread; NULL: may not call the host */
    float *workspace;
    pthread_t thread;
};

int hand_stopped(void *user)
{
    hand *h = user;
    if (h->ctx && lk_cancelled(h->ctx))
        atomic_store(&h->work->stop, 1);
    return atomic_load(&h->work->stop);
}

static void *labour(void *user)
{
    hand *h = user;
    work *w = h->work;
    size_t item;
    while (!hand_stopped(h) && (item = atomic_fetch_add(&w->next, 1)) < w->items)
        w->f(w->user, item, h->workspace, h);
    return NULL;
}

static float *make_workspace(const crew *c)
{
    float *made = room_take(c->floats);
    if (made && c->begin && c->begin(c->maker, made)) {
        free(made);
        return NULL;
    }
    return made;
}

/* At least one workspace; fewer than asked for where memory is short. */
static size_t grow(crew *c, size_t wanted)
{
    float **grown = c->count < wanted ? realloc(c->workspaces, wanted * sizeof *grown) : NULL;
    if (grown)
        c->workspaces = grown;
    while (grown && c->count < wanted && (grown[c->count] = make_workspace(c)))
        c->count++;
    return c->count < wanted ? c->count : wanted;
}

static lk_status run(crew *c, lk_context *ctx, int asks, size_t items, item_fn f, void *user)
{
    hand hands[MOST_HANDS];
    work w = {.items = items, .f = f, .user = user};
    size_t wanted = ctx->threads < MOST_HANDS ? ctx->threads : MOST_HANDS, started = 1;
    wanted = wanted < items ? wanted : items;
    size_t count = grow(c, wanted ? wanted : 1);
    if (!count)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the network's values, %zu MB an item",
                        (c->floats * sizeof(float)) >> 20);
    for (size_t i = 0; i < count; i++)
        hands[i] = (hand){.work = &w, .ctx = i || !asks ? NULL : ctx, .workspace = c->workspaces[i]};
    while (started < count &&
           !pthread_create(&hands[started].thread, NULL, labour, &hands[started]))
        started++;
    labour(&hands[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(hands[i].thread, NULL);
    return atomic_load(&w.stop) ? LK_CANCELLED : LK_OK;
}

lk_status crew_run(crew *c, lk_context *ctx, size_t items, item_fn f, void *user)
{
    return run(c, ctx, 1, items, f, user);
}

lk_status crew_finish(crew *c, lk_context *ctx, size_t items, item_fn f, void *user)
{
    return run(c, ctx, 0, items, f, user);
}

void crew_close(crew *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->end)
            c->end(c->workspaces[i]);
        free(c->workspaces[i]);
    }
    free(c->workspaces);
    *c = (crew){0};
}
