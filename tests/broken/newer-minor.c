/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

#undef LK_ABI
#define LK_ABI ((uint32_t)LK_ABI_MAJOR << 16 | 99)

LK_PLUGIN(.name = "newer-minor", GOOD)
