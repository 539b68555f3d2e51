/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <unistd.h>

#include "source.h"

static lk_status misbehave(lk_context *ctx, lk_item *out)
{
    (void)ctx;
    (void)out;
    for (;;)
        pause();
    return LK_OK;
}

LK_PLUGIN(.name = "hang-in-operation", SOURCE)
