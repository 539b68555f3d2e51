/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "chart.h"

#include <math.h>

#include "../common/axis.h"
#include "svg.h"

enum { LEFT = 62, TOP = 16, WIDTH = 420, HEIGHT = 210, BELOW = 44, NAMES = 190, GAP = 14 };
enum { X_TICKS = 8, Y_TICKS = 6 };

typedef struct sheet {
    page *page;
    const chart *chart;
    axis x, y;
} sheet;

/* ---- Places -------------------------------------------------------------------------- */

static double x_of(const sheet *s, size_t place)
{
    const chart *c = s->chart;
    double share = c->x ? axis_place(&s->x, c->x[place]) : ((double)place + .5) / (double)c->count;
    return LEFT + WIDTH * share;
}

static double y_of(const sheet *s, double value)
{
    return TOP + HEIGHT * (1 - axis_place(&s->y, value));
}

/* The axis of all values and ends of intervals. */
static axis y_axis(page *p, const chart *c)
{
    size_t count = 0;
    double *numbers = draft_alloc(p, 3 * c->count * c->line_count, sizeof *numbers);
    for (size_t l = 0; numbers && l < c->line_count; l++)
        for (size_t i = 0; i < c->count; i++) {
            const chart_point *at = &c->lines[l].points[i];
            numbers[count++] = at->value;
            numbers[count++] = at->lo;
            numbers[count++] = at->hi;
        }
    return axis_over(numbers, count, 0);
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
}

static void add_numbers(const sheet *s)
{
    double ticks[AXIS_TICKS];
    size_t count = axis_ticks(&s->x, X_TICKS, ticks);
    for (size_t i = 0; i < count; i++) {
        double x = LEFT + WIDTH * axis_place(&s->x, ticks[i]);
        double step = s->x.is_log ? ticks[i] : count > 1 ? ticks[1] - ticks[0] : 1;
        svg_line(s->page, "grid", x, TOP + HEIGHT, x, TOP + HEIGHT + 4);
        svg_text(s->page, "tick", x, TOP + HEIGHT + 17, svg_tick(s->page, ticks[i], step));
    }
}

static void add_names(const sheet *s)
{
    const chart *c = s->chart;
    size_t letters = WIDTH / c->count / SVG_LETTER;
    for (size_t i = 0; i < c->count; i++)
        svg_text(s->page, "tick", x_of(s, i), TOP + HEIGHT + 17,
                 svg_shorten_to(s->page, c->places[i], letters > 4 ? letters : 4));
}

static void add_axes(const sheet *s)
{
    add_y_axis(s);
    if (s->chart->x)
        add_numbers(s);
    else
        add_names(s);
    svg_text(s->page, "axis", LEFT + WIDTH / 2., TOP + HEIGHT + 36,
             draft_format(s->page, "%s%s", s->chart->x_title,
                          s->chart->x && s->x.is_log ? " (logarithmic)" : ""));
}

/* ---- Lines ----------------------------------------------------------------------------- */

/* Between neighbours that are both known. Names have no in-between. */
static void add_path(const sheet *s, const chart_line *l)
{
    for (size_t i = 1; s->chart->x && i < s->chart->count; i++)
        if (!isnan(l->points[i - 1].value) && !isnan(l->points[i].value))
            svg_line(s->page, l->style, x_of(s, i - 1), y_of(s, l->points[i - 1].value), x_of(s, i),
                     y_of(s, l->points[i].value));
    for (size_t i = 0; !s->chart->x && i < s->chart->count; i++)
        if (!isnan(l->points[i].value)) {
            double y = y_of(s, l->points[i].value), reach = WIDTH * .3 / (double)s->chart->count;
            svg_line(s->page, l->style, x_of(s, i) - reach, y, x_of(s, i) + reach, y);
        }
}

/* The points of the first line, with what is known of each. */
static void add_point(const sheet *s, size_t i)
{
    page *p = s->page;
    const chart_point *at = &s->chart->lines[0].points[i];
    double x = x_of(s, i);
    if (isnan(at->value))
        return;
    if (!isnan(at->lo) && !isnan(at->hi))
        svg_line(p, "ends", x, y_of(s, at->lo), x, y_of(s, at->hi));
    page_add(p, "<circle class=\"point$\" cx=\"$\" cy=\"$\" r=\"4\"><title>$: $</title></circle>",
             at->is_base ? " hollow" : "", svg_coordinate(p, x),
             svg_coordinate(p, y_of(s, at->value)), s->chart->places[i],
             draft_number(p, at->value, 3));
    if (at->is_marked)
        svg_text(p, "star", x + 10, y_of(s, at->value) - 2, "*");
}

/* Names of lines, beside their last points, apart from each other. */
static void add_line_names(const sheet *s)
{
    double below[CHART_LINES];
    size_t order[CHART_LINES], count = 0;
    for (size_t l = 0; l < s->chart->line_count; l++) {
        size_t i = s->chart->count, at = count;
        while (i > 0 && isnan(s->chart->lines[l].points[i - 1].value))
            i--;
        if (!i)
            continue;
        double y = y_of(s, s->chart->lines[l].points[i - 1].value);
        for (; at > 0 && below[at - 1] > y; at--) {
            below[at] = below[at - 1];
            order[at] = order[at - 1];
        }
        below[at] = y;
        order[at] = l;
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        below[i] = i ? fmax(below[i], below[i - 1] + GAP) : below[i];
        svg_text(s->page, "leaf", LEFT + WIDTH + 8, below[i] + 4,
                 svg_shorten(s->page, s->chart->lines[order[i]].name));
    }
}

void chart_draw(page *p, const chart *c)
{
    sheet s = {.page = p, .chart = c, .y = y_axis(p, c)};
    if (c->x)
        s.x = axis_over(c->x, c->count, axis_wants_log(c->x, c->count));
    double width = LEFT + WIDTH + NAMES, height = TOP + HEIGHT + BELOW;
    page_wide(p, c->name);
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"$\">",
             svg_coordinate(p, width), svg_coordinate(p, height), svg_coordinate(p, width),
             c->name);
    svg_text(p, "leaf", 0, 10, c->y_title);
    add_axes(&s);
    for (size_t l = c->line_count; l-- > 0;)
        add_path(&s, &c->lines[l]);
    for (size_t i = 0; c->line_count && i < c->count; i++)
        add_point(&s, i);
    add_line_names(&s);
    page_add(p, "</svg>\n");
    page_wide_end(p);
}
