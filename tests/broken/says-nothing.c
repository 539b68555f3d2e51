/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "source.h"

static lk_status misbehave(lk_context *ctx, lk_item *out)
{
    (void)ctx;
    (void)out;
    return LK_E_FAIL;
}

LK_PLUGIN(.name = "says-nothing", SOURCE)
