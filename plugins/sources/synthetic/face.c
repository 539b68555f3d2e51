/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "face.h"

#include <math.h>

/* A mean face at rest, its lips closed: landmark 0 to 67 in the order of iBUG,
 * the half to the left of the picture and the middle. */
static const struct half {
    int landmark;
    place at;
} mean[] = {
    {0, {-1.00, -.63, -.45}}, {1, {-.98, -.32, -.40}},  {2, {-.95, -.02, -.35}},
    {3, {-.89, .27, -.25}},   {4, {-.79, .54, -.12}},   {5, {-.655, .79, .00}},
    {6, {-.47, .98, .10}},    {7, {-.24, 1.10, .20}},   {8, {.00, 1.14, .25}},
    {17, {-.80, -.94, .12}},  {18, {-.65, -1.03, .25}}, {19, {-.47, -1.065, .32}},
    {20, {-.30, -1.06, .36}}, {21, {-.15, -1.03, .38}}, {27, {.00, -.74, .38}},
    {28, {.00, -.53, .46}},   {29, {.00, -.33, .56}},   {30, {.00, -.12, .68}},
    {31, {-.20, .02, .42}},   {32, {-.10, .06, .50}},   {33, {.00, .09, .54}},
    {36, {-.61, -.72, .15}},  {37, {-.51, -.815, .23}}, {38, {-.37, -.815, .26}},
    {39, {-.25, -.71, .22}},  {40, {-.37, -.665, .25}}, {41, {-.51, -.67, .23}},
    {48, {-.38, .468, .28}},  {49, {-.24, .41, .38}},   {50, {-.10, .375, .45}},
    {51, {.00, .395, .46}},   {57, {.00, .64, .44}},    {58, {-.11, .63, .43}},
    {59, {-.25, .575, .36}},  {60, {-.34, .474, .30}},  {61, {-.11, .478, .42}},
    {62, {.00, .485, .43}},   {66, {.00, .49, .43}},    {67, {-.11, .483, .42}},
};

enum { HALF = sizeof mean / sizeof mean[0] };

static const unsigned char twin[FACE_LANDMARKS] = {
    16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,  26, 25, 24, 23, 22, 21,
    20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36,
    41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65};

int face_mirror(int landmark)
{
    return twin[landmark];
}

/* ---- Persons ---------------------------------------------------------------------------- */

/* `middle`, give or take `reach` times the variety. */
static double vary(stream *s, double variety, double middle, double reach)
{
    return middle + variety * stream_between(s, -reach, reach);
}

static colour pick(stream *s, const colour *from, size_t count, double variety)
{
    size_t last = count - 1;
    double at = .35 + variety * (stream_between(s, 0, 1) - .35);
    size_t i = (size_t)(at * (double)last);
    i = i < last ? i : last - 1;
    return colour_mix(from[i], from[i + 1], at * (double)last - (double)i);
}

person person_from(stream *s, double variety)
{
    static const colour skins[] = {{255, 222, 200}, {240, 196, 160}, {222, 172, 132},
                                   {190, 132, 94},  {140, 90, 62},   {96, 62, 44}};
    static const colour hairs[] = {{30, 25, 24},   {62, 43, 32},  {104, 72, 46},
                                   {186, 148, 92}, {150, 84, 48}, {150, 146, 142}};
    static const colour irises[] = {{70, 45, 30}, {92, 66, 40}, {84, 104, 70}, {84, 118, 150}};
    static const colour clothes[] = {{60, 70, 100}, {130, 60, 60}, {70, 110, 80}, {190, 190, 180}};
    person p;
    p.width = vary(s, variety, .98, .06);
    p.jaw = vary(s, variety, .97, .11);
    p.chin = vary(s, variety, 1, .06);
    p.mouth = vary(s, variety, 1, .12);
    p.lips = vary(s, variety, 1, .25);
    p.eyes = vary(s, variety, 1.25, .12);
    p.eye_gap = vary(s, variety, 0, .03);
    p.nose = vary(s, variety, 1, .12);
    p.nose_width = vary(s, variety, 1, .18);
    p.brow = vary(s, variety, 0, .04);
    p.brow_width = vary(s, variety, .1, .03);
    p.slant = vary(s, variety, 0, .03);
    p.skin = pick(s, skins, 6, variety);
    p.hair = pick(s, hairs, 6, variety);
    p.iris = pick(s, irises, 4, variety);
    p.clothes = pick(s, clothes, 4, variety);
    p.style = variety > 0 ? (hair_style)(stream_next(s) % 4) : HAIR_SHORT;
    return p;
}

/* ---- Shape --------------------------------------------------------------------------------- */

static int between(int landmark, int first, int last)
{
    return landmark >= first && landmark <= last;
}

/* The place of a landmark of the left half in this person's face at rest. */
static place at_rest(const person *p, int landmark, place at)
{
    if (between(landmark, 0, 8)) {
        double low = at.y > 0 ? at.y / 1.14 : 0;
        at.x *= p->width * (1 + (p->jaw - 1) * low);
        at.y *= at.y > 0 ? p->chin : 1;
    } else if (between(landmark, 17, 21)) {
        at.y += p->brow + p->slant * (at.x + .47) / .33;
    } else if (between(landmark, 27, 35)) {
        at.x *= p->nose_width;
        at.y = -.74 + (at.y + .74) * p->nose;
    } else if (between(landmark, 36, 41)) {
        at.x = -.43 + (at.x + .43) * p->eyes - p->eye_gap;
        at.y = -.72 + (at.y + .72) * p->eyes;
    } else {
        at.x *= p->mouth;
        if (between(landmark, 49, 51) || between(landmark, 57, 59))
            at.y = .482 + (at.y - .482) * p->lips;
    }
    return at;
}

static void move_landmark(face *f, const move *m)
{
    place *one = &f->shape[m->landmark], *other = &f->shape[twin[m->landmark]];
    const int is_middle = other == one;
    double here = f->action[SIDE_LEFT][m->action], there = f->action[SIDE_RIGHT][m->action];
    here = is_middle ? face_action(f, (action)m->action) : here;
    one->x -= m->dx * here;
    one->y += m->dy * here;
    if (is_middle)
        return;
    other->x += m->dx * there;
    other->y += m->dy * there;
}

/* Lips meet, they never cross. */
static void close_lips(face *f)
{
    static const int pairs[][2] = {{61, 67}, {62, 66}, {63, 65}};
    for (size_t i = 0; i < 3; i++) {
        place *upper = &f->shape[pairs[i][0]], *lower = &f->shape[pairs[i][1]];
        if (lower->y < upper->y)
            upper->y = lower->y = (upper->y + lower->y) / 2;
    }
}

void face_shape(face *f)
{
    for (size_t i = 0; i < HALF; i++) {
        place at = at_rest(&f->person, mean[i].landmark, mean[i].at);
        f->shape[mean[i].landmark] = at;
        at.x = -at.x;
        f->shape[twin[mean[i].landmark]] = at;
    }
    for (size_t i = 0; i < move_count; i++)
        move_landmark(f, &moves[i]);
    close_lips(f);
}

/* ---- View ------------------------------------------------------------------------------------ */

lk_point face_point(const face *f, double x, double y, double z)
{
    const double *t = f->view.turn, distance = 9;
    double near = distance / (distance - (t[6] * x + t[7] * y + t[8] * z));
    return (lk_point){f->view.x + f->view.scale * near * (t[0] * x + t[1] * y + t[2] * z),
                      f->view.y + f->view.scale * near * (t[3] * x + t[4] * y + t[5] * z)};
}

lk_point face_near(const face *f, int landmark, double dx, double dy)
{
    const place *p = &f->shape[landmark];
    return face_point(f, p->x + dx, p->y + dy, p->z);
}

/* Yaw, then pitch, then roll. */
static void set_turn(view *v, double yaw, double pitch, double roll)
{
    double cy = cos(yaw), sy = sin(yaw), cp = cos(pitch), sp = sin(pitch);
    double cr = cos(roll), sr = sin(roll);
    const double a[6] = {cy, 0, sy, sp * sy, cp, -sp * cy};
    for (int i = 0; i < 3; i++) {
        v->turn[i] = cr * a[i] - sr * a[3 + i];
        v->turn[3 + i] = sr * a[i] + cr * a[3 + i];
    }
    v->turn[6] = -cp * sy;
    v->turn[7] = sp;
    v->turn[8] = cp * cy;
}

void face_look_again(face *f)
{
    for (int i = 0; i < FACE_LANDMARKS; i++)
        f->points[i] = face_near(f, i, 0, 0);
}

/* How far to move so that low..high lies in 0..size. */
static double shift(double low, double high, double size)
{
    double margin = .02 * size;
    if (low < margin)
        return margin - low;
    return high > size - margin ? size - margin - high : 0;
}

void face_look(face *f, stream *s, double pose, double size)
{
    double most = pose * LK_PI / 180;
    double yaw = stream_between(s, -most, most), pitch = .6 * stream_between(s, -most, most);
    set_turn(&f->view, yaw, pitch, .6 * stream_between(s, -most, most));
    f->view.scale = size / 3.25 * stream_between(s, .92, 1.04);
    f->view.x = size * stream_between(s, .47, .53);
    f->view.y = size * stream_between(s, .50, .55);
    face_look_again(f);
    lk_point low = f->points[0], high = low;
    for (int i = 1; i < FACE_LANDMARKS; i++) {
        low = (lk_point){fmin(low.x, f->points[i].x), fmin(low.y, f->points[i].y)};
        high = (lk_point){fmax(high.x, f->points[i].x), fmax(high.y, f->points[i].y)};
    }
    f->view.x += shift(low.x, high.x, size);
    f->view.y += shift(low.y, high.y, size);
    face_look_again(f);
}

lk_box face_box(const face *f, double size)
{
    lk_point top = face_point(f, 0, -1.5, .1), low = top, high = top;
    for (int i = 0; i < FACE_LANDMARKS; i++) {
        low = (lk_point){fmin(low.x, f->points[i].x), fmin(low.y, f->points[i].y)};
        high = (lk_point){fmax(high.x, f->points[i].x), fmax(high.y, f->points[i].y)};
    }
    low = (lk_point){fmax(low.x, 0), fmax(low.y, 0)};
    high = (lk_point){fmin(high.x, size), fmin(high.y, size)};
    return (lk_box){low.x, low.y, high.x - low.x, high.y - low.y};
}
