/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "../finding/names.h"
#include "section.h"

/* How alike the maps of explainers are that differ in one number. */

typedef struct family {
    const char *base, *key, *align;
    names members;    /* by their numbers */
    double low, high; /* numbers */
    double furthest;  /* the least alike of neighbours; NAN where some are unknown */
    double ends;
} family;

typedef struct families {
    size_t count, room;
    family *items;
    const char *metric;
    int is_distance, has_aligns;
} families;

/* ---- Reading ------------------------------------------------------------------------- */

static int is_span(const lk_table *t, size_t row, const char *span)
{
    return !strcmp(lk_table_text(t, row, "span"), span);
}

static double number_in(const lk_table *t, size_t row, const char *column)
{
    double value;
    return draft_cell(t, row, column, &value) ? value : NAN;
}

static family *find_family(page *p, families *out, const lk_table *t, size_t row)
{
    const family f = {.base = lk_table_text(t, row, "base"),
                      .key = lk_table_text(t, row, "key"),
                      .align = lk_table_text(t, row, "align"),
                      .low = number_in(t, row, "a_number"),
                      .furthest = number_in(t, row, "value"),
                      .ends = NAN};
    for (size_t i = 0; i < out->count; i++) {
        family *known = &out->items[i];
        if (!strcmp(known->base, f.base) && !strcmp(known->key, f.key) &&
            !strcmp(known->align, f.align))
            return known;
    }
    out->items = draft_grow(p, out->items, out->count, &out->room, sizeof *out->items);
    if (!out->items)
        return NULL;
    out->items[out->count] = f;
    return &out->items[out->count++];
}

static void read_row(page *p, families *out, const lk_table *t, size_t row)
{
    family *f = find_family(p, out, t, row);
    double value = number_in(t, row, "value");
    if (!f)
        return;
    if (is_span(t, row, "ends")) {
        f->ends = value;
        return;
    }
    names_add(p, &f->members, lk_table_text(t, row, "a"));
    names_add(p, &f->members, lk_table_text(t, row, "b"));
    f->high = number_in(t, row, "b_number");
    if (isnan(value) || (out->is_distance ? value > f->furthest : value < f->furthest))
        f->furthest = value;
    out->has_aligns |= strcmp(f->align, out->items[0].align) != 0;
}

/* In the first metric that has a value. */
static int read_families(page *p, const lk_table *t, families *out)
{
    *out = (families){.metric = NULL};
    for (size_t row = 0; row < t->row_count && !out->metric; row++)
        if (!isnan(number_in(t, row, "value")))
            out->metric = lk_table_text(t, row, "metric");
    if (!out->metric)
        return 0;
    const lk_value_info *info = draft_info(p, out->metric);
    out->is_distance = info && info->direction < 0;
    for (size_t row = 0; row < t->row_count && !p->status; row++)
        if (!strcmp(lk_table_text(t, row, "metric"), out->metric))
            read_row(p, out, t, row);
    return !p->status;
}

/* ---- Writing ------------------------------------------------------------------------- */

static void add_sentence(page *p, const families *all, const family *f)
{
    int several = f->members.count > 2;
    if (isnan(f->furthest))
        return;
    page_add(p, several ? "<p><code>$</code> from $ to $ (" : "<p><code>$</code> $ and $ (", f->key,
             draft_short(p, f->low), draft_short(p, f->high));
    for (size_t i = 0; i < f->members.count; i++)
        page_add(p, "$<b>$</b>", i ? ", " : "", f->members.items[i]);
    page_add(p, "$$): the $ of ", all->has_aligns ? ", aligned by " : "",
             all->has_aligns ? f->align : "", draft_title(p, all->metric));
    page_add(p,
             several ? "neighbours\u2019 maps is $ or $ on average" : "their maps is $ on average",
             draft_number(p, f->furthest, 3), all->is_distance ? "less" : "more");
    if (!isnan(f->ends))
        page_add(p, ", of those at both ends $", draft_number(p, f->ends, 3));
    page_add(p, ".</p>\n");
}

static void add_row(page *p, const families *all, const lk_table *t, size_t row)
{
    double value = number_in(t, row, "value");
    page_add(p, "<tr><th scope=\"row\">$$</th><td>$, $</td><td>$, $</td>",
             lk_table_text(t, row, "key"), is_span(t, row, "ends") ? ", both ends" : "",
             draft_short(p, number_in(t, row, "a_number")),
             draft_short(p, number_in(t, row, "b_number")), lk_table_text(t, row, "a"),
             lk_table_text(t, row, "b"));
    if (all->has_aligns)
        page_add(p, "<td>$</td>", lk_table_text(t, row, "align"));
    if (isnan(value))
        page_add(p, "<td class=\"missing\">\u2013</td>");
    else
        page_add(p, "<td>$</td>", draft_number(p, value, 3));
    page_add(p, "<td>$</td></tr>\n", draft_count(p, number_in(t, row, "n")));
}

static void add_table(page *p, const families *all, const lk_table *t)
{
    page_wide(p, "How alike the maps are of explainers that differ in one number");
    page_add(p, "<table class=\"quality\"><thead><tr><th scope=\"col\">Number</th><th "
                "scope=\"col\">Its values</th><th scope=\"col\">Explainers</th>");
    if (all->has_aligns)
        page_add(p, "<th scope=\"col\">Alignment</th>");
    page_add(p,
             "<th scope=\"col\">$\u00a0$</th><th scope=\"col\">Pairs of "
             "maps</th></tr></thead>\n<tbody>",
             draft_title(p, all->metric), all->is_distance ? "\u2193" : "\u2191");
    for (size_t row = 0; row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "metric"), all->metric))
            add_row(p, all, t, row);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* "from \u22121 to 1, more is more alike" */
static const char *scale_words(page *p, const families *all)
{
    const lk_value_info *info = draft_info(p, all->metric);
    const char *better = all->is_distance ? "less is more alike" : "more is more alike";
    if (!info || !isfinite(info->low))
        return better;
    if (!isfinite(info->high))
        return draft_format(p, "from %s up, %s", draft_short(p, info->low), better);
    return draft_format(p, "from %s to %s, %s", draft_short(p, info->low),
                        draft_short(p, info->high), better);
}

void steadiness_write(page *p)
{
    const lk_table *t = draft_table(p, "steadiness");
    families all;
    if (!t || !read_families(p, t, &all))
        return;
    page_add(p, "<h3>What a number of theirs changes</h3>\n");
    for (size_t i = 0; i < all.count; i++)
        add_sentence(p, &all, &all.items[i]);
    add_table(p, &all, t);
    page_add(p,
             "<p class=\"note\">$ of heatmaps pooled over faces, the mean over networks and "
             "expressions: $. Maps of single faces may agree less. Explainers that draw random "
             "numbers differ by these too, as two draws of one do.</p>\n",
             draft_title(p, all.metric), scale_words(p, &all));
}
