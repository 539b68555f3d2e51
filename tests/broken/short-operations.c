/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

static const lk_segmenter_ops ops = {.struct_size = 8};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "short-operations", .version = "1.0",
          .summary = "Does nothing.", .licence = "MIT", .ops = &ops)
