/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scatter.h"

#include <math.h>

#include "../common/axis.h"
#include "svg.h"

enum { LEFT = 62, TOP = 16, HEAD = 26, STRIP = 76, WIDTH = 520, HEIGHT = 240, BELOW = 44 };
enum { RIGHT = 12, X_TICKS = 10, Y_TICKS = 6, RADIUS = 4, LETTER = 6, LINE = 11, PAD = 2 };

typedef struct box {
    double x, y, half_width, half_height; /* x, y: its middle */
} box;

typedef struct sheet {
    page *page;
    const scatter *scatter;
    axis x, y;
    double top; /* of the part that has numbers; above it is the strip, or room for labels */
    int has_strip;
    size_t box_count;
    box *boxes; /* taken: of points, then of labels */
} sheet;

/* ---- Places -------------------------------------------------------------------------- */

static int is_drawn(const scatter_point *at)
{
    return isfinite(at->x);
}

static double x_of(const sheet *s, double x)
{
    return LEFT + WIDTH * axis_place(&s->x, x);
}

static double y_of(const sheet *s, double y)
{
    if (isnan(y))
        return TOP + STRIP - 12;
    return s->top + HEIGHT * (1 - axis_place(&s->y, y));
}

static int open_axes(sheet *s)
{
    const scatter *c = s->scatter;
    double *x = draft_alloc(s->page, c->count, sizeof *x);
    double *y = draft_alloc(s->page, c->count, sizeof *y);
    s->boxes = draft_alloc(s->page, 2 * c->count, sizeof *s->boxes);
    if (!x || !y || !s->boxes)
        return 0;
    for (size_t i = 0; i < c->count; i++) {
        int is_there = is_drawn(&c->points[i]);
        x[i] = c->points[i].x;
        y[i] = is_there ? c->points[i].y : NAN;
        s->has_strip |= is_there && isnan(y[i]);
    }
    s->x = axis_over(x, c->count, axis_wants_log(x, c->count));
    s->y = axis_over(y, c->count, 0);
    s->top = TOP + (s->has_strip ? STRIP : HEAD);
    return 1;
}

/* ---- Axes ----------------------------------------------------------------------------- */

static void add_y_axis(const sheet *s)
{
    double ticks[AXIS_TICKS];
    size_t count = axis_ticks(&s->y, Y_TICKS, ticks);
    for (size_t i = 0; i < count; i++) {
        double y = y_of(s, ticks[i]), step = count > 1 ? ticks[1] - ticks[0] : 1;
        svg_line(s->page, "grid", LEFT, y, LEFT + WIDTH, y);
        svg_text(s->page, "side", LEFT - 6, y + 4, svg_tick(s->page, ticks[i], step));
    }
    svg_text(s->page, "leaf", 0, 10, s->scatter->y_title);
    if (s->has_strip) {
        svg_line(s->page, "blind", LEFT, s->top, LEFT + WIDTH, s->top);
        svg_text(s->page, "side", LEFT - 6, y_of(s, NAN) + 4, s->scatter->strip);
    }
}

static void add_x_axis(const sheet *s)
{
    double ticks[AXIS_TICKS], bottom = s->top + HEIGHT;
    size_t count = axis_ticks(&s->x, X_TICKS, ticks);
    for (size_t i = 0; i < count; i++) {
        double x = x_of(s, ticks[i]);
        double step = s->x.is_log ? ticks[i] : count > 1 ? ticks[1] - ticks[0] : 1;
        svg_line(s->page, "grid", x, bottom, x, bottom + 4);
        svg_text(s->page, "tick", x, bottom + 17, svg_tick(s->page, ticks[i], step));
    }
    svg_text(
        s->page, "axis", LEFT + WIDTH / 2., bottom + 36,
        draft_format(s->page, "%s%s", s->scatter->x_title, s->x.is_log ? " (logarithmic)" : ""));
}

/* ---- Labels ---------------------------------------------------------------------------- */

/* Inside the plot, and on the same side of the strip's edge as its point. */
static int is_inside(const sheet *s, const box *b, double point)
{
    double low = s->has_strip && point > s->top ? s->top : TOP;
    double high = point < s->top ? s->top : s->top + HEIGHT;
    return b->x - b->half_width >= LEFT && b->x + b->half_width <= LEFT + WIDTH + RIGHT &&
           b->y - b->half_height >= low && b->y + b->half_height <= high;
}

static int is_free(const sheet *s, const box *b)
{
    for (size_t i = 0; i < s->box_count; i++) {
        const box *other = &s->boxes[i];
        if (fabs(b->x - other->x) < b->half_width + other->half_width &&
            fabs(b->y - other->y) < b->half_height + other->half_height)
            return 0;
    }
    return 1;
}

/* The free place nearest to the point: right, left, above and below, then between,
 * and so on farther off. Beside it where there is none. */
static box place_label(const sheet *s, double x, double y, const char *label)
{
    static const int sides[][2] = {{1, 0},  {-1, 0}, {0, -1}, {0, 1},
                                   {1, -1}, {1, 1},  {-1, 1}, {-1, -1}};
    enum { SIDES = sizeof sides / sizeof sides[0], FARTHEST = 12 };
    double half_width = PAD + LETTER * (double)strlen(label) / 2, half_height = LINE / 2.;
    box first = {x + RADIUS + PAD + half_width, y, half_width, half_height};
    for (int away = 0; away < FARTHEST; away++)
        for (int i = 0; i < SIDES; i++) {
            box b = first;
            b.x = x + sides[i][0] * (RADIUS + PAD + half_width + away * LINE / 2.);
            b.y = y + sides[i][1] * (RADIUS + PAD + half_height + away * LINE);
            if (is_inside(s, &b, y) && is_free(s, &b))
                return b;
        }
    return first;
}

static void add_label(sheet *s, const scatter_point *at)
{
    double x = x_of(s, at->x), y = y_of(s, at->y);
    const char *label = svg_shorten(s->page, at->label);
    box b = place_label(s, x, y, label);
    s->boxes[s->box_count++] = b;
    double near_x = fmin(fmax(x, b.x - b.half_width), b.x + b.half_width);
    double near_y = fmin(fmax(y, b.y - b.half_height), b.y + b.half_height);
    if (hypot(near_x - x, near_y - y) > 2 * RADIUS)
        svg_line(s->page, "reach", x, y, near_x, near_y);
    svg_text(s->page, "mark", b.x, b.y + 4, label);
}

/* ---- Points ---------------------------------------------------------------------------- */

static void add_point(sheet *s, const scatter_point *at)
{
    page_add(s->page,
             "<circle class=\"point$\" cx=\"$\" cy=\"$\" r=\"$\"><title>$</title></circle>",
             at->is_hollow ? " hollow" : "", svg_coordinate(s->page, x_of(s, at->x)),
             svg_coordinate(s->page, y_of(s, at->y)), svg_coordinate(s->page, RADIUS), at->words);
}

void scatter_draw(page *p, const scatter *c)
{
    sheet s = {.page = p, .scatter = c};
    if (!open_axes(&s))
        return;
    double width = LEFT + WIDTH + RIGHT, height = s.top + HEIGHT + BELOW;
    page_wide(p, c->name);
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"$\">",
             svg_coordinate(p, width), svg_coordinate(p, height), svg_coordinate(p, width),
             c->name);
    add_y_axis(&s);
    add_x_axis(&s);
    for (size_t i = 0; i < c->count; i++)
        if (is_drawn(&c->points[i]))
            s.boxes[s.box_count++] =
                (box){x_of(&s, c->points[i].x), y_of(&s, c->points[i].y), RADIUS, RADIUS};
    for (size_t i = 0; i < c->count; i++)
        if (is_drawn(&c->points[i]))
            add_label(&s, &c->points[i]);
    for (size_t i = 0; i < c->count; i++)
        if (is_drawn(&c->points[i]))
            add_point(&s, &c->points[i]);
    page_add(p, "</svg>\n");
    page_wide_end(p);
}
