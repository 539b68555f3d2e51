/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "draw.h"

#include <math.h>

/* The features of a face, and what action units leave on the skin beside them:
 * folds, furrows, bulges. */

static const colour white = {242, 238, 232}, black = {22, 16, 16}, teeth = {236, 230, 214},
                    gape = {64, 16, 20}, tongue = {176, 74, 78}, red = {176, 62, 66};

static colour shade(const face *f, double times)
{
    return colour_times(f->person.skin, times);
}

/* Points beside landmarks of the left half, or of its mirror image. */
typedef struct spot {
    int landmark;
    double dx, dy;
} spot;

static void stroke(canvas *c, const face *f, int side, const spot *spots, size_t count,
                   double width, colour with, double opacity)
{
    lk_point points[8];
    outline o = {.count = 0};
    for (size_t i = 0; i < count; i++)
        points[i] = draw_beside(f, side, spots[i].landmark, spots[i].dx, spots[i].dy);
    outline_stroke(&o, points, count, width * f->view.scale);
    canvas_fill(c, &o, with, opacity);
}

static void smudge(canvas *c, const face *f, int side, spot at, double rx, double ry, colour with,
                   double opacity)
{
    canvas_spot(c, draw_beside(f, side, at.landmark, at.dx, at.dy), rx * f->view.scale,
                ry * f->view.scale, with, opacity);
}

/* ---- Skin -------------------------------------------------------------------------------- */

static void draw_relief(canvas *c, const face *f)
{
    colour blush = colour_mix(f->person.skin, red, .45);
    for (int side = 0; side < 2; side++) {
        smudge(c, f, side, (spot){38, .08, .0}, .32, .24, shade(f, .78), .55);
        smudge(c, f, side, (spot){41, .02, .55 - .06 * f->action[side][CHEEK_RAISER]}, .33, .27,
               blush, .35);
        smudge(c, f, side, (spot){41, -.02, .36 - .06 * f->action[side][CHEEK_RAISER]}, .28, .2,
               shade(f, 1.12), .6 * f->action[side][CHEEK_RAISER]);
    }
    canvas_spot(c, face_near(f, 57, 0, .1), .3 * f->view.scale, .12 * f->view.scale, shade(f, .75),
                .55);
    canvas_spot(c, face_near(f, 8, 0, -.22), .26 * f->view.scale, .2 * f->view.scale,
                shade(f, 1.08), .6);
}

static void draw_folds(canvas *c, const face *f)
{
    static const spot smile[] = {{31, .08, .02}, {48, .14, -.16}, {48, .13, .06}};
    static const spot crow[2][2] = {{{36, .06, -.03}, {36, .24, -.12}},
                                    {{36, .06, .03}, {36, .25, .05}}};
    static const spot glabella[] = {{21, -.07, -.1}, {21, -.08, .04}, {21, -.07, .15}};
    static const spot wrinkle[] = {{28, .0, -.02}, {28, .1, -.06}, {28, .17, .02}};
    static const spot beside_nose[] = {{28, .12, .1}, {29, .2, .1}, {31, .1, -.02}};
    const colour dark = shade(f, .6);
    for (int side = 0; side < 2; side++) {
        const double *a = f->action[side];
        double smiles = fmin(1, .15 + .7 * a[LIP_CORNER_PULLER] + .75 * a[UPPER_LIP_RAISER] +
                                    .4 * a[NOSE_WRINKLER] + .3 * a[LIP_STRETCHER]);
        stroke(c, f, side, smile, 3, .04, dark, .7 * smiles);
        stroke(c, f, side, crow[0], 2, .025, dark, .7 * a[CHEEK_RAISER]);
        stroke(c, f, side, crow[1], 2, .025, dark, .7 * a[CHEEK_RAISER]);
        stroke(c, f, side, glabella, 3, .035, dark, .75 * fmin(1, a[BROW_LOWERER]));
        stroke(c, f, side, wrinkle, 3, .035, dark, .85 * a[NOSE_WRINKLER]);
        stroke(c, f, side, beside_nose, 3, .035, dark, .7 * a[NOSE_WRINKLER]);
    }
}

/* Furrows across the forehead, as far on each side as its brow rises; only their
 * middle when the inner brows rise alone. */
static void draw_furrows(canvas *c, const face *f)
{
    const double left = f->action[SIDE_LEFT][INNER_BROW_RAISER],
                 right = f->action[SIDE_RIGHT][INNER_BROW_RAISER], inner = fmax(left, right);
    const double outer = face_action(f, OUTER_BROW_RAISER);
    const double reach = outer > 0 ? .6 : .25, bend = outer > 0 ? 0 : .05;
    const double from = inner > 0 ? -reach * (left / inner) : 0,
                 to = inner > 0 ? reach * (right / inner) : 0;
    for (int row = 0; row < 3; row++) {
        double y = -1.42 + .085 * row - .05 * inner;
        outline o = {.count = 0};
        lk_point line[] = {face_point(f, from, y + bend, .2), face_point(f, from / 2, y, .3),
                           face_point(f, to / 2, y, .3), face_point(f, to, y + bend, .2)};
        outline_stroke(&o, line, 4, .025 * f->view.scale);
        canvas_fill(c, &o, shade(f, .68), .6 * fmin(1, inner));
    }
}

/* ---- Nose --------------------------------------------------------------------------------- */

static void draw_nose(canvas *c, const face *f)
{
    static const spot ridge[] = {{27, .11, .05}, {28, .1, .1}, {29, .11, .1}, {31, .02, -.12}};
    static const spot wing[] = {{31, .02, -.1}, {31, .055, .0}, {31, -.01, .06}};
    smudge(c, f, 0, (spot){30, 0, 0}, .14, .13, shade(f, 1.16), .75);
    smudge(c, f, 0, (spot){28, 0, .05}, .07, .3, shade(f, 1.1), .6);
    smudge(c, f, 0, (spot){33, 0, .04}, .24, .08, shade(f, .66), .6);
    for (int side = 0; side < 2; side++) {
        stroke(c, f, side, ridge, 4, .06, shade(f, .76), side ? .55 : .3);
        stroke(c, f, side, wing, 3, .035, shade(f, .62), .8);
        smudge(c, f, side, (spot){32, .0, -.01}, .085, .055, shade(f, .3), 1);
    }
}

/* ---- Eyes and brows ------------------------------------------------------------------------- */

static void outline_eye(outline *o, const face *f, int side)
{
    static const int upper[] = {36, 37, 38, 39}, lower[] = {39, 40, 41, 36};
    lk_point points[4];
    for (int lid = 0; lid < 2; lid++) {
        for (int i = 0; i < 4; i++)
            points[i] = draw_beside(f, side, lid ? lower[i] : upper[i], 0, 0);
        outline_curve(o, points, 4);
    }
}

static void draw_eye(canvas *c, const face *f, int side)
{
    static const spot lash[] = {{36, .02, .0}, {37, 0, -.01}, {38, 0, -.01}, {39, -.01, .01}};
    static const spot crease[] = {{36, .02, -.07}, {37, .01, -.085}, {38, 0, -.085}, {39, 0, -.06}};
    static const spot under[] = {{36, .0, .02}, {41, .0, .03}, {40, 0, .03}, {39, 0, .02}};
    const double scale = f->view.scale, iris = .105 * f->person.eyes;
    outline eye = {.count = 0}, disc = {.count = 0}, pupil = {.count = 0};
    outline_eye(&eye, f, side);
    canvas_fill(c, &eye, white, 1);
    canvas_clip(c, &eye);
    double x = -.43 - f->person.eye_gap;
    lk_point centre = face_point(f, side ? -x : x, -.745, .26);
    outline_ellipse(&disc, centre, iris * scale, iris * scale);
    canvas_fill(c, &disc, f->person.iris, 1);
    outline_ellipse(&pupil, centre, .48 * iris * scale, .48 * iris * scale);
    canvas_fill(c, &pupil, black, 1);
    canvas_spot(c, (lk_point){centre.x - .03 * scale, centre.y - .035 * scale}, .045 * scale,
                .045 * scale, white, 1);
    stroke(c, f, side, lash, 4, .09, shade(f, .35), .5);
    canvas_clip(c, NULL);
    stroke(c, f, side, crease, 4, .03, shade(f, .6), .6);
    stroke(c, f, side, lash, 4, .05, black, .9);
    stroke(c, f, side, under, 4, .03, shade(f, .62), .7);
}

static void draw_brow(canvas *c, const face *f, int side)
{
    static const spot brow[] = {{17, 0, 0}, {18, 0, 0}, {19, 0, 0},
                                {20, 0, 0}, {21, 0, 0}, {21, -.03, .015}};
    static const spot root[] = {{19, 0, .01}, {20, 0, .01}, {21, -.01, .01}, {21, -.04, .02}};
    colour hair = colour_mix(colour_times(f->person.hair, .75), shade(f, .4), .3);
    stroke(c, f, side, brow, 6, f->person.brow_width, hair, .9);
    stroke(c, f, side, root, 4, f->person.brow_width, hair, .7);
}

/* ---- Mouth ---------------------------------------------------------------------------------- */

static void add_curve(outline *o, const face *f, const int *landmarks, size_t count)
{
    lk_point points[8];
    for (size_t i = 0; i < count; i++)
        points[i] = f->points[landmarks[i]];
    outline_curve(o, points, count);
}

/* Teeth hang from the upper jaw; the lower ones go with the lower lip. */
static void draw_teeth(canvas *c, const face *f)
{
    const double lower = f->shape[66].y, reach = .36 * f->person.mouth;
    const double top = .40, bottom = .53, lower_top = fmax(lower - .07, .6);
    lk_point above[] = {face_point(f, -reach, top, .38), face_point(f, reach, top, .38),
                        face_point(f, .85 * reach, bottom, .38), face_point(f, 0, bottom + .02, .4),
                        face_point(f, -.85 * reach, bottom, .38)};
    lk_point below[] = {
        face_point(f, -.8 * reach, lower_top, .38), face_point(f, .8 * reach, lower_top, .38),
        face_point(f, reach, lower + .1, .38), face_point(f, -reach, lower + .1, .38)};
    outline o = {.count = 5}, u = {.count = 4};
    memcpy(o.points, above, sizeof above);
    memcpy(u.points, below, sizeof below);
    canvas_spot(c, face_near(f, 66, 0, .0), .3 * f->view.scale, .16 * f->view.scale, tongue, 1);
    canvas_fill(c, &o, teeth, 1);
    canvas_fill(c, &u, colour_times(teeth, .85),
                fmin(1, face_action(f, LOWER_LIP_DEPRESSOR) + face_action(f, LIP_STRETCHER)));
}

static void draw_mouth(canvas *c, const face *f)
{
    static const int outer_top[] = {48, 49, 50, 51, 52, 53, 54}, inner_top[] = {64, 63, 62, 61, 60};
    static const int outer_low[] = {54, 55, 56, 57, 58, 59, 48}, inner_low[] = {60, 67, 66, 65, 64};
    static const int line[] = {60, 61, 62, 63, 64};
    outline opening = {.count = 0}, upper = {.count = 0}, lower = {.count = 0};
    colour lips = colour_mix(f->person.skin, red, .6);
    lk_point seam[5];
    add_curve(&opening, f, inner_top, 5);
    add_curve(&opening, f, inner_low, 5);
    canvas_fill(c, &opening, gape, 1);
    canvas_clip(c, &opening);
    draw_teeth(c, f);
    canvas_clip(c, NULL);
    add_curve(&lower, f, outer_low, 7);
    add_curve(&lower, f, inner_low, 5);
    canvas_fill(c, &lower, lips, 1);
    add_curve(&upper, f, outer_top, 7);
    add_curve(&upper, f, inner_top, 5);
    canvas_fill(c, &upper, colour_times(lips, .84), 1);
    canvas_spot(c, face_near(f, 57, 0, -.06), .18 * f->view.scale, .05 * f->view.scale, white, .25);
    for (int i = 0; i < 5; i++)
        seam[i] = f->points[line[i]];
    outline o = {.count = 0};
    outline_stroke(&o, seam, 5, .035 * f->view.scale);
    canvas_fill(c, &o, gape, .75);
}

void draw_features(canvas *c, const face *f)
{
    draw_relief(c, f);
    draw_furrows(c, f);
    draw_nose(c, f);
    draw_folds(c, f);
    for (int side = 0; side < 2; side++)
        draw_eye(c, f, side);
    for (int side = 0; side < 2; side++)
        draw_brow(c, f, side);
    draw_mouth(c, f);
}
