/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

LK_PLUGIN(.name = "good", GOOD)
