/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "../finding/ablation.h"
#include "section.h"
#include "svg.h"

/* Which choices of the study change what it finds: those between variants of
 * explainer, alignment, masks and binarisation. */

enum { ROW = 22, NAMES = 300, PLOT = 260, MARGIN = 10, BELOW = 40, MOST_ROWS = 60 };

/* Of the metric that the answer is about. */
static int is_shown(const scores *s, const lk_table *t, size_t row)
{
    return !strcmp(lk_table_text(t, row, "metric"), s->settings[0].metric);
}

static double number(const lk_table *t, size_t row, const char *column)
{
    double value;
    return draft_cell(t, row, column, &value) ? value : NAN;
}

/* ---- The table --------------------------------------------------------------------------- */

static void add_row(page *p, const lk_table *t, size_t row)
{
    static const char *const counts[] = {"order_changed", "best_changed", "sign_changed"};
    const char *settings = draft_count(p, number(t, row, "settings"));
    double tau = number(t, row, "tau");
    page_add(p, "<tr><th scope=\"row\">$: $</th><td class=\"words\">$</td><td>$</td>",
             lk_table_text(t, row, "choice"), lk_table_text(t, row, "variant"),
             lk_table_text(t, row, "base"), isnan(tau) ? "" : draft_number(p, tau, 2));
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        page_add(p, "<td>$ of $</td>", draft_count(p, number(t, row, counts[i])), settings);
    page_add(p, "</tr>\n");
}

static void add_table(page *p, const scores *s, const lk_table *t)
{
    page_wide(p, "What each choice changes");
    page_add(p,
             "<table><thead><tr><th scope=\"col\">Choice</th><th scope=\"col\">Instead of</th>"
             "<th scope=\"col\">Order of networks, \u03c4</th><th scope=\"col\">Some change "
             "places</th><th scope=\"col\">Another is best</th><th scope=\"col\">Own \u2212 wrong "
             "changes sign</th></tr></thead>\n<tbody>\n");
    for (size_t row = 0; row < t->row_count; row++)
        if (is_shown(s, t, row))
            add_row(p, t, row);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- The plot ---------------------------------------------------------------------------- */

typedef struct plot {
    page *page;
    const lk_table *table;
    size_t count;
    size_t rows[MOST_ROWS];
    double reach; /* from 0 to either side */
} plot;

/* Is it about the main setting with another variant of its choice? */
static int is_near(const plot *l, const scores *s, size_t row)
{
    const char *choice = lk_table_text(l->table, row, "choice");
    for (size_t i = 0; i < s->count; i++)
        if (ablation_is_alike(&s->settings[i], &s->settings[0], choice) &&
            scores_row_is_of(l->page, s, &s->settings[i], l->table, row))
            return 1;
    return 0;
}

static void choose_rows(plot *l, const scores *s)
{
    static const char *const columns[] = {"difference", "lo", "hi"};
    for (size_t row = 0; row < l->table->row_count && l->count < MOST_ROWS; row++) {
        if (!is_near(l, s, row) || isnan(number(l->table, row, "difference")))
            continue;
        l->rows[l->count++] = row;
        for (size_t i = 0; i < 3; i++)
            l->reach = fmax(l->reach, fabs(number(l->table, row, columns[i])));
    }
}

static double x_of(const plot *l, double difference)
{
    return NAMES + PLOT / 2. * (1 + difference / l->reach);
}

static void draw_row(const plot *l, size_t i)
{
    page *p = l->page;
    const lk_table *t = l->table;
    size_t row = l->rows[i];
    const char *choice = lk_table_text(t, row, "choice");
    double y = MARGIN + ROW * ((double)i + .5), value = number(t, row, "difference");
    double lo = number(t, row, "lo"), hi = number(t, row, "hi");
    svg_text(p, "leaf", MARGIN, y + 4,
             svg_shorten(p, draft_format(p, "%s, not %s", lk_table_text(t, row, choice),
                                         lk_table_text(t, row, "base"))));
    if (!isnan(lo) && !isnan(hi))
        svg_line(p, "span", x_of(l, lo), y, x_of(l, hi), y);
    page_add(p, "<circle class=\"dot\" cx=\"$\" cy=\"$\" r=\"4\"><title>$</title></circle>",
             svg_coordinate(p, x_of(l, value)), svg_coordinate(p, y), draft_signed(p, value, 3));
}

static void draw(page *p, const scores *s, const lk_table *t)
{
    plot l = {.page = p, .table = t};
    choose_rows(&l, s);
    if (!l.count || !(l.reach > 0))
        return;
    double bottom = MARGIN + ROW * (double)l.count, width = NAMES + PLOT + 3 * MARGIN;
    page_wide(p, "Differences from the first variant");
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"Differences from the first variant with their intervals\">",
             svg_coordinate(p, width), svg_coordinate(p, bottom + BELOW), svg_coordinate(p, width));
    for (int i = -1; i <= 1; i++) {
        double x = x_of(&l, i * l.reach);
        svg_line(p, "grid", x, MARGIN, x, bottom);
        svg_text(p, "tick", x, bottom + 13, draft_signed(p, i * l.reach, 3));
    }
    svg_text(p, "axis", x_of(&l, 0), bottom + 29,
             draft_format(p, "difference in %s", setting_metric(&s->settings[0], 1)));
    for (size_t i = 0; i < l.count; i++)
        draw_row(&l, i);
    page_add(p, "</svg>\n");
    page_wide_end(p);
}

/* ---- The section --------------------------------------------------------------------------- */

void choice_write(page *p, const scores *s)
{
    const lk_table *choices = draft_table(p, "choices"), *ablations = draft_table(p, "ablations");
    if (!choices || !ablations || !s->count)
        return;
    page_section(p, "choices", "Which choices change this");
    page_add(p,
             "<p>Each variant against the study's first of its kind, over all settings in which "
             "nothing else differs, by $. The order of networks is compared by Kendall's \u03c4: 1 "
             "is the same.</p>\n",
             setting_metric(&s->settings[0], 1));
    add_table(p, s, choices);
    draw(p, s, ablations);
    sweep_write(p, s);
    page_section_end(p);
}
