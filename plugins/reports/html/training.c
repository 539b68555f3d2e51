/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "../common/axis.h"
#include "section.h"
#include "svg.h"

/* How the networks were trained: for each a drawing of two panels, loss and
 * accuracy by epoch, with a line for each fold; and a table of the ends. */

enum { WIDTH = 190, HEIGHT = 96, LEFT = 44, TOP = 20, BELOW = 34, BETWEEN = 54, TICKS = 4 };

typedef struct course { /* rows of one training: a network and a fold */
    size_t first, count;
} course;

typedef struct training {
    page *page;
    const lk_table *table;
    const char *network;
    course *courses;
    size_t count;
    double epochs; /* the most */
} training;

static double number(const lk_table *t, size_t row, const char *column)
{
    double value;
    return draft_cell(t, row, column, &value) ? value : NAN;
}

static int is_next(const lk_table *t, size_t row, size_t first)
{
    return row < t->row_count &&
           !strcmp(lk_table_text(t, row, "network"), lk_table_text(t, first, "network")) &&
           !strcmp(lk_table_text(t, row, "fold"), lk_table_text(t, first, "fold"));
}

/* Rows stand by network, then fold, then epoch. */
static void find_courses(training *g)
{
    const lk_table *t = g->table;
    g->courses = draft_alloc(g->page, t->row_count, sizeof *g->courses);
    for (size_t row = 0, end; g->courses && row < t->row_count; row = end) {
        for (end = row + 1; is_next(t, end, row); end++)
            ;
        if (strcmp(lk_table_text(t, row, "network"), g->network) != 0)
            continue;
        g->courses[g->count++] = (course){row, end - row};
        g->epochs = fmax(g->epochs, (double)(end - row));
    }
}

/* ---- The drawing ----------------------------------------------------------------------- */

typedef struct panel {
    const training *of;
    const char *title;
    double left;
    axis y;
} panel;

static double x_of(const panel *l, size_t epoch)
{
    double most = l->of->epochs;
    return l->left + (most > 1 ? WIDTH * (double)epoch / (most - 1) : WIDTH / 2.);
}

static double y_of(const panel *l, double value)
{
    return TOP + HEIGHT * (1 - axis_place(&l->y, value));
}

static void add_axes(const panel *l)
{
    page *p = l->of->page;
    double ticks[AXIS_TICKS];
    size_t count = axis_ticks(&l->y, TICKS, ticks);
    svg_text(p, "leaf", l->left, TOP - 8, l->title);
    for (size_t i = 0; i < count; i++) {
        double y = y_of(l, ticks[i]), step = count > 1 ? ticks[1] - ticks[0] : 1;
        svg_line(p, "grid", l->left, y, l->left + WIDTH, y);
        svg_text(p, "side", l->left - 5, y + 4, svg_tick(p, ticks[i], step));
    }
    svg_text(p, "tick", x_of(l, 0), TOP + HEIGHT + 14, "1");
    if (l->of->epochs > 1)
        svg_text(p, "tick", l->left + WIDTH, TOP + HEIGHT + 14, draft_count(p, l->of->epochs));
    svg_text(p, "axis", l->left + WIDTH / 2., TOP + HEIGHT + 28, "epoch");
}

static void add_line(const panel *l, const course *c, const char *column, const char *style)
{
    page *p = l->of->page;
    const lk_table *t = l->of->table;
    for (size_t i = 0; i + 1 < c->count; i++) {
        double a = number(t, c->first + i, column), b = number(t, c->first + i + 1, column);
        if (!isnan(a) && !isnan(b))
            svg_line(p, style, x_of(l, i), y_of(l, a), x_of(l, i + 1), y_of(l, b));
    }
    size_t last = c->count - 1;
    double end = number(t, c->first + last, column);
    if (!isnan(end))
        page_add(p, "<circle class=\"dot\" cx=\"$\" cy=\"$\" r=\"2.5\"><title>$$$</title></circle>",
                 svg_coordinate(p, x_of(l, last)), svg_coordinate(p, y_of(l, end)),
                 lk_table_text(t, c->first, "fold"),
                 *lk_table_text(t, c->first, "fold") ? ": " : "", draft_short(p, end));
}

static axis axis_of(const training *g, const char *learnt, const char *watched)
{
    size_t count = 0;
    double *all = draft_alloc(g->page, 2 * g->table->row_count + 1, sizeof *all);
    if (all)
        all[count++] = 0;
    for (size_t c = 0; all && c < g->count; c++)
        for (size_t i = 0; i < g->courses[c].count; i++) {
            all[count++] = number(g->table, g->courses[c].first + i, learnt);
            all[count++] = number(g->table, g->courses[c].first + i, watched);
        }
    return axis_over(all, count, 0);
}

static void add_panel(const training *g, const char *title, double left, const char *learnt,
                      const char *watched)
{
    panel l = {g, title, left, axis_of(g, learnt, watched)};
    add_axes(&l);
    for (size_t c = 0; c < g->count; c++) {
        add_line(&l, &g->courses[c], learnt, "own");
        add_line(&l, &g->courses[c], watched, "blind");
    }
}

static void draw(const training *g)
{
    page *p = g->page;
    double width = LEFT + 2 * WIDTH + BETWEEN + 12, height = TOP + HEIGHT + BELOW;
    page_add(p, "<div class=\"circle\"><h4>$</h4>\n", g->network);
    page_wide(p, draft_format(p, "Training of %s", g->network));
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"Loss and accuracy of $ by epoch\">",
             svg_coordinate(p, width), svg_coordinate(p, height), svg_coordinate(p, width),
             g->network);
    add_panel(g, "loss", LEFT, "loss", "watched_loss");
    add_panel(g, "accuracy", LEFT + WIDTH + BETWEEN, "accuracy", "watched_accuracy");
    page_add(p, "</svg>\n");
    page_wide_end(p);
    page_add(p, "</div>\n");
}

/* ---- The table --------------------------------------------------------------------------- */

/* Least to greatest over folds of what the kept epoch has. */
static void add_ends(const training *g, const char *column, int digits)
{
    page *p = g->page;
    double low = INFINITY, high = -INFINITY, sum = 0;
    size_t count = 0;
    for (size_t c = 0; c < g->count; c++)
        for (size_t i = 0; i < g->courses[c].count; i++) {
            double value = number(g->table, g->courses[c].first + i, column);
            if (isnan(value) || !(number(g->table, g->courses[c].first + i, "kept") > 0))
                continue;
            low = fmin(low, value);
            high = fmax(high, value);
            sum += value;
            count++;
        }
    if (!count) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td>$", draft_number(p, sum / (double)count, digits));
    if (count > 1)
        page_add(p, " <small>$ to $</small>", draft_number(p, low, digits),
                 draft_number(p, high, digits));
    page_add(p, "</td>");
}

static void add_row(const training *g)
{
    page *p = g->page;
    page_add(p, "<tr><th scope=\"row\">$</th><td>$</td><td>$</td>", g->network,
             draft_count(p, (double)g->count), draft_count(p, g->epochs));
    add_ends(g, "loss", 3);
    add_ends(g, "accuracy", 3);
    add_ends(g, "watched_accuracy", 3);
    page_add(p, "</tr>\n");
}

void training_write(page *p)
{
    const lk_table *t = draft_table(p, "training");
    names networks = {0};
    if (!t)
        return;
    names_add_column(p, &networks, t, "network");
    training *all = draft_alloc(p, networks.count, sizeof *all);
    for (size_t n = 0; all && n < networks.count; n++) {
        all[n] = (training){.page = p, .table = t, .network = networks.items[n]};
        find_courses(&all[n]);
    }
    page_section(p, "training", "How the networks were trained");
    page_add(p, "<p>Loss and accuracy on the pictures that were learnt from, which are not those "
                "that predictions and explanations here are of: a line for each fold. Dashed: on "
                "people kept out to be watched, where the study has them.</p>\n"
                "<div class=\"circles\">\n");
    for (size_t n = 0; all && n < networks.count && !p->status; n++)
        draw(&all[n]);
    page_add(p, "</div>\n");
    page_wide(p, "Ends of trainings");
    page_add(p, "<table><caption>Of the epoch whose weights were kept: the mean over folds, then "
                "the least and the greatest.</caption><thead><tr><th scope=\"col\">Network</th>"
                "<th scope=\"col\">Trainings</th><th scope=\"col\">Epochs</th><th scope=\"col\">"
                "Loss</th><th scope=\"col\">Accuracy</th><th scope=\"col\">Watched</th></tr>"
                "</thead>\n<tbody>");
    for (size_t n = 0; all && n < networks.count && !p->status; n++)
        add_row(&all[n]);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_section_end(p);
}
