/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

/* The segmenter of the tests: upright stripes of one width. */

typedef struct stripes {
    int64_t count;
} stripes;

static const lk_param params[] = {
    {.name = "count",
     .type = LK_INT,
     .offset = offsetof(stripes, count),
     .fallback = "4",
     .low = 1,
     .high = 1000,
     .doc = "How many stripes."},
};

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const stripes *s = self;
    int64_t width = view->pixels.shape[1], drawn = s->count < width ? s->count : width;
    int32_t *label = labels->data;
    (void)ctx;
    (void)landmarks;
    for (int64_t i = 0; i < view->pixels.shape[0] * width; i++)
        label[i] = (int32_t)(i % width * drawn / width);
    *count = (uint32_t)drawn;
    return LK_OK;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "test-stripes", .version = "1", .revision = 1,
          .summary = "Upright stripes, for tests.", .licence = "MIT",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(stripes),
          LK_PARAMS(params), .ops = &ops)
