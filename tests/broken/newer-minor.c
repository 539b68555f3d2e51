/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#define LK_USE_ABI 99
#include "good.h"

LK_PLUGIN(.name = "newer-minor", GOOD)
