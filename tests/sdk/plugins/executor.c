/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

static lk_status run(void *self, lk_context *ctx, lk_task_queue *queue)
{
    uint64_t id;
    const void *bytes;
    size_t size;
    (void)self;
    (void)ctx;
    while (!queue->next(queue, &id, &bytes, &size))
        queue->done(queue, id, NULL, 0, "nobody works here");
    return LK_OK;
}

static const lk_executor_ops ops = {.struct_size = sizeof ops, .run = run};

HALF_PLUGIN(.stage = LK_STAGE_EXECUTOR, .ops = &ops)
