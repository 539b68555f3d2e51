/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "no-operations", .version = "1.0",
          .summary = "Does nothing.", .licence = "MIT")
