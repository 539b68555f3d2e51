/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"
#include "hostile.h"

/* A parameter whose name is none, and tries to be commands. */
static const lk_param params[] = {{.name = "." ALL, .type = LK_INT}};

LK_PLUGIN(GOOD, .name = "hostile-name", .instance_size = 8, LK_PARAMS(params))
