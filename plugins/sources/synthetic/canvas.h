/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_CANVAS_H
#define LK_SOURCES_SYNTHETIC_CANVAS_H

/* A square canvas of float RGB (0..255), and shapes on it whose edges are
 * smooth: a pixel is covered by exactly the share of it that lies inside. */

#include <likeness/plugin.h>

typedef struct colour {
    double r, g, b;
} colour;

/* Rows and columns that a shape may touch. */
typedef struct extent {
    size_t left, top, right, bottom;
} extent;

typedef struct canvas {
    size_t size;
    float *rgb;         /* size x size x 3 */
    float *cover;       /* size x (size + 2): what a shape covers, zero between shapes */
    float *clip;        /* size x size: what may be painted */
    extent clip_extent; /* zero outside */
    int clipped;
} canvas;

/* The widest canvas. */
enum { CANVAS_LIMIT = 1024 };

/* The outline of a shape: a polygon that closes itself. */
enum { OUTLINE_LIMIT = 512 };

typedef struct outline {
    size_t count;
    lk_point points[OUTLINE_LIMIT];
} outline;

/* Memory for a canvas of at most CANVAS_LIMIT, all black. */
lk_status canvas_open(lk_context *ctx, size_t size, canvas *out);

/* Add a smooth curve through `count` points, ends included, to an outline. */
void outline_curve(outline *o, const lk_point *points, size_t count);
/* Add a smooth loop through `count` points. */
void outline_loop(outline *o, const lk_point *points, size_t count);
/* Add a stroke along the smooth curve through `count` points, `width` at its
 * middle and thin at its ends. */
void outline_stroke(outline *o, const lk_point *points, size_t count, double width);
/* Add an ellipse. */
void outline_ellipse(outline *o, lk_point centre, double rx, double ry);

/* Paint a shape, `opacity` 0..1. */
void canvas_fill(canvas *c, const outline *o, colour with, double opacity);
/* From now on paint only inside a shape; NULL: everywhere. */
void canvas_clip(canvas *c, const outline *o);
/* Paint a spot that fades towards its rim. */
void canvas_spot(canvas *c, lk_point centre, double rx, double ry, colour with, double opacity);

static inline colour colour_mix(colour a, colour b, double t)
{
    return (colour){a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

static inline colour colour_times(colour a, double t)
{
    return (colour){a.r * t, a.g * t, a.b * t};
}

#endif
