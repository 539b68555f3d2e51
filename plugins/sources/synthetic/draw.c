/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "draw.h"

#include <math.h>

lk_point draw_beside(const face *f, int side, int landmark, double dx, double dy)
{
    return face_near(f, side ? face_mirror(landmark) : landmark, side ? dx : -dx, dy);
}

static void fill_loop(canvas *c, const lk_point *points, size_t count, colour with, double opacity)
{
    outline o = {.count = 0};
    outline_loop(&o, points, count);
    canvas_fill(c, &o, with, opacity);
}

/* Fill a loop through places given for the half to the left of the picture, from
 * top to bottom, and their mirror images. */
static void fill_mirrored(canvas *c, const face *f, const place *half, size_t count, colour with)
{
    lk_point points[32];
    for (size_t i = 0; i < count; i++) {
        points[i] = face_point(f, half[i].x, half[i].y, half[i].z);
        points[2 * count - 1 - i] = face_point(f, -half[i].x, half[i].y, half[i].z);
    }
    fill_loop(c, points, 2 * count, with, 1);
}

/* ---- Head ------------------------------------------------------------------------------ */

static void draw_body(canvas *c, const face *f)
{
    const double w = f->person.width, jaw = f->person.jaw;
    const place shoulders[] = {
        {-.2, 1.55, -.5}, {-.9, 1.75, -.5}, {-1.9, 2.1, -.5}, {-2.2, 3, -.5}};
    const place neck[] = {
        {-.25, .4, -.5}, {-.58 * w * jaw, .6, -.5}, {-.56 * w * jaw, 1.5, -.5}, {-.35, 1.85, -.5}};
    fill_mirrored(c, f, shoulders, 4, f->person.clothes);
    fill_mirrored(c, f, neck, 4, colour_times(f->person.skin, .72));
}

static void draw_hair_behind(canvas *c, const face *f)
{
    const double w = f->person.width;
    const place cut[] = {{-.45, -1.98, -.3},
                         {-1.0, -1.6, -.4},
                         {-1.16 * w, -1.0, -.5},
                         {-1.1 * w, -.5, -.5},
                         {-.8, -.3, -.5}};
    const place grown[] = {{-.45, -2.0, -.3},   {-1.05, -1.6, -.4},    {-1.25 * w, -.9, -.5},
                           {-1.3 * w, .1, -.5}, {-1.25 * w, 1.0, -.5}, {-.8, 1.5, -.5}};
    if (f->person.style == HAIR_LONG)
        fill_mirrored(c, f, grown, 6, colour_times(f->person.hair, .8));
    else if (f->person.style != HAIR_NONE)
        fill_mirrored(c, f, cut, 5, colour_times(f->person.hair, .85));
}

static void draw_ears(canvas *c, const face *f)
{
    if (f->person.style == HAIR_LONG)
        return;
    for (int side = 0; side < 2; side++) {
        double x = (side ? 1.0 : -1.0) * f->person.width;
        lk_point ear[] = {face_point(f, x, -.72, -.4), face_point(f, 1.14 * x, -.68, -.5),
                          face_point(f, 1.12 * x, -.35, -.5), face_point(f, x, -.12, -.4)};
        fill_loop(c, ear, 4, colour_times(f->person.skin, .86), 1);
    }
}

static void draw_skin(canvas *c, const face *f)
{
    const double w = f->person.width;
    const place brow[] = {{.99 * w, -.98, -.38},  {.88 * w, -1.38, -.2}, {.58, -1.64, -.05},
                          {.2, -1.75, 0},         {-.2, -1.75, 0},       {-.58, -1.64, -.05},
                          {-.88 * w, -1.38, -.2}, {-.99 * w, -.98, -.38}};
    lk_point points[25];
    memcpy(points, f->points, 17 * sizeof *points);
    for (size_t i = 0; i < 8; i++)
        points[17 + i] = face_point(f, brow[i].x, brow[i].y, brow[i].z);
    fill_loop(c, points, 25, f->person.skin, 1);
}

static void draw_hair_before(canvas *c, const face *f)
{
    const double w = f->person.width, line = f->person.style == HAIR_FRINGE ? -1.22 : -1.48;
    const place hair[] = {{-1.13 * w, -.75, -.42}, {-1.17 * w, -1.2, -.4}, {-.98, -1.68, -.25},
                          {-.45, -2.0, -.1},       {.45, -2.0, -.1},       {.98, -1.68, -.25},
                          {1.17 * w, -1.2, -.4},   {1.13 * w, -.75, -.42}, {.99 * w, -.8, -.38},
                          {.93 * w, -1.1, -.25},   {.62, line, .05},       {.05, line - .04, .12},
                          {-.5, line - .02, .05},  {-.9 * w, -1.15, -.25}, {-.99 * w, -.8, -.38}};
    lk_point points[15];
    if (f->person.style == HAIR_NONE)
        return;
    for (size_t i = 0; i < 15; i++)
        points[i] = face_point(f, hair[i].x, hair[i].y, hair[i].z);
    fill_loop(c, points, 15, f->person.hair, 1);
}

void draw_face(canvas *c, const face *f, colour background)
{
    for (size_t i = 0; i < c->size * c->size; i++) {
        c->rgb[3 * i] = (float)background.r;
        c->rgb[3 * i + 1] = (float)background.g;
        c->rgb[3 * i + 2] = (float)background.b;
    }
    draw_hair_behind(c, f);
    draw_body(c, f);
    draw_ears(c, f);
    draw_skin(c, f);
    draw_features(c, f);
    draw_hair_before(c, f);
}

/* ---- Light -------------------------------------------------------------------------------- */

static double within(double v)
{
    return v < -1.2 ? -1.2 : v > 1.2 ? 1.2 : v;
}

void draw_light(canvas *c, const face *f, const light *l)
{
    lk_point centre = face_point(f, 0, -.2, 0);
    double rx = 1.25 * f->view.scale, ry = 1.75 * f->view.scale, across[CANVAS_LIMIT];
    for (size_t x = 0; x < c->size; x++)
        across[x] = within(((double)x + .5 - centre.x) / rx);
    for (size_t y = 0; y < c->size; y++) {
        double v = within(((double)y + .5 - centre.y) / ry);
        float *p = c->rgb + 3 * y * c->size;
        for (size_t x = 0; x < c->size; x++, p += 3) {
            double u = across[x], inside = 1 - u * u - v * v;
            double front = inside > 0 ? inside * sqrt(inside) : 0;
            double lit = l->level * (1 + l->strength * (l->x * u + l->y * v + .6 * front - .3));
            p[0] *= (float)lit;
            p[1] *= (float)lit;
            p[2] *= (float)lit;
        }
    }
}
