/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

static const lk_param params[] = {{.name = "level",
                                   .type = LK_INT,
                                   .offset = 0,
                                   .fallback = "11",
                                   .low = 1,
                                   .high = 10,
                                   .doc = "A level."}};

LK_PLUGIN(.name = "default-outside", GOOD, .instance_size = 8, LK_PARAMS(params))
