/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include "frame.h"

/* A detector finds faces and their landmarks. This one takes the whole image for
 * one face, and places the landmarks of a mean face in it: for pictures that
 * were cut to the face before. */

typedef struct placed {
    const char *file;
    double margin;
    lk_frame frame;
} placed;

static const lk_param params[] = {
    {.name = "frame",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(placed, file),
     .doc = "Frame file with the landmarks of the mean face."},
    {.name = "margin",
     .type = LK_DOUBLE,
     .offset = offsetof(placed, margin),
     .fallback = "0",
     .low = 0,
     .high = 0.4,
     .doc = "Share of the image that is left free on each side of the face."},
};

static lk_status open_placed(void *self, lk_context *ctx)
{
    placed *p = self;
    return frame_read(ctx, p->file, &p->frame);
}

static void place(const lk_frame *frame, lk_box box, lk_point *out)
{
    for (uint32_t i = 0; i < frame->landmarks.count; i++) {
        lk_point at = frame->landmarks.points[i];
        out[i] =
            (lk_point){box.x + box.w * at.x / frame->width, box.y + box.h * at.y / frame->height};
    }
}

/* `whole` asks for what this detector does anyway. An image without a face would be
 * LK_OK with no faces; an error is for images that cannot be looked at. */
static lk_status detect(void *self, lk_context *ctx, const char *id, const lk_raster *image,
                        int whole, lk_faces *out)
{
    const placed *p = self;
    double height = (double)image->pixels.shape[0], width = (double)image->pixels.shape[1];
    (void)whole;
    /* What an operation gives back lies in memory of the host, which frees it. */
    lk_face *face = lk_alloc(ctx, sizeof *face);
    lk_point *points = lk_alloc_array(ctx, p->frame.landmarks.count, sizeof *points);
    if (!face || !points)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the landmarks of %s", id);
    face->has_box = 1;
    face->score = 1;
    face->box = (lk_box){p->margin * width, p->margin * height, (1 - 2 * p->margin) * width,
                         (1 - 2 * p->margin) * height};
    place(&p->frame, face->box, points);
    face->landmarks = (lk_landmarks){sizeof face->landmarks, p->frame.landmarks.count, points};
    out->count = 1;
    out->faces = face;
    return LK_OK;
}

static const lk_detector_ops ops = {.struct_size = sizeof ops, .detect = detect};

LK_PLUGIN(.stage = LK_STAGE_DETECTOR, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "The whole image as one face, with the landmarks of a mean face.",
          .details = "For pictures that were cut to the face: it looks at no pixel.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(placed),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params),
          .open = open_placed, .ops = &ops)
