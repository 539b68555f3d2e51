/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdatomic.h>

#include "trainer.h"

typedef struct shared {
    piece_fn f;
    void *user;
    atomic_int failed;
} shared;

static void run_piece(void *user, size_t piece, float *scratch, hand *by)
{
    shared *s = user;
    (void)by;
    if (s->f(s->user, piece, scratch))
        atomic_store(&s->failed, 1);
}

lk_status work_finish(training *t, lk_context *ctx, size_t pieces, piece_fn f, void *user)
{
    shared s = {.f = f, .user = user};
    return crew_finish(&t->crew, ctx, pieces, run_piece, &s);
}

lk_status work_share(training *t, lk_context *ctx, size_t pieces, piece_fn f, void *user)
{
    shared s = {.f = f, .user = user};
    lk_status status = crew_run(&t->crew, ctx, pieces, run_piece, &s);
    return !status && atomic_load(&s.failed) ? LK_E_FAIL : status;
}
