/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
/* A segmenter of one mistake in its descriptor: TITLE, SUMMARY, and PARAMS. */

#include "segmenter.h"

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)self;
    (void)view;
    (void)landmarks;
    return rows(ctx, labels, count);
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

#ifndef PARAMS
#define PARAMS LK_PARAMS(how_params)
#endif

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = TITLE, .version = "1.0", .summary = SUMMARY,
          .licence = "MIT", .capabilities = LK_CAP_DETERMINISTIC, .instance_size = sizeof(unruly),
          PARAMS, .ops = &ops)
