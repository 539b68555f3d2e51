/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

static const lk_param params[] = {
    {.name = "far", .type = LK_INT, .offset = 4096, .fallback = "1", .doc = "Beyond the end."}};

LK_PLUGIN(.name = "parameter-outside", GOOD, .instance_size = 16, LK_PARAMS(params))
