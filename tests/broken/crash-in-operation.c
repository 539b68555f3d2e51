/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <signal.h>
#include <stdio.h>

#include "source.h"

static lk_status misbehave(lk_context *ctx, lk_item *out)
{
    (void)ctx;
    (void)out;
    fputs("free(): invalid pointer\n", stderr);
    raise(SIGABRT);
    return LK_OK;
}

LK_PLUGIN(.name = "crash-in-operation", SOURCE)
