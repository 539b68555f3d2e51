/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sample.h"
#include "section.h"

/* One table for each explainer: metrics x networks, since there are many of the
 * first. Under each metric that has a chance level is what random heatmaps get. */

typedef struct cell {
    sample own, chance;
    double better, compared; /* explanations, against their own random heatmaps */
} cell;

typedef struct panel {
    const lk_table *table;
    const char *explainer;
    const names *known; /* metrics that have a value of any explainer */
    names networks, metrics;
    cell *cells; /* metrics x networks */
} panel;

static int is_row_of(const panel *q, size_t row)
{
    return !strcmp(lk_table_text(q->table, row, "explainer"), q->explainer) &&
           names_find(q->known, lk_table_text(q->table, row, "metric")) != SIZE_MAX;
}

static cell *cell_at(const panel *q, size_t metric, size_t network)
{
    return &q->cells[metric * q->networks.count + network];
}

static cell *cell_of(const panel *q, size_t row)
{
    return cell_at(q, names_find(&q->metrics, lk_table_text(q->table, row, "metric")),
                   names_find(&q->networks, lk_table_text(q->table, row, "network")));
}

static int direction_of(const page *p, const char *metric)
{
    const lk_value_info *info = draft_info(p, metric);
    return info ? info->direction : 0;
}

/* ---- Reading ----------------------------------------------------------------------- */

static void make_room(page *p, panel *q)
{
    size_t cells = q->metrics.count * q->networks.count;
    q->cells = draft_alloc(p, cells, sizeof *q->cells);
    for (size_t row = 0; q->cells && row < q->table->row_count; row++)
        if (is_row_of(q, row))
            cell_of(q, row)->own.count++;
    for (size_t i = 0; q->cells && i < cells; i++) {
        cell *c = &q->cells[i];
        c->own.values = draft_alloc(p, c->own.count, sizeof(double));
        c->chance.values = draft_alloc(p, c->own.count, sizeof(double));
        c->own.count = 0;
    }
}

static void read_row(page *p, panel *q, size_t row)
{
    cell *c = cell_of(q, row);
    int direction = direction_of(p, lk_table_text(q->table, row, "metric"));
    double value, chance;
    if (!draft_cell(q->table, row, "value", &value))
        return;
    c->own.values[c->own.count++] = value;
    if (!draft_cell(q->table, row, "chance", &chance))
        return;
    c->chance.values[c->chance.count++] = chance;
    c->compared += direction != 0;
    c->better += direction * (value - chance) > 0;
}

static int read_panel(page *p, panel *q)
{
    for (size_t row = 0; row < q->table->row_count; row++)
        if (is_row_of(q, row)) {
            names_add(p, &q->networks, lk_table_text(q->table, row, "network"));
            names_add(p, &q->metrics, lk_table_text(q->table, row, "metric"));
        }
    make_room(p, q);
    for (size_t row = 0; !p->status && row < q->table->row_count; row++)
        if (is_row_of(q, row))
            read_row(p, q, row);
    for (size_t i = 0; !p->status && i < q->metrics.count * q->networks.count; i++) {
        sample_sort(&q->cells[i].own);
        sample_sort(&q->cells[i].chance);
    }
    return p->status == LK_OK;
}

/* ---- Writing ----------------------------------------------------------------------- */

static void add_own(page *p, const cell *c)
{
    if (!c->own.count) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td>$", draft_short(p, sample_quantile(&c->own, .5)));
    sample_add_spread(p, &c->own);
    page_add(p, "</td>");
}

static void add_chance(page *p, const cell *c)
{
    if (!c->chance.count) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td>$", draft_short(p, sample_quantile(&c->chance, .5)));
    if (c->compared > 0)
        page_add(p, " <small>worse than $ of $</small>", draft_count(p, c->better),
                 draft_count(p, c->compared));
    page_add(p, "</td>");
}

static const char *arrow(int direction)
{
    return direction > 0 ? " \u2191" : direction < 0 ? " \u2193" : "";
}

static const char *unit_of(page *p, const lk_value_info *info)
{
    return info && info->unit && *info->unit ? draft_format(p, " (%s)", info->unit) : "";
}

static void add_metric(page *p, const panel *q, size_t m)
{
    const char *metric = q->metrics.items[m];
    const lk_value_info *info = draft_info(p, metric);
    int has_chance = 0;
    page_add(p, "<tr><th scope=\"row\" title=\"$\">$$$</th>",
             info && info->source ? info->source : "", draft_title(p, metric), unit_of(p, info),
             arrow(direction_of(p, metric)));
    for (size_t n = 0; n < q->networks.count; n++) {
        add_own(p, cell_at(q, m, n));
        has_chance |= cell_at(q, m, n)->chance.count > 0;
    }
    page_add(p, "</tr>\n");
    if (!has_chance)
        return;
    page_add(p, "<tr class=\"baseline\"><th scope=\"row\">random heatmap</th>");
    for (size_t n = 0; n < q->networks.count; n++)
        add_chance(p, cell_at(q, m, n));
    page_add(p, "</tr>\n");
}

static size_t count_explanations(const panel *q, size_t network)
{
    size_t most = 0;
    for (size_t m = 0; m < q->metrics.count; m++) {
        size_t count = cell_at(q, m, network)->own.count;
        most = count > most ? count : most;
    }
    return most;
}

static void add_panel(page *p, const lk_table *t, const char *explainer, const names *known)
{
    panel q = {.table = t, .explainer = explainer, .known = known};
    if (!read_panel(p, &q) || !q.metrics.count)
        return;
    page_add(p, "<h3>$</h3>\n", explainer);
    page_wide(p, draft_format(p, "Faithfulness of %s", explainer));
    page_add(p, "<table class=\"quality faithfulness\"><thead><tr><th scope=\"col\">Metric</th>");
    for (size_t n = 0; n < q.networks.count; n++)
        page_add(p, "<th scope=\"col\">$<small>$</small></th>", q.networks.items[n],
                 draft_plural(p, (double)count_explanations(&q, n), "explanation", NULL));
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t m = 0; m < q.metrics.count; m++)
        add_metric(p, &q, m);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

void faithfulness_write(page *p)
{
    const lk_table *t = draft_table(p, "faithfulness");
    names explainers = {0}, known = {0};
    double value;
    for (size_t row = 0; t && row < t->row_count; row++)
        if (draft_cell(t, row, "value", &value))
            names_add(p, &known, lk_table_text(t, row, "metric"));
    if (!known.count)
        return;
    names_add_column(p, &explainers, t, "explainer");
    page_section(p, "faithfulness", "Whether the networks use what the heatmaps show");
    page_add(p,
             "<p>Each heatmap was put to its own network: whether the score of the class moves as "
             "the heatmap says when parts of the face are hidden, and whether the heatmap stays "
             "when it should. The median over all faces and classes explained, then the lower and "
             "upper quartile; \u2191 higher is better, \u2193 lower. <b>Random heatmap</b>: what "
             "one with its values in random places gets on the same faces, and how many of the "
             "heatmaps it is worse than. Heatmaps that are no better than random ones do not show "
             "what the network used, whatever they overlap.</p>\n");
    for (size_t i = 0; i < explainers.count && !p->status; i++)
        add_panel(p, t, explainers.items[i], &known);
    page_section_end(p);
}
