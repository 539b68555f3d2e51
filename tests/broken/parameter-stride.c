/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

static const lk_param params[] = {
    {.name = "level", .type = LK_INT, .offset = 0, .fallback = "1", .doc = "A level."}};

LK_PLUGIN(.name = "parameter-stride", GOOD, .instance_size = 8, .params = params, .param_count = 1,
          .param_size = 24)
