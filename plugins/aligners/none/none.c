/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../frame/frame.h"

typedef struct none {
    const char *file;
    lk_frame frame;
} none;

static const lk_param params[] = {
    {.name = "frame",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(none, file),
     .doc = "Frame file: the canvas, and the landmarks that masks are drawn on."},
};

static lk_status open_none(void *self, lk_context *ctx)
{
    none *n = self;
    return frame_read(ctx, n->file, &n->frame);
}

static const lk_frame *frame_of(void *self)
{
    const none *n = self;
    return &n->frame;
}

/* The source pixel that holds the centre of pixel i of `to`. */
static size_t nearest(size_t i, size_t from, size_t to)
{
    return (2 * i + 1) * from / (2 * to);
}

static void stretch_row(const frame_planes *p, size_t y)
{
    const float *row =
        p->from + nearest(y, p->from_height, p->to_height) * p->from_width * p->channels;
    float *to = p->to + y * p->to_width * p->channels;
    for (size_t x = 0; x < p->to_width; x++)
        memcpy(to + x * p->channels, row + nearest(x, p->from_width, p->to_width) * p->channels,
               p->channels * sizeof *to);
}

static lk_status align(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_landmarks *landmarks, lk_heatmap *out)
{
    const none *n = self;
    frame_planes p;
    (void)landmarks;
    lk_status status = frame_open_planes(ctx, &n->frame, map, out, &p);
    for (size_t y = 0; !status && y < p.to_height; y++) {
        stretch_row(&p, y);
        if (lk_cancelled(ctx))
            status = LK_CANCELLED;
    }
    return status;
}

static const lk_aligner_ops ops = {.struct_size = sizeof ops, .frame = frame_of, .align = align};

LK_PLUGIN(.stage = LK_STAGE_ALIGNER, .name = "none", .version = "0.1.0", .revision = 1,
          .summary = "No alignment: the map is stretched to the frame.",
          .details = "Each pixel of the frame takes the pixel of the map that holds its centre; "
                     "landmarks are ignored. A map of the frame's own size is left as it is.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(none),
          LK_PARAMS(params), .open = open_none, .ops = &ops)
