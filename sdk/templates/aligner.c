/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <math.h>

#include "frame.h"

/* An aligner warps heatmaps into the canonical frame, where faces are compared.
 * This one moves and stretches the bounding box of a face's landmarks to that of
 * the frame's. */

typedef struct boxes {
    const char *file;
    lk_frame frame;
    lk_box target;
} boxes;

static const lk_param params[] = {
    {.name = "frame",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(boxes, file),
     .doc = "Frame file: the canvas and the landmarks that faces are moved to."},
};

static lk_box bounds(const lk_landmarks *l)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (uint32_t i = 0; i < l->count; i++) {
        left = fmin(left, l->points[i].x);
        right = fmax(right, l->points[i].x);
        top = fmin(top, l->points[i].y);
        bottom = fmax(bottom, l->points[i].y);
    }
    return (lk_box){left, top, right - left, bottom - top};
}

static lk_status open_boxes(void *self, lk_context *ctx)
{
    boxes *b = self;
    lk_status status = frame_read(ctx, b->file, &b->frame);
    if (status)
        return status;
    b->target = bounds(&b->frame.landmarks);
    if (!(b->target.w > 0 && b->target.h > 0))
        return lk_error(ctx, LK_E_INPUT, "the landmarks of %s lie on a line", b->file);
    return LK_OK;
}

static const lk_frame *frame(void *self)
{
    return &((const boxes *)self)->frame;
}

/* The nearest pixel of the map; what lies outside stays 0. */
static void copy_pixel(const lk_tensor *from, double x, double y, int64_t channels, float *to)
{
    x = floor(x);
    y = floor(y);
    if (!(x >= 0 && y >= 0 && x < (double)from->shape[1] && y < (double)from->shape[0]))
        return;
    size_t at = ((size_t)y * (size_t)from->shape[1] + (size_t)x) * (size_t)channels;
    memcpy(to, (const float *)from->data + at, (size_t)channels * sizeof *to);
}

static lk_status align(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_landmarks *landmarks, lk_heatmap *out)
{
    const boxes *b = self;
    const lk_tensor *from = &map->values;
    int64_t channels = from->rank == 3 ? from->shape[2] : 1; /* 3: a picture, for the mean face */
    lk_box box = bounds(landmarks);
    float *to = out->values.data;
    /* LK_MISSING is no failure of the program: this face has no result, and the
     * sentence says why. */
    if (!(box.w > 0 && box.h > 0))
        return lk_error(ctx, LK_MISSING, "the landmarks of the face lie on a line");
    for (uint32_t y = 0; y < b->frame.height; y++) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        for (uint32_t x = 0; x < b->frame.width; x++, to += channels)
            copy_pixel(from, box.x + (x + 0.5 - b->target.x) * box.w / b->target.w,
                       box.y + (y + 0.5 - b->target.y) * box.h / b->target.h, channels, to);
    }
    return LK_OK;
}

static const lk_aligner_ops ops = {.struct_size = sizeof ops, .frame = frame, .align = align};

LK_PLUGIN(.stage = LK_STAGE_ALIGNER, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Moves and stretches the box of the landmarks to that of the frame.",
          .details = "Neither turns nor bends: faces should be upright and look ahead.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(boxes),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_NEEDS_LANDMARKS,
          LK_PARAMS(params), .open = open_boxes, .ops = &ops)
