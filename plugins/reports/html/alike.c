/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <math.h>

/* Explainers against each other, and expressions: for each branch one matrix of
 * means over all else that is compared. */

typedef struct kind {
    const char *between, *title, *words;
} kind;

typedef struct mean {
    double sum, count;
} mean;

static int is_row_of(const kind *k, const lk_table *t, size_t row, const char *metric,
                     const branch *b)
{
    return !strcmp(lk_table_text(t, row, "between"), k->between) &&
           !strcmp(lk_table_text(t, row, "metric"), metric) && branch_has_row(b, t, row);
}

static void add_cell(page *p, const mean *m, int is_self)
{
    double value = m->count ? m->sum / m->count : 0;
    if (is_self)
        page_add(p, "<td class=\"self\"></td>");
    else if (!m->count)
        page_add(p, "<td class=\"missing\">\u2013</td>");
    else
        page_add(p, "<td class=\"shade\" style=\"--s:$%\">$</td>",
                 number_fixed(55 * fmin(fmax(value, 0), 1), 0).text, draft_number(p, value, 2));
}

static void add_matrix(page *p, const names *items, const mean *means, const char *metric,
                       const char *title)
{
    size_t n = items->count;
    page_wide(p, title);
    page_add(p, "<table class=\"matrix\"><thead><tr><th scope=\"col\">$</th>",
             draft_title(p, metric));
    for (size_t i = 0; i < n; i++)
        page_add(p, "<th scope=\"col\">$</th>", items->items[i]);
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t i = 0; i < n; i++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", items->items[i]);
        for (size_t j = 0; j < n; j++)
            add_cell(p, &means[i < j ? i * n + j : j * n + i], i == j);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

static void add_branch(page *p, const lk_table *t, const kind *k, const char *metric,
                       const branch *b, int alone)
{
    names items = {0};
    for (size_t row = 0; row < t->row_count; row++)
        if (is_row_of(k, t, row, metric, b)) {
            names_add(p, &items, lk_table_text(t, row, "a"));
            names_add(p, &items, lk_table_text(t, row, "b"));
        }
    size_t n = items.count;
    mean *means = n ? draft_alloc(p, n * n, sizeof *means) : NULL;
    for (size_t row = 0; means && row < t->row_count; row++) {
        double value;
        if (!is_row_of(k, t, row, metric, b) || !draft_cell(t, row, "value", &value))
            continue;
        size_t i = names_find(&items, lk_table_text(t, row, "a"));
        size_t j = names_find(&items, lk_table_text(t, row, "b"));
        mean *m = &means[i < j ? i * n + j : j * n + i];
        m->sum += value;
        m->count++;
    }
    if (!means)
        return;
    if (!alone)
        page_add(p, "<h4>$</h4>\n", branch_title(p, b));
    add_matrix(p, &items, means, metric, k->title);
}

static void add_kind(page *p, const lk_table *t, const kind *k, const char *metric)
{
    branches b = {0};
    for (size_t row = 0; row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "between"), k->between))
            branches_add(p, &b, lk_table_text(t, row, "explainer"), lk_table_text(t, row, "align"));
    if (!b.count)
        return;
    page_add(p, "<h3>$</h3>\n<p>$</p>\n", k->title, k->words);
    for (size_t i = 0; i < b.count; i++)
        add_branch(p, t, k, metric, &b.items[i], b.count == 1);
}

void alike_write(page *p, const char *metric)
{
    static const kind kinds[] = {
        {"labels", "Which expressions look alike",
         "How alike the maps of two expressions of one network are, on average over the networks. "
         "Where all are alike, a network looks at the same parts whatever is shown."},
        {"explainers", "Which explainers agree",
         "How alike the maps that two explainers give of one network and expression are, on "
         "average over these."},
    };
    const lk_table *t = draft_table(p, "similarity");
    for (size_t i = 0; t && i < sizeof kinds / sizeof *kinds; i++)
        add_kind(p, t, &kinds[i], metric);
}
