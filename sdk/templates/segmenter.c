/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

/* A segmenter cuts a view into superpixels: here rectangles of about one size. */

typedef struct rectangles {
    int64_t rows, columns;
} rectangles;

static const lk_param params[] = {
    {.name = "rows",
     .type = LK_INT,
     .offset = offsetof(rectangles, rows),
     .fallback = "6",
     .low = 1,
     .high = 256,
     .doc = "How many rectangles lie below each other."},
    {.name = "columns",
     .type = LK_INT,
     .offset = offsetof(rectangles, columns),
     .fallback = "5",
     .low = 1,
     .high = 256,
     .doc = "How many lie beside each other."},
};

/* Every label must be used: a small view gets fewer. */
static int64_t at_most(int64_t wanted, int64_t pixels)
{
    return wanted < pixels ? wanted : pixels;
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const rectangles *r = self;
    int64_t height = view->pixels.shape[0], width = view->pixels.shape[1];
    int64_t rows = at_most(r->rows, height), columns = at_most(r->columns, width);
    int32_t *label = labels->data;
    (void)ctx;
    (void)landmarks;
    for (int64_t y = 0; y < height; y++)
        for (int64_t x = 0; x < width; x++)
            *label++ = (int32_t)(y * rows / height * columns + x * columns / width);
    *count = (uint32_t)(rows * columns);
    return LK_OK;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Rectangles of about one size.",
          .details = "It looks at no pixel, so its segments are the same for every view.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(rectangles),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
