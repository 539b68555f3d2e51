/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <math.h>
#include <stdio.h>

#include "frame.h"

/* A source gives the items of a study: here faces of dots, one dot a landmark.
 * Item n must be the same in any process and any order, so all that is random
 * in it comes from the host's stream, which is keyed by the seed and the index. */

typedef struct dots {
    const char *file;
    int64_t count, size;
    double jitter;
    lk_string_list labels;
    lk_frame frame;
} dots;

static const lk_param params[] = {
    {.name = "frame",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(dots, file),
     .doc = "Frame file with the landmarks of the mean face."},
    {.name = "count",
     .type = LK_INT,
     .offset = offsetof(dots, count),
     .fallback = "12",
     .low = 1,
     .high = 1000000,
     .doc = "How many pictures."},
    {.name = "size",
     .type = LK_INT,
     .offset = offsetof(dots, size),
     .fallback = "96",
     .low = 16,
     .high = 1024,
     .unit = "px",
     .doc = "Width and height of a picture."},
    /* SAMPLER: another value draws other random numbers. */
    {.name = "jitter",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(dots, jitter),
     .fallback = "0.02",
     .low = 0,
     .high = 0.2,
     .doc = "How far a landmark strays at most, as a share of the size."},
    {.name = "labels",
     .type = LK_STRING_LIST,
     .offset = offsetof(dots, labels),
     .fallback = "[happiness, sadness]",
     .doc = "The labels, which the pictures get in turn."},
};

static lk_status open_dots(void *self, lk_context *ctx)
{
    dots *d = self;
    if (!d->labels.count)
        return lk_error(ctx, LK_E_INPUT, "`labels` is empty: give at least one");
    return frame_read(ctx, d->file, &d->frame);
}

static lk_status count(void *self, lk_context *ctx, int64_t *out)
{
    (void)ctx;
    *out = ((const dots *)self)->count;
    return LK_OK;
}

static void place(const dots *d, lk_context *ctx, lk_point *points)
{
    double size = (double)d->size;
    for (uint32_t i = 0; i < d->frame.landmarks.count; i++) {
        lk_point at = d->frame.landmarks.points[i];
        double x = at.x / d->frame.width + d->jitter * (2 * lk_random_double(ctx) - 1);
        double y = at.y / d->frame.height + d->jitter * (2 * lk_random_double(ctx) - 1);
        points[i] = (lk_point){x * size, y * size};
    }
}

/* The centre of the upper left pixel is (0.5, 0.5). */
static void draw(const dots *d, const lk_point *points, float *pixels)
{
    for (uint32_t i = 0; i < d->frame.landmarks.count; i++) {
        int64_t x = (int64_t)floor(points[i].x), y = (int64_t)floor(points[i].y);
        if (x < 0 || y < 0 || x >= d->size || y >= d->size)
            continue;
        for (int channel = 0; channel < 3; channel++)
            pixels[(y * d->size + x) * 3 + channel] = 255;
    }
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    const dots *d = self;
    const int64_t shape[3] = {d->size, d->size, 3};
    if (index >= d->count)
        return LK_END;
    char *id = lk_alloc(ctx, 32);
    float *pixels = lk_alloc_array(ctx, (size_t)(d->size * d->size), 3 * sizeof *pixels);
    lk_point *points = lk_alloc_array(ctx, d->frame.landmarks.count, sizeof *points);
    lk_face *face = lk_alloc(ctx, sizeof *face);
    if (!id || !pixels || !points || !face)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for picture %lld", (long long)index);
    snprintf(id, 32, "dots-%06lld", (long long)index);
    place(d, ctx, points);
    draw(d, points, pixels);
    *face = (lk_face){.box = {0, 0, (double)d->size, (double)d->size}, .score = 1, .has_box = 1};
    face->landmarks = (lk_landmarks){sizeof face->landmarks, d->frame.landmarks.count, points};
    out->id = id;
    out->label = d->labels.items[(size_t)index % d->labels.count];
    out->image = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, shape);
    out->face_count = 1;
    out->faces = face;
    return LK_OK;
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count, .get = get};

LK_PLUGIN(.stage = LK_STAGE_SOURCE, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Faces of dots, one for each landmark.",
          .details = "The landmarks of a mean face, each moved a little at random, as white dots "
                     "on black. Labels are dealt in turn, and say nothing about the picture.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(dots),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          LK_PARAMS(params), .open = open_dots, .ops = &ops)
