/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "section.h"
#include "svg.h"

/* How like the explanations of networks are those of their controls: a table for
 * each explainer, and for a series of controls a curve for each network. */

enum { WIDTH = 320, HEIGHT = 180, LEFT = 46, MARGIN = 10, BELOW = 40, GAP = 13 };

static double number(const lk_table *t, size_t row, const char *column)
{
    double value;
    return draft_cell(t, row, column, &value) ? value : NAN;
}

/* Ranks do not depend on how a map is scaled, so they are shown where there are. */
static const char *choose_metric(page *p, const lk_table *t)
{
    static const char *const wanted[] = {"spearman", "pearson", "ssim"};
    names metrics = {0};
    names_add_column(p, &metrics, t, "metric");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (names_find(&metrics, wanted[i]) != SIZE_MAX)
            return wanted[i];
    return metrics.count ? metrics.items[0] : "";
}

/* Rows of one explainer in the metric that is shown. */
typedef struct part {
    page *page;
    const lk_table *table;
    const char *explainer, *metric;
    names networks;
} part;

static int is_row_of(const part *q, size_t row, const char *network, const char *control)
{
    const lk_table *t = q->table;
    return !strcmp(lk_table_text(t, row, "explainer"), q->explainer) &&
           !strcmp(lk_table_text(t, row, "metric"), q->metric) &&
           (!network || !strcmp(lk_table_text(t, row, "network"), network)) &&
           (!control || !strcmp(lk_table_text(t, row, "control"), control));
}

/* ---- The table ----------------------------------------------------------------------------- */

/* "cascade 3", or the name of a control that is no series. */
static const char *column_of(part *q, size_t row)
{
    const char *step = lk_table_text(q->table, row, "step");
    return draft_format(q->page, *step ? "%s %s" : "%s", lk_table_text(q->table, row, "control"),
                        step);
}

static const char *cell_title(part *q, size_t row)
{
    page *p = q->page;
    const char *explanations = draft_plural(p, number(q->table, row, "n"), "explanation", NULL);
    double layers = number(q->table, row, "layers");
    if (isnan(layers))
        return explanations;
    return draft_format(p, "%s down to %s; %s", draft_plural(p, layers, "layer", NULL),
                        lk_table_text(q->table, row, "layer"), explanations);
}

static void add_cell(part *q, const char *network, const char *column)
{
    page *p = q->page;
    for (size_t row = 0; row < q->table->row_count; row++) {
        if (!is_row_of(q, row, network, NULL) || strcmp(column_of(q, row), column) != 0)
            continue;
        double lo = number(q->table, row, "lo"), hi = number(q->table, row, "hi");
        page_add(p, "<td title=\"$\">$", cell_title(q, row),
                 draft_number(p, number(q->table, row, "value"), 2));
        if (!isnan(lo) && !isnan(hi))
            page_add(p, " <small>$ to $</small>", draft_number(p, lo, 2), draft_number(p, hi, 2));
        page_add(p, "</td>");
        return;
    }
    page_add(p, "<td class=\"missing\">\u2013</td>");
}

static void add_table(part *q)
{
    page *p = q->page;
    names columns = {0};
    for (size_t row = 0; row < q->table->row_count; row++)
        if (is_row_of(q, row, NULL, NULL))
            names_add(p, &columns, column_of(q, row));
    page_wide(p, draft_format(p, "Likeness to controls, %s", q->explainer));
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th>");
    for (size_t c = 0; c < columns.count; c++)
        page_add(p, "<th scope=\"col\">$</th>", columns.items[c]);
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t n = 0; n < q->networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", q->networks.items[n]);
        for (size_t c = 0; c < columns.count; c++)
            add_cell(q, q->networks.items[n], columns.items[c]);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- Curves -------------------------------------------------------------------------------- */

typedef struct plot {
    part *part;
    const char *control;
    double least; /* of the vertical axis, whose greatest is 1 */
} plot;

static double x_of(double share)
{
    return LEFT + WIDTH * share;
}

static double y_of(const plot *l, double value)
{
    return MARGIN + HEIGHT * (1 - value) / (1 - l->least);
}

static void add_axes(const plot *l)
{
    page *p = l->part->page;
    const double bottom = MARGIN + HEIGHT, marks[] = {l->least, 0, .5, 1};
    for (size_t i = l->least < 0 ? 0 : 1; i < 4; i++) {
        svg_line(p, "grid", LEFT, y_of(l, marks[i]), x_of(1), y_of(l, marks[i]));
        svg_text(p, "tick", LEFT - 20, y_of(l, marks[i]) + 4, draft_number(p, marks[i], 1));
    }
    for (int i = 0; i <= 2; i++)
        svg_text(p, "tick", x_of(i / 2.), bottom + 13, i == 0 ? "none" : i == 1 ? "half" : "all");
    svg_text(p, "axis", x_of(.5), bottom + 29, "layers with random weights, from the output");
}

/* The most layers that any of the network's controls has. */
static double count_layers(const plot *l, const char *network)
{
    double most = 0;
    for (size_t row = 0; row < l->part->table->row_count; row++)
        if (is_row_of(l->part, row, network, NULL))
            most = fmax(most, number(l->part->table, row, "layers"));
    return most;
}

static void add_dot(page *p, double x, double y, const char *title)
{
    page_add(p, "<circle class=\"dot\" cx=\"$\" cy=\"$\" r=\"3.5\"><title>$</title></circle>",
             svg_coordinate(p, x), svg_coordinate(p, y), title);
}

/* From a map's likeness to itself on. Where the curve ends. */
static double add_curve(const plot *l, const char *network)
{
    page *p = l->part->page;
    const lk_table *t = l->part->table;
    double layers = count_layers(l, network), x = x_of(0), y = y_of(l, 1);
    for (size_t row = 0; row < t->row_count; row++) {
        double value = number(t, row, "value");
        if (!is_row_of(l->part, row, network, l->control) || isnan(value))
            continue;
        double next = x_of(number(t, row, "layers") / layers), lo = number(t, row, "lo"),
               hi = number(t, row, "hi");
        if (isnan(next))
            continue;
        svg_line(p, "branch", x, y, next, y_of(l, value));
        if (!isnan(lo) && !isnan(hi))
            svg_line(p, "grid", next, y_of(l, lo), next, y_of(l, hi));
        x = next;
        y = y_of(l, value);
        add_dot(p, x, y,
                draft_format(p, "%s, down to %s: %s", network, lk_table_text(t, row, "layer"),
                             draft_number(p, value, 3)));
    }
    return y;
}

typedef struct end {
    const char *network;
    double y;
} end;

static int by_height(const void *a, const void *b)
{
    const end *x = a, *y = b;
    return (x->y > y->y) - (x->y < y->y);
}

/* Names beside where curves end, below each other. */
static double add_names(const plot *l, end *ends, size_t count)
{
    page *p = l->part->page;
    double y = 0;
    if (count)
        qsort(ends, count, sizeof *ends, by_height);
    for (size_t i = 0; i < count; i++) {
        y = fmax(ends[i].y + 4, i ? y + GAP : 0);
        svg_text(p, "leaf", x_of(1) + MARGIN, y, svg_shorten(p, ends[i].network));
    }
    return y;
}

static void find_least(plot *l)
{
    const lk_table *t = l->part->table;
    for (size_t row = 0; row < t->row_count; row++)
        if (is_row_of(l->part, row, NULL, l->control)) {
            double value = number(t, row, "value"), lo = number(t, row, "lo");
            l->least = fmin(l->least, fmin(value, isnan(lo) ? value : lo));
        }
    l->least = floor(l->least * 10) / 10;
}

static void draw(part *q, const char *control)
{
    page *p = q->page;
    plot l = {q, control, 0};
    size_t count = q->networks.count;
    end *ends = draft_alloc(p, count + 1, sizeof *ends);
    find_least(&l);
    double width = LEFT + WIDTH + MARGIN + SVG_LETTER * SVG_LETTERS;
    double height = MARGIN + fmax(HEIGHT, GAP * (double)count) + BELOW;
    page_wide(p, draft_format(p, "Curve of %s, %s", control, q->explainer));
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"Likeness of explanations while layers become random\">",
             svg_coordinate(p, width), svg_coordinate(p, height), svg_coordinate(p, width));
    add_axes(&l);
    for (size_t n = 0; ends && n < count; n++)
        ends[n] = (end){q->networks.items[n], add_curve(&l, q->networks.items[n])};
    if (ends)
        add_names(&l, ends, count);
    page_add(p, "</svg>\n");
    page_wide_end(p);
}

/* ---- The section ---------------------------------------------------------------------------- */

static void add_part(page *p, const lk_table *t, const char *explainer, const char *metric)
{
    part q = {.page = p, .table = t, .explainer = explainer, .metric = metric};
    names series = {0};
    names_add_column(p, &q.networks, t, "network");
    for (size_t row = 0; row < t->row_count; row++)
        if (is_row_of(&q, row, NULL, NULL) && *lk_table_text(t, row, "step") &&
            number(t, row, "layers") > 0)
            names_add(p, &series, lk_table_text(t, row, "control"));
    page_add(p, "<h3>$</h3>\n", explainer);
    for (size_t i = 0; i < series.count && !p->status; i++)
        draw(&q, series.items[i]);
    add_table(&q);
}

void randomisation_write(page *p)
{
    const lk_table *t = draft_table(p, "randomisation");
    names explainers = {0};
    if (!t)
        return;
    const char *metric = choose_metric(p, t);
    names_add_column(p, &explainers, t, "explainer");
    page_section(p, "randomisation", "Do explanations depend on the weights");
    page_add(p,
             "<p>Each explanation against that of the same network with other weights, for the "
             "same face and expression: $, the mean over faces. 1 is the same map. An explanation "
             "that stays alike when the weights are random shows the picture or the network\u2019s "
             "build, not what was learned (Adebayo et al. 2018).</p>\n",
             draft_title(p, metric));
    for (size_t i = 0; i < explainers.count && !p->status; i++)
        add_part(p, t, explainers.items[i], metric);
    page_section_end(p);
}
