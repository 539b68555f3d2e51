/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sample.h"
#include "section.h"

/* One table for each explainer: its measures are its own. */

typedef struct panel {
    const lk_table *table;
    const char *explainer;
    names networks, measures;
    sample *samples; /* networks x measures */
} panel;

static sample *sample_of(const panel *q, size_t row)
{
    size_t n = names_find(&q->networks, lk_table_text(q->table, row, "network"));
    return &q->samples[n * q->measures.count +
                       names_find(&q->measures, lk_table_text(q->table, row, "measure"))];
}

static int is_row_of(const panel *q, size_t row)
{
    return !strcmp(lk_table_text(q->table, row, "explainer"), q->explainer);
}

/* Count, then fill. */
static int read_samples(page *p, panel *q)
{
    const lk_table *t = q->table;
    double value;
    size_t cells;
    for (size_t row = 0; row < t->row_count; row++)
        if (is_row_of(q, row)) {
            names_add(p, &q->networks, lk_table_text(t, row, "network"));
            names_add(p, &q->measures, lk_table_text(t, row, "measure"));
        }
    cells = q->networks.count * q->measures.count;
    q->samples = draft_alloc(p, cells, sizeof *q->samples);
    for (size_t row = 0; !p->status && row < t->row_count; row++)
        if (is_row_of(q, row) && draft_cell(t, row, "value", &value))
            sample_of(q, row)->count++;
    for (size_t i = 0; !p->status && i < cells; i++) {
        q->samples[i].values = draft_alloc(p, q->samples[i].count, sizeof(double));
        q->samples[i].count = 0;
    }
    for (size_t row = 0; !p->status && row < t->row_count; row++)
        if (is_row_of(q, row) && draft_cell(t, row, "value", &value)) {
            sample *s = sample_of(q, row);
            s->values[s->count++] = value;
        }
    return p->status == LK_OK;
}

static void add_sample(page *p, sample *s)
{
    if (!s->count) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    sample_sort(s);
    page_add(p, "<td>$", draft_short(p, sample_quantile(s, 0.5)));
    sample_add_spread(p, s);
    page_add(p, "</td>");
}

/* An explainer may leave measures out, so the fullest one tells. */
static size_t count_explanations(const sample *row, size_t measures)
{
    size_t most = 0;
    for (size_t m = 0; m < measures; m++)
        most = row[m].count > most ? row[m].count : most;
    return most;
}

static const char *source_of(const page *p, const char *measure)
{
    const lk_value_info *info = draft_info(p, measure);
    return info && info->source ? info->source : "";
}

/* Those that every explanation has come from the host and declare nothing. */
static const char *measure_title(const page *p, const char *measure)
{
    if (!strcmp(measure, "probability"))
        return "Probability of the expression";
    return strcmp(measure, "passes") != 0 ? draft_title(p, measure) : "Forward passes";
}

static void add_panel(page *p, const lk_table *t, const char *explainer)
{
    panel q = {.table = t, .explainer = explainer};
    if (!read_samples(p, &q))
        return;
    page_add(p, "<h3>$</h3>\n", explainer);
    page_wide(p, draft_format(p, "Diagnostics of %s", explainer));
    page_add(p, "<table class=\"quality\"><thead><tr><th scope=\"col\">Network</th><th "
                "scope=\"col\">Explanations</th>");
    for (size_t m = 0; m < q.measures.count; m++)
        page_add(p, "<th scope=\"col\" title=\"$\">$</th>", source_of(p, q.measures.items[m]),
                 measure_title(p, q.measures.items[m]));
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t n = 0; n < q.networks.count; n++) {
        sample *row = &q.samples[n * q.measures.count];
        page_add(p, "<tr><th scope=\"row\">$</th><td>$</td>", q.networks.items[n],
                 draft_count(p, (double)count_explanations(row, q.measures.count)));
        for (size_t m = 0; m < q.measures.count; m++)
            add_sample(p, &row[m]);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

void quality_write(page *p)
{
    const lk_table *t = draft_table(p, "items");
    names explainers = {0};
    if (!t)
        return;
    names_add_column(p, &explainers, t, "explainer");
    page_section(p, "quality", "How good the explanations are");
    page_add(p,
             "<p>What the explainers measure of themselves, over all faces and classes explained: "
             "the median, then the lower and upper quartile. A map whose explanation does not "
             "fit the network, or changes with the samples drawn, says little, whatever it "
             "overlaps.</p>\n");
    for (size_t i = 0; i < explainers.count && !p->status; i++)
        add_panel(p, t, explainers.items[i]);
    page_section_end(p);
}
