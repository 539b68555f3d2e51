/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>

#include "../frame/frame.h"
#include "locate.h"

enum { LANDMARKS = 68, JAW = 17, CORNERS = 4, POINTS = LANDMARKS + JAW + CORNERS };

typedef struct triangles {
    const char *file;
    lk_frame frame;
    lk_point target[POINTS];
} triangles;

static const lk_param params[] = {
    {.name = "frame",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(triangles, file),
     .doc = "Frame file: the canvas and the 68 landmarks that faces are moved to."},
};

/* The landmarks, the jaw lifted to the upper edge, the corners of the raster. */
static void add_margins(const lk_point *landmarks, double width, double height, lk_point *out)
{
    const lk_point corners[CORNERS] = {{0, 0}, {0, height}, {width, 0}, {width, height}};
    memcpy(out, landmarks, LANDMARKS * sizeof *out);
    for (size_t i = 0; i < JAW; i++)
        out[LANDMARKS + i] = (lk_point){landmarks[i].x, 0};
    memcpy(out + LANDMARKS + JAW, corners, sizeof corners);
}

static lk_status open_triangles(void *self, lk_context *ctx)
{
    triangles *t = self;
    lk_status status = frame_read(ctx, t->file, &t->frame);
    if (status)
        return status;
    if (t->frame.landmarks.count != LANDMARKS)
        return lk_error(ctx, LK_E_INPUT, "%s must have 68 landmarks, and has %u.", t->file,
                        t->frame.landmarks.count);
    add_margins(t->frame.landmarks.points, t->frame.width, t->frame.height, t->target);
    return LK_OK;
}

static const lk_frame *frame_of(void *self)
{
    const triangles *t = self;
    return &t->frame;
}

/* The source pixel for a point of the canvas. The small addend lets a point
 * that meets a pixel's edge but for rounding fall on its right side. */
static const float *source_pixel(const frame_planes *p, const lk_point *source,
                                 const lk_point *target, const triangle *t, double x, double y)
{
    const lk_point *corners[3];
    double l[3], u = 1e-9, v = 1e-9;
    for (size_t i = 0; i < 3; i++)
        corners[i] = &target[t->corner[i]];
    if (!barycentric(corners, x, y, l))
        return NULL;
    for (size_t i = 0; i < 3; i++) {
        u += l[i] * source[t->corner[i]].x;
        v += l[i] * source[t->corner[i]].y;
    }
    if (!(u >= 0 && v >= 0 && u < (double)p->from_width && v < (double)p->from_height))
        return NULL;
    return p->from + ((size_t)v * p->from_width + (size_t)u) * p->channels;
}

static void pull(const frame_planes *p, const lk_point *source, const lk_point *target,
                 const triangle *list, const uint16_t *numbers)
{
    for (size_t y = 0; y < p->to_height; y++)
        for (size_t x = 0; x < p->to_width; x++) {
            size_t i = y * p->to_width + x;
            const float *from = numbers[i] ? source_pixel(p, source, target, &list[numbers[i] - 1],
                                                          (double)x, (double)y)
                                           : NULL;
            if (from)
                memcpy(p->to + i * p->channels, from, p->channels * sizeof *from);
        }
}

static lk_status align(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_landmarks *landmarks, lk_heatmap *out)
{
    const triangles *t = self;
    frame_planes p;
    lk_point source[POINTS];
    const triangle *list;
    size_t count;
    lk_status status = frame_open_planes(ctx, &t->frame, map, out, &p);
    if (!status)
        status = frame_check_landmarks(ctx, &p, landmarks, &t->frame.landmarks);
    if (status)
        return status;
    add_margins(landmarks->points, (double)p.from_width, (double)p.from_height, source);
    if ((status = delaunay(ctx, source, POINTS, &list, &count)))
        return status;
    uint16_t *numbers = lk_alloc_array(ctx, p.to_width * p.to_height, sizeof *numbers);
    if (!numbers)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a %zu x %zu canvas.", p.to_width,
                        p.to_height);
    status = locate(ctx, t->target, list, count, p.to_width, p.to_height, numbers);
    if (!status)
        pull(&p, source, t->target, list, numbers);
    return status;
}

static const lk_aligner_ops ops = {.struct_size = sizeof ops, .frame = frame_of, .align = align};

LK_PLUGIN(
        .stage = LK_STAGE_ALIGNER, .name = "triangles", .version = "0.1.0", .revision = 1,
        .summary = "Warp a face triangle by triangle until its 68 landmarks meet the frame's.",
        .details =
            "The 68 landmarks, the 17 jaw points once more at the upper edge and the four corners "
            "are joined to Delaunay triangles (Qhull, on the face's own points). A pixel of the "
            "frame belongs to the first triangle that contains it and takes the source pixel at "
            "the same barycentric coordinates, truncated; outside is 0. The method of F. X. "
            "Gaya-Morey et al., Unveiling the human-like similarities of automatic facial "
            "expression recognition, Multimedia Tools and Applications, 2024.",
        .licence = "MIT AND Qhull", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_NEEDS_LANDMARKS,
        .instance_size = sizeof(triangles), LK_PARAMS(params), .open = open_triangles, .ops = &ops)
