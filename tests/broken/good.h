/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_BROKEN_GOOD_H
#define LK_TESTS_BROKEN_GOOD_H

/* A segmenter without fault, to be broken in one place: each file beside this
 * one has one mistake, named by the file. */

#include <likeness/plugin.h>

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)self;
    (void)ctx;
    (void)view;
    (void)landmarks;
    (void)labels;
    *count = 1;
    return LK_OK;
}

static const lk_segmenter_ops good_ops = {.struct_size = sizeof good_ops, .segment = segment};

#define GOOD                                                                                       \
    .stage = LK_STAGE_SEGMENTER, .version = "1.0", .summary = "One segment.", .licence = "MIT",    \
    .capabilities = LK_CAP_DETERMINISTIC, .ops = &good_ops

#endif
