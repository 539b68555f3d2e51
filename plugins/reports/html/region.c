/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <math.h>

/* How much each region of the face weighs: the table `regions`. */

enum { LEADERS = 3 };

/* One explainer: its weights are on one scale. */
typedef struct field {
    page *page;
    const lk_table *table;
    const char *explainer;
    names networks, labels, regions;
    size_t *rows; /* networks x labels x regions: 1 + the row; 0: none */
    double most;  /* the largest value */
} field;

static size_t *place_of(const field *f, size_t network, size_t label, size_t region)
{
    return &f->rows[(network * f->labels.count + label) * f->regions.count + region];
}

static int is_row_of(const field *f, size_t row)
{
    double value;
    return !strcmp(lk_table_text(f->table, row, "explainer"), f->explainer) &&
           draft_cell(f->table, row, "value", &value);
}

static int read_field(field *f)
{
    const lk_table *t = f->table;
    page *p = f->page;
    for (size_t row = 0; row < t->row_count; row++)
        if (is_row_of(f, row)) {
            names_add(p, &f->networks, lk_table_text(t, row, "network"));
            names_add(p, &f->labels, lk_table_text(t, row, "label"));
            names_add(p, &f->regions, lk_table_text(t, row, "region"));
        }
    f->rows =
        draft_alloc(p, f->networks.count * f->labels.count, f->regions.count * sizeof *f->rows);
    for (size_t row = 0; !p->status && row < t->row_count; row++)
        if (is_row_of(f, row)) {
            double value = 0;
            *place_of(f, names_find(&f->networks, lk_table_text(t, row, "network")),
                      names_find(&f->labels, lk_table_text(t, row, "label")),
                      names_find(&f->regions, lk_table_text(t, row, "region"))) = row + 1;
            draft_cell(t, row, "value", &value);
            f->most = fmax(f->most, value);
        }
    return p->status == LK_OK && f->regions.count;
}

/* The value of a network, or the mean of all that have one; NAN: none has. */
static double value_of(const field *f, size_t network, size_t label, size_t region)
{
    size_t first = network < f->networks.count ? network : 0, count = 0;
    size_t end = network < f->networks.count ? network + 1 : f->networks.count;
    double sum = 0;
    for (size_t n = first; n < end; n++) {
        double value;
        size_t row = *place_of(f, n, label, region);
        if (!row || !draft_cell(f->table, row - 1, "value", &value))
            continue;
        sum += value;
        count++;
    }
    return count ? sum / (double)count : NAN;
}

/* 1: an action unit of the label moves it; 0: none does; -1: nobody knows. */
static int is_expected(const field *f, size_t label, size_t region)
{
    double expected;
    for (size_t n = 0; n < f->networks.count; n++) {
        size_t row = *place_of(f, n, label, region);
        if (row && draft_cell(f->table, row - 1, "expected", &expected))
            return expected > 0;
    }
    return -1;
}

/* ---- In words ------------------------------------------------------------------------------ */

/* The regions of the largest means above 0, largest first; how many. */
static size_t find_leaders(const field *f, size_t label, size_t *leaders)
{
    size_t count = 0;
    for (size_t r = 0; r < f->regions.count; r++) {
        double value = value_of(f, SIZE_MAX, label, r);
        if (!(value > 0))
            continue;
        size_t at = count < LEADERS ? count++ : LEADERS;
        for (; at && value > value_of(f, SIZE_MAX, label, leaders[at - 1]); at--)
            if (at < LEADERS)
                leaders[at] = leaders[at - 1];
        if (at < LEADERS)
            leaders[at] = r;
    }
    return count;
}

/* Whether these are the regions that people would look at. */
static void add_expected(const field *f, size_t label, const size_t *leaders, size_t count)
{
    page *p = f->page;
    size_t hits = 0, all = 0, known = 0;
    for (size_t i = 0; i < count; i++)
        hits += is_expected(f, label, leaders[i]) > 0;
    for (size_t r = 0; r < f->regions.count; r++) {
        known += is_expected(f, label, r) >= 0;
        all += is_expected(f, label, r) > 0;
    }
    if (known)
        page_add(p, ": $ of $ moved by its action units, which move $ of all $ regions",
                 draft_count(p, (double)hits), draft_plural(p, (double)count, "is", "are"),
                 draft_count(p, (double)all), draft_count(p, (double)known));
}

static void add_label(const field *f, size_t label)
{
    page *p = f->page;
    size_t leaders[LEADERS], count = find_leaders(f, label, leaders);
    if (!count) {
        page_add(p, "<li><b>$</b>: no region weighs more than 0.</li>\n", f->labels.items[label]);
        return;
    }
    page_add(p, "<li><b>$</b> rests on ", f->labels.items[label]);
    for (size_t i = 0; i < count; i++)
        page_add(p, "$$ ($)",
                 !i              ? ""
                 : i + 1 < count ? ", "
                                 : " and ",
                 f->regions.items[leaders[i]],
                 draft_number(p, value_of(f, SIZE_MAX, label, leaders[i]), 3));
    add_expected(f, label, leaders, count);
    page_add(p, ".</li>\n");
}

/* ---- Tables -------------------------------------------------------------------------------- */

static void add_interval(const field *f, size_t network, size_t label, size_t region)
{
    double lo, hi;
    size_t row = network < f->networks.count ? *place_of(f, network, label, region) : 0;
    if (row && draft_cell(f->table, row - 1, "lo", &lo) && draft_cell(f->table, row - 1, "hi", &hi))
        page_add(f->page, "<small class=\"interval\">[$, $]</small>", draft_number(f->page, lo, 3),
                 draft_number(f->page, hi, 3));
}

static void add_cell(const field *f, size_t network, size_t label, size_t region)
{
    page *p = f->page;
    double value = value_of(f, network, label, region);
    const char *mark = is_expected(f, label, region) > 0 ? " right" : "";
    if (isnan(value)) {
        page_add(p, "<td class=\"missing$\">\u2013</td>", mark);
        return;
    }
    page_add(p, "<td class=\"shade$\" style=\"--s:$%\">$", mark,
             number_fixed(f->most > 0 ? 70 * fmax(value, 0) / f->most : 0, 0).text,
             draft_number(p, value, 3));
    add_interval(f, network, label, region);
    page_add(p, "</td>");
}

/* Of one network, or of the mean over all. */
static void add_table(const field *f, size_t network, const char *title)
{
    page *p = f->page;
    page_wide(p, title);
    page_add(p,
             "<table class=\"matrix\"><caption>$</caption><thead><tr><th "
             "scope=\"col\">Region</th>",
             title);
    for (size_t l = 0; l < f->labels.count; l++)
        page_add(p, "<th scope=\"col\">$</th>", f->labels.items[l]);
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t r = 0; r < f->regions.count; r++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", f->regions.items[r]);
        for (size_t l = 0; l < f->labels.count; l++)
            add_cell(f, network, l, r);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- Shares ---------------------------------------------------------------------------------- */

/* The row of a measure; SIZE_MAX: there is none. */
static size_t find_share(const field *f, const lk_table *t, const char *network, const char *label,
                         const char *measure)
{
    for (size_t row = 0; row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "explainer"), f->explainer) &&
            !strcmp(lk_table_text(t, row, "network"), network) &&
            !strcmp(lk_table_text(t, row, "label"), label) &&
            !strcmp(lk_table_text(t, row, "measure"), measure))
            return row;
    return SIZE_MAX;
}

static void add_share(const field *f, const lk_table *t, const char *network, const char *label)
{
    page *p = f->page;
    size_t row = find_share(f, t, network, label, "share");
    size_t beyond = find_share(f, t, network, label, "above_chance");
    size_t blind = find_share(f, t, network, label, "chance");
    double value, chance, lo, hi;
    if (row == SIZE_MAX || !draft_cell(t, row, "value", &value)) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td>$", draft_number(p, value, 3));
    if (beyond != SIZE_MAX && draft_cell(t, beyond, "lo", &lo) && draft_cell(t, beyond, "hi", &hi))
        page_add(p, "<sup>$</sup>", lo > 0 ? "\u25b2" : hi < 0 ? "\u25bc" : "");
    if (draft_cell(t, row, "lo", &lo) && draft_cell(t, row, "hi", &hi))
        page_add(p, "<small class=\"interval\">[$, $]</small>", draft_number(p, lo, 3),
                 draft_number(p, hi, 3));
    if (blind != SIZE_MAX && draft_cell(t, blind, "value", &chance))
        page_add(p, "<small class=\"interval\">chance $</small>", draft_number(p, chance, 3));
    page_add(p, "</td>");
}

/* How much of the weight lies where people would look, where that is known. */
static void add_shares(const field *f)
{
    page *p = f->page;
    const lk_table *t = draft_table(p, "region_shares");
    if (!t)
        return;
    page_wide(p, draft_format(p, "Shares on regions of action units, %s", f->explainer));
    page_add(p, "<table class=\"scores\"><caption>Share of an explanation\u2019s weight above 0 on "
                "regions that action units of the expression move; chance: the same weights in "
                "random places. \u25b2 above chance, \u25bc below: the interval of the difference "
                "leaves 0 out.</caption><thead><tr><th scope=\"col\">Network</th>");
    for (size_t l = 0; l < f->labels.count; l++)
        page_add(p, "<th scope=\"col\">$</th>", f->labels.items[l]);
    page_add(p, "<th scope=\"col\">All</th></tr></thead>\n<tbody>");
    for (size_t n = 0; n < f->networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", f->networks.items[n]);
        for (size_t l = 0; l < f->labels.count; l++)
            add_share(f, t, f->networks.items[n], f->labels.items[l]);
        add_share(f, t, f->networks.items[n], "");
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- The section ----------------------------------------------------------------------------- */

static void add_part(page *p, const lk_table *t, const char *explainer)
{
    field f = {.page = p, .table = t, .explainer = explainer};
    if (!read_field(&f))
        return;
    page_add(p, "<h3>$</h3>\n<ul>\n", explainer);
    for (size_t l = 0; l < f.labels.count; l++)
        add_label(&f, l);
    page_add(p, "</ul>\n");
    add_shares(&f);
    if (f.networks.count > 1)
        add_table(&f, SIZE_MAX,
                  draft_format(p, "Mean of %zu networks, %s", f.networks.count, explainer));
    for (size_t n = 0; n < f.networks.count; n++) {
        const char *title = draft_format(p, "%s, %s", f.networks.items[n], explainer);
        if (f.networks.count > 1)
            page_add(p, "<details><summary>$</summary>\n", f.networks.items[n]);
        add_table(&f, n, title);
        if (f.networks.count > 1)
            page_add(p, "</details>\n");
    }
}

void region_write(page *p)
{
    const lk_table *t = draft_table(p, "regions");
    names explainers = {0};
    if (!t)
        return;
    names_add_column(p, &explainers, t, "explainer");
    page_section(p, "regions", "Which parts of the face matter");
    page_add(p,
             "<p>What each region weighs for an expression by the explainer, the mean over faces "
             "with a bootstrap interval over people: no heatmap is warped or cut off. Regions "
             "count whole, whatever their size. <span class=\"key\">Outlined: moved by an action "
             "unit of the expression.</span></p>\n");
    for (size_t i = 0; i < explainers.count && !p->status; i++)
        add_part(p, t, explainers.items[i]);
    page_section_end(p);
}
