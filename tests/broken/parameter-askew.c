/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

static const lk_param params[] = {
    {.name = "odd", .type = LK_DOUBLE, .offset = 3, .fallback = "1", .doc = "Not aligned."}};

LK_PLUGIN(.name = "parameter-askew", GOOD, .instance_size = 16, LK_PARAMS(params))
