/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "canvas.h"

#include <math.h>

enum { STEPS = 6, CURVE_LIMIT = 32 };

lk_status canvas_open(lk_context *ctx, size_t size, canvas *out)
{
    canvas c = {.size = size};
    c.rgb = lk_alloc_array(ctx, size * size, 3 * sizeof *c.rgb);
    c.cover = lk_alloc_array(ctx, size * (size + 2), sizeof *c.cover);
    c.clip = lk_alloc_array(ctx, size * size, sizeof *c.clip);
    if (!c.rgb || !c.cover || !c.clip)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a face of %zu x %zu pixels.", size, size);
    *out = c;
    return LK_OK;
}

/* ---- Outlines ------------------------------------------------------------------------- */

static void add(outline *o, double x, double y)
{
    if (o->count < OUTLINE_LIMIT)
        o->points[o->count++] = (lk_point){x, y};
}

/* Catmull and Rom's cubic from b to c. */
static lk_point between(lk_point a, lk_point b, lk_point c, lk_point d, double t)
{
    double t2 = t * t, t3 = t2 * t;
    double wa = -t3 + 2 * t2 - t, wb = 3 * t3 - 5 * t2 + 2, wc = -3 * t3 + 4 * t2 + t, wd = t3 - t2;
    return (lk_point){.5 * (wa * a.x + wb * b.x + wc * c.x + wd * d.x),
                      .5 * (wa * a.y + wb * b.y + wc * c.y + wd * d.y)};
}

static void add_piece(outline *o, lk_point a, lk_point b, lk_point c, lk_point d)
{
    for (int i = 0; i < STEPS; i++) {
        lk_point p = between(a, b, c, d, (double)i / STEPS);
        add(o, p.x, p.y);
    }
}

void outline_curve(outline *o, const lk_point *p, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        add_piece(o, p[i ? i - 1 : 0], p[i], p[i + 1], p[i + 2 < count ? i + 2 : i + 1]);
    add(o, p[count - 1].x, p[count - 1].y);
}

void outline_loop(outline *o, const lk_point *p, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_piece(o, p[(i + count - 1) % count], p[i], p[(i + 1) % count], p[(i + 2) % count]);
}

void outline_stroke(outline *o, const lk_point *points, size_t count, double width)
{
    outline line = {.count = 0};
    outline_curve(&line, points, count);
    size_t last = line.count - 1;
    for (size_t step = 0; step < 2 * line.count; step++) {
        size_t i = step < line.count ? step : 2 * line.count - 1 - step;
        const lk_point *from = &line.points[i ? i - 1 : 0],
                       *to = &line.points[i < last ? i + 1 : last];
        double dx = to->x - from->x, dy = to->y - from->y, length = hypot(dx, dy);
        double half = width / 2 * (.25 + .75 * sin(LK_PI * (double)i / (double)last));
        double side = length > 0 ? (step < line.count ? half : -half) / length : 0;
        add(o, line.points[i].x - dy * side, line.points[i].y + dx * side);
    }
}

void outline_ellipse(outline *o, lk_point centre, double rx, double ry)
{
    for (int i = 0; i < CURVE_LIMIT; i++) {
        double angle = 2 * LK_PI * i / CURVE_LIMIT;
        add(o, centre.x + rx * cos(angle), centre.y + ry * sin(angle));
    }
}

/* ---- Coverage ---------------------------------------------------------------------------- */

/* fmin and fmax are calls, since they mind what is no number. */
static inline double lower(double a, double b)
{
    return a < b ? a : b;
}

static inline double higher(double a, double b)
{
    return a > b ? a : b;
}

static size_t clamp(double v, size_t size)
{
    return v < 0 ? 0 : v > (double)size ? size : (size_t)v;
}

static extent extent_of(const outline *o, size_t size)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < o->count; i++) {
        left = lower(left, o->points[i].x);
        right = higher(right, o->points[i].x);
        top = lower(top, o->points[i].y);
        bottom = higher(bottom, o->points[i].y);
    }
    return (extent){clamp(floor(left), size), clamp(floor(top), size), clamp(ceil(right), size),
                    clamp(ceil(bottom), size)};
}

/* One row's part of an edge between x0 <= x1: what it adds to the cover of each
 * pixel over that of the pixel before. `d` is its height, signed. */
static void add_edge(float *row, double x0, double x1, double d)
{
    size_t first = (size_t)x0, last = (size_t)ceil(x1);
    if (last <= first + 1) {
        double middle = .5 * (x0 + x1) - (double)first;
        row[first] += (float)(d - d * middle);
        row[first + 1] += (float)(d * middle);
        return;
    }
    double slope = 1 / (x1 - x0), before = 0;
    for (size_t x = first; x < last; x++) {
        double from = higher(x0, (double)x), to = lower(x1, (double)x + 1);
        double passed = (from - x0) * slope, now = (to - x0) * slope;
        /* The share of this pixel that lies to the right of the edge, of d. */
        double area = passed + (now - passed) * ((double)x + 1 - .5 * (from + to));
        row[x] += (float)(d * (area - before));
        before = area;
    }
    row[last] += (float)(d * (1 - before));
}

static void add_line(canvas *c, lk_point a, lk_point b)
{
    double direction = 1, limit = (double)c->size;
    if (a.y > b.y) {
        lk_point swap = a;
        a = b;
        b = swap;
        direction = -1;
    }
    if (a.y == b.y || b.y <= 0 || a.y >= limit)
        return;
    double slope = (b.x - a.x) / (b.y - a.y);
    for (size_t y = clamp(a.y, c->size); y < clamp(ceil(b.y), c->size); y++) {
        double top = higher((double)y, a.y), bottom = lower((double)y + 1, b.y);
        double x0 = a.x + (top - a.y) * slope, x1 = a.x + (bottom - a.y) * slope;
        x0 = lower(higher(x0, 0), limit);
        x1 = lower(higher(x1, 0), limit);
        add_edge(c->cover + y * (c->size + 2), lower(x0, x1), higher(x0, x1),
                 direction * (bottom - top));
    }
}

/* Leave in `cover` how much of each pixel of the extent lies inside. */
static extent cover(canvas *c, const outline *o)
{
    extent e = extent_of(o, c->size);
    for (size_t i = 0; i < o->count; i++)
        add_line(c, o->points[i], o->points[(i + 1) % o->count]);
    for (size_t y = e.top; y < e.bottom; y++) {
        float *row = c->cover + y * (c->size + 2), sum = 0;
        for (size_t x = e.left; x < e.right; x++) {
            sum += row[x];
            float inside = fabsf(sum);
            row[x] = inside > 1 ? 1 : inside;
        }
    }
    return e;
}

static void forget(canvas *c, const extent *e)
{
    for (size_t y = e->top; y < e->bottom; y++)
        memset(c->cover + y * (c->size + 2) + e->left, 0,
               (e->right + 2 - e->left) * sizeof *c->cover);
}

static void blend(canvas *c, size_t x, size_t y, colour with, float alpha)
{
    float *p = c->rgb + 3 * (y * c->size + x);
    if (c->clipped)
        alpha *= c->clip[y * c->size + x];
    p[0] += ((float)with.r - p[0]) * alpha;
    p[1] += ((float)with.g - p[1]) * alpha;
    p[2] += ((float)with.b - p[2]) * alpha;
}

void canvas_fill(canvas *c, const outline *o, colour with, double opacity)
{
    extent e = cover(c, o);
    for (size_t y = e.top; y < e.bottom; y++)
        for (size_t x = e.left; x < e.right; x++)
            blend(c, x, y, with, (float)opacity * c->cover[y * (c->size + 2) + x]);
    forget(c, &e);
}

void canvas_clip(canvas *c, const outline *o)
{
    c->clipped = o != NULL;
    if (!o)
        return;
    extent e = cover(c, o), *before = &c->clip_extent;
    for (size_t y = before->top; y < before->bottom; y++)
        memset(c->clip + y * c->size + before->left, 0,
               (before->right - before->left) * sizeof *c->clip);
    *before = e;
    for (size_t y = e.top; y < e.bottom; y++)
        memcpy(c->clip + y * c->size + e.left, c->cover + y * (c->size + 2) + e.left,
               (e.right - e.left) * sizeof *c->clip);
    forget(c, &e);
}

void canvas_spot(canvas *c, lk_point centre, double rx, double ry, colour with, double opacity)
{
    size_t left = clamp(floor(centre.x - rx), c->size), right = clamp(ceil(centre.x + rx), c->size);
    size_t top = clamp(floor(centre.y - ry), c->size), bottom = clamp(ceil(centre.y + ry), c->size);
    for (size_t y = top; y < bottom; y++)
        for (size_t x = left; x < right; x++) {
            double u = ((double)x + .5 - centre.x) / rx, v = ((double)y + .5 - centre.y) / ry;
            double fade = 1 - u * u - v * v;
            if (fade > 0)
                blend(c, x, y, with, (float)(opacity * fade * fade));
        }
}
