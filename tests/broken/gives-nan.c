/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "source.h"

static lk_status misbehave(lk_context *ctx, lk_item *out)
{
    (void)ctx;
    ((float *)out->image.data)[5] = NAN;
    return LK_OK;
}

LK_PLUGIN(.name = "gives-nan", SOURCE)
