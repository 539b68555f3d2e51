/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

int a_function_that_nobody_has(void);

static lk_status open_it(void *self, lk_context *ctx)
{
    (void)self;
    (void)ctx;
    return a_function_that_nobody_has() ? LK_OK : LK_E_FAIL;
}

LK_PLUGIN(.name = "undefined-symbol", GOOD, .open = open_it)
