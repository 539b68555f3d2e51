/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "svg.h"
#include "tree.h"

#include <math.h>

/* In units of the drawing, which are about pixels on a wide screen. */
enum { ROW = 20, TREE = 210, MARGIN = 10, AXIS = 40, TICKS = 4 };

typedef struct drawing {
    page *page;
    const tree *tree;
    double top; /* the height at the left edge */
} drawing;

static double x_of(const drawing *d, double height)
{
    return MARGIN + TREE * (1 - height / d->top);
}

/* A step of 1, 2 or 5 times a power of ten that gives a few ticks. */
static double nice_step(double top)
{
    double raw = top / TICKS, power = pow(10, floor(log10(raw))), share = raw / power;
    return power * (share > 5 ? 10 : share > 2 ? 5 : share > 1 ? 2 : 1);
}

static void add_axis(const drawing *d, double bottom, const char *name)
{
    page *p = d->page;
    double step = nice_step(d->top);
    int digits = step >= 1 ? 0 : (int)ceil(-log10(step) - 1e-9);
    for (int i = 0; i * step <= d->top * (1 + 1e-9); i++) {
        double x = x_of(d, i * step);
        svg_line(p, "grid", x, MARGIN, x, bottom);
        svg_text(p, "tick", x, bottom + 13, draft_number(p, i * step, digits));
    }
    svg_text(p, "axis", MARGIN + TREE / 2.0, bottom + 29, name);
}

static void add_leaf(const drawing *d, size_t leaf, double y)
{
    page *p = d->page;
    const char *name = d->tree->leaves.items[leaf];
    page_add(p, "<text class=\"leaf\" x=\"$\" y=\"$\">$<title>$</title></text>",
             svg_coordinate(p, MARGIN + TREE + 6), svg_coordinate(p, y + 4), svg_shorten(p, name),
             name);
}

/* How many resamples of a hundred have the branch. That of the root, which holds
 * everything, says nothing. */
static void add_support(const drawing *d, size_t step, double x, double y)
{
    page *p = d->page;
    double support = d->tree->support[step];
    if (step + 1 < d->tree->step_count && isfinite(support))
        page_add(p, "<text class=\"support\" x=\"$\" y=\"$\">$</text>", svg_coordinate(p, x - 3),
                 svg_coordinate(p, y - 3), draft_number(p, 100 * support, 0));
}

static void add_branches(const drawing *d, double *x, double *y)
{
    const tree *t = d->tree;
    for (size_t k = 0; k < t->step_count; k++) {
        size_t a = t->a[k], b = t->b[k], own = t->leaves.count + k;
        x[own] = x_of(d, fmax(t->height[k], 0));
        y[own] = (y[a] + y[b]) / 2;
        page_add(d->page, "<path class=\"branch\" d=\"M$ $H$V$H$\"><title>$</title></path>",
                 svg_coordinate(d->page, x[a]), svg_coordinate(d->page, y[a]),
                 svg_coordinate(d->page, x[own]), svg_coordinate(d->page, y[b]),
                 svg_coordinate(d->page, x[b]), draft_number(d->page, t->height[k], 3));
        add_support(d, k, x[own], y[own]);
    }
}

void tree_draw(page *p, const tree *t, const char *alt, const char *axis)
{
    size_t leaves = t->leaves.count, letters = 4;
    drawing d = {.page = p, .tree = t, .top = 0};
    double *x = draft_alloc(p, leaves + t->step_count, sizeof *x);
    double *y = draft_alloc(p, leaves + t->step_count, sizeof *y);
    if (!x || !y)
        return;
    for (size_t k = 0; k < t->step_count; k++)
        d.top = fmax(d.top, t->height[k]);
    if (!(d.top > 0))
        d.top = 1;
    for (size_t i = 0; i < leaves; i++) {
        size_t size = strlen(svg_shorten(p, t->leaves.items[i]));
        letters = size > letters ? size : letters;
    }
    double bottom = MARGIN + ROW * (double)leaves,
           width = 2 * MARGIN + TREE + SVG_LETTER * (double)letters;
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"$\">",
             svg_coordinate(p, width), svg_coordinate(p, bottom + AXIS), svg_coordinate(p, width),
             alt);
    add_axis(&d, bottom, axis);
    for (size_t i = 0; i < leaves; i++) {
        x[t->order[i]] = x_of(&d, 0);
        y[t->order[i]] = MARGIN + ROW * ((double)i + 0.5);
        add_leaf(&d, t->order[i], y[t->order[i]]);
    }
    add_branches(&d, x, y);
    page_add(p, "</svg>\n");
}
