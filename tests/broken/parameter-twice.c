/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

static const lk_param params[] = {
    {.name = "level", .type = LK_INT, .offset = 0, .fallback = "1", .doc = "A level."},
    {.name = "level", .type = LK_INT, .offset = 8, .fallback = "2", .doc = "Another."}};

LK_PLUGIN(.name = "parameter-twice", GOOD, .instance_size = 16, LK_PARAMS(params))
