/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>

#include "source.h"

__attribute__((constructor)) static void begin(void)
{
    puts("a plugin's constructor prints");
    fflush(stdout);
}

static lk_status misbehave(lk_context *ctx, lk_item *out)
{
    (void)ctx;
    (void)out;
    puts("a plugin's operation prints");
    fflush(stdout);
    return LK_OK;
}

LK_PLUGIN(.name = "prints", SOURCE)
