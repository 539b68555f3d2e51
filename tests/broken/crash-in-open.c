/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <signal.h>

#include "source.h"

static lk_status open_it(void *self, lk_context *ctx)
{
    (void)self;
    (void)ctx;
    raise(SIGSEGV);
    return LK_OK;
}

static lk_status misbehave(lk_context *ctx, lk_item *out)
{
    (void)ctx;
    (void)out;
    return LK_OK;
}

LK_PLUGIN(.name = "crash-in-open", SOURCE, .open = open_it)
