/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_BROKEN_SOURCE_H
#define LK_TESTS_BROKEN_SOURCE_H

/* A source of one small picture; the including file says what goes wrong. */

#include <likeness/plugin.h>

static lk_status misbehave(lk_context *ctx, lk_item *out);

static lk_status count(void *self, lk_context *ctx, int64_t *out)
{
    (void)self;
    (void)ctx;
    *out = 1;
    return LK_OK;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    int64_t shape[3] = {2, 2, 3};
    (void)self;
    if (index)
        return LK_END;
    out->id = "picture";
    out->image = lk_tensor_over(lk_alloc(ctx, 12 * sizeof(float)), LK_DTYPE_FLOAT, 32, 3, shape);
    return misbehave(ctx, out);
}

static const lk_source_ops source_ops = {
    .struct_size = sizeof source_ops, .count = count, .get = get};

#define SOURCE                                                                                     \
    .stage = LK_STAGE_SOURCE, .version = "1.0", .summary = "One picture.", .licence = "MIT",       \
    .ops = &source_ops

#endif
