/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>

#include "../face/face.h"

typedef struct edges {
    face face;
    double sigma;
} edges;

static const lk_param params[] = {
    {.name = "picture",
     .type = LK_PATH,
     .offset = offsetof(edges, face) + offsetof(face, picture),
     .doc = FACE_PICTURE_DOC},
    {.name = "sigma",
     .type = LK_DOUBLE,
     .offset = offsetof(edges, sigma),
     .fallback = "5",
     .low = 0,
     .high = 100,
     .unit = "pixels",
     .doc = "Standard deviation of the Gaussian that makes a density of the edges; 0 leaves them "
            "sharp."},
};

typedef struct picture {
    const float *values;
    size_t height, width;
} picture;

/* ---- Edges ----------------------------------------------------------------------- */

/* The pixels round one and itself, where all are of the face. */
static int take_square(const picture *p, size_t y, size_t x, double square[9])
{
    if (!y || !x || y + 1 >= p->height || x + 1 >= p->width)
        return 0;
    for (size_t i = 0; i < 9; i++) {
        square[i] = (double)p->values[(y + i / 3 - 1) * p->width + x + i % 3 - 1];
        if (!(square[i] > 0))
            return 0;
    }
    return 1;
}

/* How steep the luminance is, by Sobel's filters; 0 where the face ends, since
 * the outline of an alignment is no edge of a face. */
static void find_edges(const picture *p, float *out)
{
    double s[9];
    for (size_t y = 0; y < p->height; y++)
        for (size_t x = 0; x < p->width; x++) {
            if (!take_square(p, y, x, s))
                continue;
            double right = s[2] + 2 * s[5] + s[8] - s[0] - 2 * s[3] - s[6];
            double down = s[6] + 2 * s[7] + s[8] - s[0] - 2 * s[1] - s[2];
            out[y * p->width + x] = (float)sqrt(right * right + down * down);
        }
}

/* ---- Density ---------------------------------------------------------------------- */

enum { MOST_WEIGHTS = 401 }; /* 4 deviations of the largest sigma, one side */

typedef struct gaussian {
    size_t count; /* of weights, from the middle to one side */
    double weights[MOST_WEIGHTS];
} gaussian;

static void shape(gaussian *g, double sigma)
{
    double sum = 0;
    g->count = (size_t)ceil(4 * sigma) + 1;
    for (size_t i = 0; i < g->count; i++) {
        double d = (double)i / sigma;
        g->weights[i] = exp(-d * d / 2);
        sum += (i ? 2 : 1) * g->weights[i];
    }
    for (size_t i = 0; i < g->count; i++)
        g->weights[i] /= sum;
}

/* One line, `step` apart; nothing lies beyond its ends. */
static void smooth_line(const gaussian *g, const float *from, size_t length, size_t step, float *to)
{
    for (size_t i = 0; i < length; i++) {
        double sum = g->weights[0] * (double)from[i * step];
        for (size_t d = 1; d < g->count; d++) {
            double before = i >= d ? (double)from[(i - d) * step] : 0;
            double behind = i + d < length ? (double)from[(i + d) * step] : 0;
            sum += g->weights[d] * (before + behind);
        }
        to[i * step] = (float)sum;
    }
}

/* `room` is as large as the picture. */
static void smooth(const gaussian *g, float *values, size_t height, size_t width, float *room)
{
    for (size_t y = 0; y < height; y++)
        smooth_line(g, values + y * width, width, 1, room + y * width);
    for (size_t x = 0; x < width; x++)
        smooth_line(g, room + x, height, width, values + x);
}

static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    const edges *e = self;
    size_t n = lk_tensor_count(&heatmap->values);
    (void)map, (void)foreground, (void)region;
    float *sharp = lk_alloc_array(ctx, n, sizeof *sharp);
    gaussian *g = lk_alloc(ctx, sizeof *g);
    if (!sharp || !g)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the edges of %zu pixels.", n);
    lk_status status = face_luminance(ctx, &e->face, frame, heatmap);
    if (status)
        return status;
    float *values = heatmap->values.data;
    picture p = {values, (size_t)heatmap->values.shape[0], (size_t)heatmap->values.shape[1]};
    find_edges(&p, sharp);
    if (e->sigma > 0) {
        shape(g, e->sigma);
        smooth(g, sharp, p.height, p.width, values);
    }
    memcpy(values, sharp, n * sizeof *sharp);
    return LK_OK;
}

static lk_status open_edges(void *self, lk_context *ctx)
{
    edges *e = self;
    return face_open(ctx, &e->face);
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_HEATMAP, .draw = draw, .sees_face = 1};

LK_PLUGIN(.stage = LK_STAGE_BASELINE, .name = "edges", .version = "0.1.0", .revision = 1,
          .summary = "Where the mean face has edges, as a heatmap.",
          .details =
              "Brows, eyes, nose and mouth are where a face has edges, and explainers are drawn to "
              "edges whatever the network: a heatmap that does no better than this has shown no "
              "more than where a face has detail. It is the steepness of the luminance (Sobel) of "
              "the mean of the study's faces, in the frame of the heatmaps, smoothed "
              "by a Gaussian; the outline of the face counts as no edge. Ready-made heatmaps need "
              "`picture`, and the baseline is missing without one.",
          .licence = "MIT AND libpng-2.0 AND Zlib AND IJG AND BSD-3-Clause",
          .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(edges), LK_PARAMS(params), .open = open_edges, .ops = &ops)
