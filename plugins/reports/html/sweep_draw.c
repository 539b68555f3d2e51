/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "../finding/ablation.h"
#include "chart.h"
#include "sweep.h"

/* The own scores of a setting, and those of what they have to beat. */
typedef struct row {
    chart_point own, wrong, blind;
    contrast from_first; /* where `is_compared` */
    int is_compared;
} row;

static chart_point other_point(const summary *y, size_t baseline)
{
    int is_there = baseline && y->against && y->against[baseline].cells;
    return (chart_point){is_there ? y->against[baseline].other : NAN, NAN, NAN, 0, 0};
}

static int is_beyond_luck(page *p, const setting *x, const contrast *c)
{
    luck l;
    return luck_find(p, "ablations", x->metric, &l) && luck_is_beaten(&l, c);
}

static row read_row(page *p, const scores *s, const setting *x, const char *choice, size_t wrong,
                    size_t blind)
{
    summary y;
    summary_make(p, s, x, &y);
    const score *total = scores_at(s, x, 0, s->networks.count, s->labels.count);
    row r = {.own = {total->known ? total->value
                     : y.cells    ? y.own
                                  : NAN,
                     total->has_interval ? total->lo : NAN, total->has_interval ? total->hi : NAN,
                     0, 0},
             .wrong = other_point(&y, wrong),
             .blind = other_point(&y, blind)};
    r.is_compared = ablation_find(p, s, x, choice, &r.from_first);
    r.own.is_base = !r.is_compared;
    r.own.is_marked = r.is_compared && is_beyond_luck(p, x, &r.from_first);
    return r;
}

/* ---- Words ---------------------------------------------------------------------------- */

static const char *value_words(page *p, const chart_point *at)
{
    if (isnan(at->value))
        return "";
    if (isnan(at->lo) || isnan(at->hi))
        return draft_number(p, at->value, 3);
    return draft_format(p, "%s [%s, %s]", draft_number(p, at->value, 3), draft_number(p, at->lo, 3),
                        draft_number(p, at->hi, 3));
}

static void add_row(page *p, const sweep *w, const sweep_key *key, size_t i, const row *r)
{
    page_add(p, "<tr><th scope=\"row\">$</th>", ablation_variant(w->settings[i], w->choice));
    if (key)
        page_add(p, "<td>$</td>", *key->values[i] ? key->values[i] : "not there");
    page_add(p, "<td>$$</td><td>$</td><td>$</td>", value_words(p, &r->own),
             r->own.is_marked ? " *" : "", value_words(p, &r->wrong), value_words(p, &r->blind));
    if (r->is_compared)
        page_add(p, "<td>$ $</td><td>$</td></tr>\n", draft_signed(p, r->from_first.value, 3),
                 contrast_interval(p, &r->from_first),
                 r->from_first.has_adjusted ? luck_p(p, r->from_first.p_adjusted) : "");
    else
        page_add(p, "<td></td><td></td></tr>\n");
}

static void add_table(page *p, const sweep *w, const sweep_key *key, const char *blind,
                      const row *rows)
{
    page_wide(p, "The numbers of the plot");
    page_add(p, "<table class=\"sweep\"><thead><tr><th scope=\"col\">$</th>", w->choice);
    if (key)
        page_add(p, "<th scope=\"col\">$</th>", key->name);
    page_add(p,
             "<th scope=\"col\">Own masks</th><th scope=\"col\">Other masks</th><th "
             "scope=\"col\">$</th><th scope=\"col\">Difference from the first</th><th "
             "scope=\"col\">p, corrected</th></tr></thead>\n<tbody>\n",
             blind);
    for (size_t i = 0; i < w->count; i++)
        add_row(p, w, key, i, &rows[i]);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- Over one key, or over names ------------------------------------------------------------ */

static void add_line(page *p, chart *c, const char *name, const char *style, const row *rows,
                     size_t offset)
{
    chart_point *points = draft_alloc(p, c->count, sizeof *points);
    int is_there = 0;
    for (size_t i = 0; points && i < c->count; i++) {
        memcpy(&points[i], (const char *)&rows[i] + offset, sizeof *points);
        is_there |= !isnan(points[i].value);
    }
    if (is_there)
        c->lines[c->line_count++] = (chart_line){name, style, points};
}

void sweep_draw(const sweep *w, const sweep_key *key)
{
    page *p = w->page;
    summary first;
    row *rows = draft_alloc(p, w->count, sizeof *rows);
    const char **places = draft_alloc(p, w->count, sizeof *places);
    if (!rows || !places)
        return;
    summary_make(p, w->scores, w->settings[0], &first);
    for (size_t i = 0; i < w->count; i++) {
        rows[i] = read_row(p, w->scores, w->settings[i], w->choice, first.wrong, first.blind);
        places[i] =
            key && *key->values[i] ? key->values[i] : ablation_variant(w->settings[i], w->choice);
    }
    const char *own = "own masks", *metric = setting_metric(w->settings[0], 1),
               *title = key ? key->name : w->choice;
    const char *blind = first.blind ? w->scores->baselines.items[first.blind] : "";
    chart c = {.name = draft_format(p, "%s by %s", metric, title),
               .x_title = title,
               .y_title = metric,
               .count = w->count,
               .places = places,
               .x = key ? key->numbers : NULL};
    add_line(p, &c, own, "own", rows, offsetof(row, own));
    add_line(p, &c, "other masks", "other", rows, offsetof(row, wrong));
    add_line(p, &c, blind, "blind", rows, offsetof(row, blind));
    if (c.lines[0].name != own) /* nothing to show */
        return;
    setting rest = ablation_rest(w->settings[0], w->choice);
    page_add(p, "<p class=\"note\">$</p>\n", setting_title(p, &rest));
    chart_draw(p, &c);
    add_table(p, w, key, *blind ? blind : "blind baseline", rows);
}

/* ---- Over two -------------------------------------------------------------------------------- */

typedef struct field {
    const char *name, *row_title, *column_title;
    names rows, columns;
    const setting **cells; /* rows x columns; NULL: there is none */
    const char *choice;    /* whose first variant stars compare with */
} field;

static void add_cell(page *p, const row *r, double low, double high)
{
    if (isnan(r->own.value)) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    double share = high > low ? (r->own.value - low) / (high - low) : 0;
    page_add(p, "<td class=\"shade\" style=\"--s:$%\">$$</td>", number_fixed(55 * share, 0).text,
             value_words(p, &r->own), r->own.is_marked ? " *" : "");
}

static void add_heading(page *p, const field *f)
{
    page_add(p,
             "<table class=\"sweep\"><caption>$</caption><thead><tr><th scope=\"col\">$ \\ $</th>",
             f->name, f->row_title, f->column_title);
    for (size_t c = 0; c < f->columns.count; c++)
        page_add(p, "<th scope=\"col\">$</th>", f->columns.items[c]);
    page_add(p, "</tr></thead>\n<tbody>\n");
}

static void write_field(page *p, const scores *s, const field *f)
{
    double low = INFINITY, high = -INFINITY;
    size_t columns = f->columns.count, count = f->rows.count * columns;
    row *cells = draft_alloc(p, count, sizeof *cells);
    for (size_t i = 0; cells && i < count; i++) {
        cells[i] = (row){.own = {NAN, NAN, NAN, 0, 0}};
        if (f->cells[i])
            cells[i] = read_row(p, s, f->cells[i], f->choice, 0, 0);
        low = fmin(low, cells[i].own.value);
        high = fmax(high, cells[i].own.value);
    }
    page_wide(p, f->name);
    add_heading(p, f);
    for (size_t r = 0; cells && r < f->rows.count; r++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", f->rows.items[r]);
        for (size_t c = 0; c < columns; c++)
            add_cell(p, &cells[r * columns + c], low, high);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* Values of a key in the order of their numbers, else as they come. */
static void add_values(page *p, const sweep *w, const sweep_key *k, names *out)
{
    size_t taken = 0;
    for (double least = -INFINITY; k->numbers && taken < w->count;) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < w->count; i++)
            if (k->numbers[i] > least && (next == SIZE_MAX || k->numbers[i] < k->numbers[next]))
                next = i;
        if (next == SIZE_MAX)
            return;
        least = k->numbers[next];
        names_add(p, out, k->values[next]);
        taken++;
    }
    for (size_t i = 0; !k->numbers && i < w->count; i++)
        names_add(p, out, k->values[i]);
}

void sweep_grid(const sweep *w)
{
    page *p = w->page;
    const sweep_key *a = &w->keys[0], *b = &w->keys[1];
    field f = {.name = draft_format(p, "%s by %s and %s", setting_metric(w->settings[0], 1),
                                    a->name, b->name),
               .row_title = a->name,
               .column_title = b->name,
               .choice = w->choice};
    add_values(p, w, a, &f.rows);
    add_values(p, w, b, &f.columns);
    f.cells = draft_alloc(p, f.rows.count * f.columns.count, sizeof *f.cells);
    for (size_t i = 0; f.cells && i < w->count; i++) {
        size_t r = names_find(&f.rows, a->values[i]), c = names_find(&f.columns, b->values[i]);
        if (r != SIZE_MAX && c != SIZE_MAX)
            f.cells[r * f.columns.count + c] = w->settings[i];
    }
    if (f.cells)
        write_field(p, w->scores, &f);
}

void sweep_cross(page *p, const scores *s, const setting *x, const char *rows, const char *columns)
{
    field f = {.name = draft_format(p, "%s by %s and %s", setting_metric(x, 1), rows, columns),
               .row_title = rows,
               .column_title = columns,
               .choice = rows};
    sweep down, across;
    if (!sweep_make(p, s, x, rows, &down) || !sweep_make(p, s, x, columns, &across))
        return;
    f.cells = draft_alloc(p, down.count * across.count, sizeof *f.cells);
    for (size_t i = 0; i < down.count; i++)
        names_add(p, &f.rows, ablation_variant(down.settings[i], rows));
    for (size_t i = 0; i < across.count; i++)
        names_add(p, &f.columns, ablation_variant(across.settings[i], columns));
    for (size_t r = 0; f.cells && r < down.count; r++)
        for (size_t i = 0; i < s->count; i++) {
            const setting *y = &s->settings[i];
            size_t c = names_find(&f.columns, ablation_variant(y, columns));
            if (c != SIZE_MAX && ablation_is_alike(y, down.settings[r], columns))
                f.cells[r * across.count + c] = y;
        }
    if (f.cells)
        write_field(p, s, &f);
}
