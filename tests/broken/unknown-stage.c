/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

LK_PLUGIN(.stage = 99, .name = "unknown-stage", .version = "1.0", .summary = "None.",
          .licence = "MIT")
