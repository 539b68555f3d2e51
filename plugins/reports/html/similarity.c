/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <math.h>

#include "tree.h"

/* How alike the networks' maps are: for each label a tree and a matrix in the
 * order of its leaves, with explainers side by side. */

typedef struct circle {
    const char *label, *metric;
    branch branch;
    names networks;
    lk_cell *values; /* networks x networks; missing where there is no pair */
} circle;

static int is_row_of(const circle *c, const lk_table *t, size_t row)
{
    return !strcmp(lk_table_text(t, row, "metric"), c->metric) &&
           tree_has_row(t, row, c->label, &c->branch);
}

/* 0: no such pairs. */
static int read_circle(page *p, const lk_table *t, circle *c)
{
    for (size_t row = 0; row < t->row_count; row++)
        if (is_row_of(c, t, row)) {
            names_add(p, &c->networks, lk_table_text(t, row, "a"));
            names_add(p, &c->networks, lk_table_text(t, row, "b"));
        }
    size_t n = c->networks.count;
    c->values = n ? draft_alloc(p, n * n, sizeof *c->values) : NULL;
    if (!c->values)
        return 0;
    for (size_t i = 0; i < n * n; i++)
        c->values[i].missing = 1;
    for (size_t row = 0; row < t->row_count; row++) {
        double value;
        if (!is_row_of(c, t, row) || !draft_cell(t, row, "value", &value))
            continue;
        size_t a = names_find(&c->networks, lk_table_text(t, row, "a"));
        size_t b = names_find(&c->networks, lk_table_text(t, row, "b"));
        c->values[a * n + b] = (lk_cell){.number = value};
        if (c->values[b * n + a].missing)
            c->values[b * n + a] = (lk_cell){.number = value};
    }
    return 1;
}

/* ---- The matrix ----------------------------------------------------------------------- */

static const lk_cell *cell_of(const circle *c, const char *a, const char *b)
{
    size_t i = names_find(&c->networks, a), j = names_find(&c->networks, b);
    static const lk_cell none = {.missing = 1};
    return i == SIZE_MAX || j == SIZE_MAX ? &none : &c->values[i * c->networks.count + j];
}

static void add_cell(page *p, const circle *c, const char *a, const char *b)
{
    const lk_cell *cell = cell_of(c, a, b);
    if (!strcmp(a, b))
        page_add(p, "<td class=\"self\"></td>");
    else if (cell->missing)
        page_add(p, "<td class=\"missing\">\u2013</td>");
    else
        page_add(p, "<td class=\"shade\" style=\"--s:$%\">$</td>",
                 number_fixed(55 * fmin(fmax(cell->number, 0), 1), 0).text,
                 draft_number(p, cell->number, 2));
}

/* Columns bear the numbers of the rows: names would not fit. */
static void add_matrix(page *p, const circle *c, const names *order)
{
    page_wide(p, draft_format(p, "%s of the maps of each pair of networks, %s",
                              draft_title(p, c->metric), c->label));
    page_add(p, "<table class=\"matrix\"><thead><tr><th scope=\"col\">$</th>",
             draft_title(p, c->metric));
    for (size_t i = 0; i < order->count; i++)
        page_add(p, "<th scope=\"col\"><abbr title=\"$\">$</abbr></th>", order->items[i],
                 draft_count(p, (double)i + 1));
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t i = 0; i < order->count; i++) {
        page_add(p, "<tr><th scope=\"row\">$ <small>$</small></th>", order->items[i],
                 draft_count(p, (double)i + 1));
        for (size_t j = 0; j < order->count; j++)
            add_cell(p, c, order->items[i], order->items[j]);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- The tree --------------------------------------------------------------------------- */

/* What the table `trees` says of a tree; "" where it says nothing. */
static const char *tree_text(const page *p, const circle *c, const char *column)
{
    const lk_table *t = draft_table(p, "trees");
    for (size_t row = 0; t && row < t->row_count; row++)
        if (tree_has_row(t, row, c->label, &c->branch))
            return lk_table_text(t, row, column);
    return "";
}

static int find_cophenetic(const page *p, const circle *c, double *out)
{
    const lk_table *t = draft_table(p, "trees");
    for (size_t row = 0; t && row < t->row_count; row++)
        if (tree_has_row(t, row, c->label, &c->branch))
            return draft_cell(t, row, "cophenetic", out);
    return 0;
}

/* A cluster of the table of cuts: its networks, or "" where there is none. */
typedef struct cluster {
    const char *networks;
    double of; /* so many clusters */
    double support;
} cluster;

static cluster find_cluster(page *p, const circle *c, double number)
{
    const lk_table *t = draft_table(p, "cuts");
    cluster found = {"", 0, NAN};
    double own;
    for (size_t row = 0; t && row < t->row_count; row++) {
        if (!tree_has_row(t, row, c->label, &c->branch) || !draft_cell(t, row, "cluster", &own) ||
            own != number)
            continue;
        found.networks = draft_format(p, "%s%s%s", found.networks, *found.networks ? ", " : "",
                                      lk_table_text(t, row, "item"));
        draft_cell(t, row, "clusters", &found.of);
        draft_cell(t, row, "support", &found.support);
    }
    return found;
}

/* Which networks are together when the tree is cut. */
static void add_cut(page *p, const circle *c)
{
    cluster k = find_cluster(p, c, 1);
    if (!k.of)
        return;
    page_add(p, "<p>Cut into $ clusters:</p>\n<ol class=\"cut\">", draft_count(p, k.of));
    for (double i = 1; *k.networks; k = find_cluster(p, c, ++i)) {
        page_add(p, "<li>$", k.networks);
        if (isfinite(k.support))
            page_add(p, " <small>(in $\u2009% of resamples)</small>",
                     draft_number(p, 100 * k.support, 0));
        page_add(p, "</li>");
    }
    page_add(p, "</ol>\n");
}

static const char *distance_words(page *p, const char *metric)
{
    const lk_value_info *info = draft_info(p, metric);
    return info && info->direction < 0
               ? draft_title(p, metric)
               : draft_format(p, "distance 1 \u2212 %s", draft_title(p, metric));
}

static void add_tree(page *p, const circle *c, const tree *t)
{
    double r;
    const char *metric = tree_text(p, c, "metric"), *linkage = tree_text(p, c, "linkage");
    page_add(p, "<div>");
    tree_draw(p, t, draft_format(p, "Dendrogram of the networks for %s", c->label),
              distance_words(p, *metric ? metric : c->metric));
    page_add(p, "<p class=\"note\">$$", *linkage ? linkage : "", *linkage ? " linkage" : "");
    if (find_cophenetic(p, c, &r))
        page_add(p, "$cophenetic correlation $", *linkage ? "; " : "", draft_number(p, r, 3));
    page_add(p, "</p>\n");
    add_cut(p, c);
    page_add(p, "</div>\n");
}

/* `alone`: the study has one branch, which needs no title. */
static void add_circle(page *p, circle *c, int draws_tree, int alone)
{
    tree t;
    names order = {0};
    const lk_table *similarity = draft_table(p, "similarity");
    if (!similarity || !read_circle(p, similarity, c))
        return;
    int has_tree = tree_read(p, c->label, &c->branch, &t);
    for (size_t i = 0; has_tree && i < t.leaves.count; i++)
        names_add(p, &order, t.leaves.items[t.order[i]]);
    for (size_t i = 0; i < c->networks.count; i++)
        names_add(p, &order, c->networks.items[i]);
    page_add(p, alone ? "<div class=\"circle\">\n" : "<div class=\"circle\"><h4>$</h4>\n",
             branch_title(p, &c->branch));
    if (has_tree && draws_tree)
        add_tree(p, c, &t);
    add_matrix(p, c, &order);
    page_add(p, "</div>\n");
}

static void add_labels(page *p, const char *metric, int draws_tree, const names *labels,
                       const branches *b)
{
    for (size_t l = 0; l < labels->count; l++) {
        page_add(p, "<h3>$</h3>\n<div class=\"circles$\">\n", labels->items[l],
                 b->count == 1 ? " alone" : "");
        for (size_t i = 0; i < b->count; i++)
            add_circle(
                p, &(circle){.label = labels->items[l], .metric = metric, .branch = b->items[i]},
                draws_tree, b->count == 1);
        page_add(p, "</div>\n");
    }
}

/* ---- One pair -------------------------------------------------------------------------- */

/* Two networks need neither tree nor matrix: labels x branches for each metric. */
static void add_pair(page *p, const char *metric, const names *labels, const branches *b)
{
    const lk_table *t = draft_table(p, "similarity");
    page_wide(p, draft_title(p, metric));
    page_add(p, "<table><thead><tr><th scope=\"col\">$</th>", draft_title(p, metric));
    for (size_t i = 0; i < b->count; i++)
        page_add(p, "<th scope=\"col\">$</th>", branch_title(p, &b->items[i]));
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t l = 0; l < labels->count; l++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", labels->items[l]);
        for (size_t i = 0; i < b->count; i++) {
            circle c = {.label = labels->items[l], .metric = metric, .branch = b->items[i]};
            if (t && read_circle(p, t, &c) && c.networks.count == 2)
                add_cell(p, &c, c.networks.items[0], c.networks.items[1]);
            else
                page_add(p, "<td class=\"missing\">\u2013</td>");
        }
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* The metric that the trees are of comes first. */
static void find_metrics(page *p, const lk_table *t, names *out)
{
    const lk_table *trees = draft_table(p, "trees");
    names there = {0};
    names_add_column(p, &there, t, "metric");
    if (trees && names_find(&there, lk_table_text(trees, 0, "metric")) != SIZE_MAX)
        names_add(p, out, lk_table_text(trees, 0, "metric"));
    names_add_column(p, out, t, "metric");
}

static int has_support(const page *p)
{
    const lk_table *t = draft_table(p, "clusters");
    double support;
    for (size_t row = 0; t && row < t->row_count; row++)
        if (draft_cell(t, row, "support", &support))
            return 1;
    return 0;
}

static void add_words(page *p, const names *networks)
{
    if (networks->count > 2)
        page_add(p,
                 "<p>How alike the pooled maps of two networks are, expression by expression. "
                 "Names that join far to the right of a tree have maps that are nearly the same; "
                 "rows of a matrix are in the order of its tree, columns bear the rows\u2019 "
                 "numbers.</p>\n");
    else
        page_add(p, "<p>How alike the pooled maps of <b>$</b> and <b>$</b> are.</p>\n",
                 networks->items[0], networks->items[networks->count - 1]);
    if (networks->count > 2 && has_support(p))
        page_add(p, "<p>Small numbers at a branch tell its support: in how many of a hundred trees "
                    "from resampled blocks of pixels the same networks are together. It says how "
                    "much the branch hangs on which pixels there are, not on which faces.</p>\n");
}

/* What there is to show between networks. */
typedef struct scope {
    names labels, networks;
    branches branches;
} scope;

static void find_scope(page *p, const lk_table *t, scope *s)
{
    for (size_t row = 0; row < t->row_count; row++) {
        if (!tree_is_of_networks(t, row))
            continue;
        names_add(p, &s->networks, lk_table_text(t, row, "a"));
        names_add(p, &s->networks, lk_table_text(t, row, "b"));
        names_add(p, &s->labels, lk_table_text(t, row, "label"));
        branches_add(p, &s->branches, lk_table_text(t, row, "explainer"),
                     lk_table_text(t, row, "align"));
    }
}

static void add_networks(page *p, const scope *s, const names *metrics)
{
    add_words(p, &s->networks);
    for (size_t m = 0; m < metrics->count && !p->status; m++) {
        page_add(p, m ? "<details><summary>$</summary>\n" : "", draft_title(p, metrics->items[m]));
        if (s->networks.count > 2)
            add_labels(p, metrics->items[m], m == 0, &s->labels, &s->branches);
        else
            add_pair(p, metrics->items[m], &s->labels, &s->branches);
        page_add(p, m ? "</details>\n" : "");
    }
}

void similarity_write(page *p)
{
    const lk_table *t = draft_table(p, "similarity");
    names metrics = {0};
    scope s = {.labels = {0}};
    if (!t)
        return;
    find_scope(p, t, &s);
    find_metrics(p, t, &metrics);
    page_section(p, "similarity",
                 s.networks.count ? "Which networks look alike" : "Which maps look alike");
    if (s.networks.count)
        add_networks(p, &s, &metrics);
    if (metrics.count)
        alike_write(p, metrics.items[0]);
    page_section_end(p);
}
