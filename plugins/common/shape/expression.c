/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "shape.h"

#include <math.h>
#include <stdlib.h>

/* What an expression is read from. */
typedef struct reader {
    const char *at;
    const lk_frame *frame;
} reader;

enum { NOSE_TIP = 30 };

static const lk_point *landmark(const lk_frame *frame, unsigned long id)
{
    return id >= 1 && id <= frame->landmarks.count ? &frame->landmarks.points[id - 1] : NULL;
}

/* Take one of `letters` off the front; 0 when none is there. */
static char take(reader *r, const char *letters)
{
    return *r->at && strchr(letters, *r->at) ? *r->at++ : 0;
}

static int take_landmark(reader *r, lk_point *out)
{
    char *end;
    if (*r->at < '0' || *r->at > '9')
        return 0;
    const lk_point *p = landmark(r->frame, strtoul(r->at, &end, 10));
    r->at = end;
    if (p)
        *out = *p;
    return p != NULL;
}

static int take_number(reader *r, double *out)
{
    char *end;
    if (*r->at < '0' || *r->at > '9')
        return 0;
    *out = strtod(r->at, &end);
    r->at = end;
    return isfinite(*out);
}

static int take_corner(reader *r, lk_point *out)
{
    if (strncmp(r->at, "TL", 2) && strncmp(r->at, "TR", 2))
        return 0;
    *out = (lk_point){r->at[1] == 'R' ? r->frame->width : 0, 0};
    r->at += 2;
    return 1;
}

static int take_place(reader *r, lk_point *out)
{
    return take_corner(r, out) || take_landmark(r, out);
}

static int take_pair(reader *r, lk_point *a, lk_point *b)
{
    return take_place(r, a) && take(r, "_") && take_place(r, b);
}

static int take_middle(reader *r, lk_point *out)
{
    lk_point a, b;
    if (!take_pair(r, &a, &b))
        return 0;
    *out = (lk_point){(a.x + b.x) / 2, (a.y + b.y) / 2};
    return 1;
}

static int take_crossing(reader *r, lk_point *out)
{
    lk_point a, b;
    if (!take_landmark(r, &a) || !take(r, "y") || !take_landmark(r, &b))
        return 0;
    *out = (lk_point){a.x, b.y};
    return 1;
}

/* A landmark sent to the upper edge, to the tip of the nose, or by the offset. */
static int take_moved(reader *r, char how, double offset, lk_point *out)
{
    const lk_point *nose = landmark(r->frame, NOSE_TIP);
    if (!take_landmark(r, out) || !nose)
        return 0;
    out->y = how == 't' ? 0 : how == 'b' ? nose->y : out->y;
    out->x += how == 'r' ? offset : how == 'l' ? -offset : 0;
    out->y += how == 'd' ? offset : how == 'u' ? -offset : 0;
    return 1;
}

/* Landmarks behind the first one, each with a share of itself added or taken off;
 * only what adds up to one landmark is a place. */
static int take_sum(reader *r, lk_point *out)
{
    double whole = 1;
    for (char sign; (sign = take(r, "+-"));) {
        lk_point p;
        double by = 1;
        if (!take_landmark(r, &p) || (take(r, "/") && !take_number(r, &by)) || !(by > 0))
            return 0;
        double share = sign == '-' ? -1 / by : 1 / by;
        *out = (lk_point){out->x + share * p.x, out->y + share * p.y};
        whole += share;
    }
    return fabs(whole - 1) < 1e-9;
}

static int take_point(reader *r, double offset, lk_point *out)
{
    char how = take(r, "mxtblrud");
    switch (how) {
    case 0:
        return take_place(r, out) && take_sum(r, out);
    case 'm':
        return take_middle(r, out);
    case 'x':
        return take_crossing(r, out);
    default:
        return take_moved(r, how, offset, out);
    }
}

lk_status shape_point(lk_context *ctx, const lk_node *node, const lk_frame *frame, double offset,
                      lk_point *out)
{
    if (node->kind == LK_NODE_SCALAR) {
        reader r = {node->text, frame};
        if (take_point(&r, offset, out) && !*r.at)
            return LK_OK;
    }
    return lk_node_error(ctx, node,
                         "`%s` is no point over %u landmarks: write an id from 1, or x6y51, t19, "
                         "b46, m13_55, 18+28-34, TL, TR, l37, r37, u37, d37.",
                         node->kind == LK_NODE_SCALAR ? node->text : "this",
                         frame->landmarks.count);
}

static int take_extent(reader *r, double *out)
{
    lk_point a, b;
    char what = take(r, "WHxy");
    if (!what)
        return take_number(r, out);
    if (what == 'W' || what == 'H') {
        *out = what == 'W' ? r->frame->width : r->frame->height;
        return 1;
    }
    if (!take_pair(r, &a, &b))
        return 0;
    *out = what == 'x' ? fabs(a.x - b.x) : fabs(a.y - b.y);
    return 1;
}

static int take_length(reader *r, double *out)
{
    double by = 1, more = 0;
    if (!take_extent(r, out) || (take(r, "/") && !take_number(r, &by)) ||
        (take(r, "+") && !take_number(r, &more)))
        return 0;
    *out = *out / by + more;
    return by > 0 && isfinite(*out) && !*r->at;
}

lk_status shape_length(lk_context *ctx, const lk_node *node, const lk_frame *frame, double *out)
{
    if (node->kind == LK_NODE_SCALAR) {
        reader r = {node->text, frame};
        if (take_length(&r, out))
            return LK_OK;
    }
    return lk_node_error(ctx, node,
                         "`%s` is no length over %u landmarks: write pixels, or W, H, x20_25, "
                         "y20_25, with /10 behind it to divide and +5 to add.",
                         node->kind == LK_NODE_SCALAR ? node->text : "this",
                         frame->landmarks.count);
}
