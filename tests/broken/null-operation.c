/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

static const lk_segmenter_ops ops = {.struct_size = sizeof ops};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "null-operation", .version = "1.0",
          .summary = "Does nothing.", .licence = "MIT", .ops = &ops)
