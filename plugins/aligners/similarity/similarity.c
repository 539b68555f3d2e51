/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>

#include "../frame/frame.h"

typedef struct similarity {
    const char *file;
    lk_frame frame;
} similarity;

/* q = (a -b; b a) p + (tx, ty) */
typedef struct transform {
    double a, b, tx, ty;
} transform;

static const lk_param params[] = {
    {.name = "frame",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(similarity, file),
     .doc = "Frame file: the canvas and the landmarks that faces are moved to."},
};

static lk_status open_similarity(void *self, lk_context *ctx)
{
    similarity *s = self;
    lk_status status = frame_read(ctx, s->file, &s->frame);
    if (!status && s->frame.landmarks.count < 2)
        status =
            lk_error(ctx, LK_E_INPUT, "%s has fewer than two landmarks to move faces to.", s->file);
    return status;
}

static const lk_frame *frame_of(void *self)
{
    const similarity *s = self;
    return &s->frame;
}

static lk_point mean_of(const lk_landmarks *l)
{
    lk_point sum = {0, 0};
    for (uint32_t i = 0; i < l->count; i++) {
        sum.x += l->points[i].x;
        sum.y += l->points[i].y;
    }
    return (lk_point){sum.x / l->count, sum.y / l->count};
}

/* The least-squares rotation, scale and translation from `from` to `to`. In two
 * dimensions the singular value decomposition has this closed form, and it
 * never reflects. 0 when it is not defined. */
static int fit(const lk_landmarks *from, const lk_landmarks *to, transform *t)
{
    lk_point f = mean_of(from), g = mean_of(to);
    double dot = 0, cross = 0, norm = 0, reach = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        double px = from->points[i].x - f.x, py = from->points[i].y - f.y;
        double qx = to->points[i].x - g.x, qy = to->points[i].y - g.y;
        dot += px * qx + py * qy;
        cross += px * qy - py * qx;
        norm += px * px + py * py;
        reach += qx * qx + qy * qy;
    }
    if (hypot(dot, cross) <= 1e-9 * sqrt(norm * reach) || norm < 1e-12 * from->count)
        return 0;
    t->a = dot / norm;
    t->b = cross / norm;
    t->tx = g.x - (t->a * f.x - t->b * f.y);
    t->ty = g.y - (t->b * f.x + t->a * f.y);
    return 1;
}

static transform invert(const transform *t)
{
    double n = t->a * t->a + t->b * t->b;
    transform v = {.a = t->a / n, .b = -t->b / n};
    v.tx = -(v.a * t->tx - v.b * t->ty);
    v.ty = -(v.b * t->tx + v.a * t->ty);
    return v;
}

/* One of the four neighbours of a sample; NULL outside. */
static const float *pixel(const frame_planes *p, double x, double y)
{
    if (x < 0 || y < 0 || x >= (double)p->from_width || y >= (double)p->from_height)
        return NULL;
    return p->from + ((size_t)y * p->from_width + (size_t)x) * p->channels;
}

static void add(float *to, const float *from, double weight, size_t channels)
{
    for (size_t c = 0; from && weight > 0 && c < channels; c++)
        to[c] += (float)(weight * (double)from[c]);
}

/* Bilinear, pixel centres at halves; outside the map is 0. */
static void sample(const frame_planes *p, double x, double y, float *to)
{
    double left = floor(x - .5), top = floor(y - .5);
    double u = x - .5 - left, v = y - .5 - top;
    add(to, pixel(p, left, top), (1 - u) * (1 - v), p->channels);
    add(to, pixel(p, left + 1, top), u * (1 - v), p->channels);
    add(to, pixel(p, left, top + 1), (1 - u) * v, p->channels);
    add(to, pixel(p, left + 1, top + 1), u * v, p->channels);
}

static void warp_row(const frame_planes *p, const transform *back, size_t row)
{
    float *to = p->to + row * p->to_width * p->channels;
    double y = (double)row + .5;
    memset(to, 0, p->to_width * p->channels * sizeof *to);
    for (size_t i = 0; i < p->to_width; i++, to += p->channels) {
        double x = (double)i + .5;
        sample(p, back->a * x - back->b * y + back->tx, back->b * x + back->a * y + back->ty, to);
    }
}

static lk_status align(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_landmarks *landmarks, lk_heatmap *out)
{
    const similarity *s = self;
    frame_planes p;
    transform forth;
    lk_status status = frame_open_planes(ctx, &s->frame, map, out, &p);
    if (!status)
        status = frame_check_landmarks(ctx, &p, landmarks, &s->frame.landmarks);
    if (status)
        return status;
    if (!fit(landmarks, &s->frame.landmarks, &forth))
        return lk_error(
            ctx, LK_MISSING,
            "the landmarks coincide, or no rotation brings them nearer to the frame's.");
    transform back = invert(&forth);
    for (size_t y = 0; y < p.to_height; y++) {
        warp_row(&p, &back, y);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

static const lk_aligner_ops ops = {.struct_size = sizeof ops, .frame = frame_of, .align = align};

LK_PLUGIN(.stage = LK_STAGE_ALIGNER, .name = "similarity", .version = "0.1.0", .revision = 1,
          .summary = "Rotate, scale and shift a face so that its landmarks meet the frame's.",
          .details = "Ordinary Procrustes analysis without reflection: the similarity with the "
                     "least sum of squared distances (S. Umeyama, Least-squares estimation of "
                     "transformation parameters between two point patterns, IEEE TPAMI 13, 1991). "
                     "Sampling is bilinear; what lies outside the map is 0.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_NEEDS_LANDMARKS,
          .instance_size = sizeof(similarity), LK_PARAMS(params), .open = open_similarity,
          .ops = &ops)
