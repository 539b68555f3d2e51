/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_CREW_H
#define LK_BACKENDS_CREW_H

/* Items shared out among threads, each with a workspace of its own. */

#include <likeness/plugin.h>

/* Workspaces that live as long as the instance. */
typedef struct crew {
    size_t floats; /* of one workspace */
    /* Where not NULL: what a new workspace needs besides, 0 or -1 without
     * memory, and what is freed with it. */
    int (*begin)(const void *maker, float *workspace);
    void (*end)(float *workspace);
    const void *maker;
    size_t count;
    float **workspaces;
} crew;

/* Who does an item. */
typedef struct hand hand;

/* Should the work end? An item that takes long asks now and then. */
int hand_stopped(void *hand);

typedef void (*item_fn)(void *user, size_t item, float *workspace, hand *by);

/* Call `f` once for each item on at most ctx->threads threads, the caller's
 * included. LK_CANCELLED when the host asked to stop. */
lk_status crew_run(crew *c, lk_context *ctx, size_t items, item_fn f, void *user);

/* The same to the end: for what may not be left half done. */
lk_status crew_finish(crew *c, lk_context *ctx, size_t items, item_fn f, void *user);

void crew_close(crew *c);

#endif
