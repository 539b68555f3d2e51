/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "record.h"

#include <math.h>

/* The measures and values behind columns, by their table. */
static const struct {
    const char *table, *id;
} sources[RECORD_COLUMNS] = {
    [RECORD_DRAWS] = {"faithfulness", "seed_consistency"},
    [RECORD_HALVES] = {"items", "split_half"},
    [RECORD_NEARBY] = {"faithfulness", "avg_sensitivity"},
    [RECORD_MISSED] = {"items", "completeness_error"},
    [RECORD_FIT] = {"items", "fit"},
    [RECORD_DELETION] = {"faithfulness", "deletion"},
    [RECORD_INSERTION] = {"faithfulness", "insertion"},
    [RECORD_SCORE] = {"items", "score"},
    [RECORD_EMPTY] = {"items", "empty_score"},
};

const char *record_id(record_column column)
{
    return sources[column].id ? sources[column].id : "";
}

static record_mean *mean_of(const record *r, size_t explainer, record_column column)
{
    return &r->means[explainer * RECORD_COLUMNS + column];
}

static void add(const record *r, size_t explainer, record_column column, double value,
                double weight)
{
    record_mean *m = mean_of(r, explainer, column);
    m->sum += value;
    m->weight += weight;
}

/* ---- Reading ------------------------------------------------------------------------ */

static void read_effort(const lk_table *t, const record *r)
{
    for (size_t row = 0; row < t->row_count; row++) {
        size_t x = names_find(&r->explainers, lk_table_text(t, row, "explainer"));
        double faces, value, passes;
        if (x == SIZE_MAX || !draft_cell(t, row, "items", &faces) || !(faces > 0))
            continue;
        if (draft_cell(t, row, "seconds", &value))
            add(r, x, RECORD_SECONDS, value / faces, 1);
        if (draft_cell(t, row, "predicted_saving", &value) && value > 0)
            add(r, x, RECORD_SAVING, value, 1);
        if (!draft_cell(t, row, "passes", &passes))
            continue;
        add(r, x, RECORD_PASSES, passes / faces, 1);
        if (draft_cell(t, row, "recalled", &value) && passes > 0)
            add(r, x, RECORD_FOUND, value, passes);
    }
}

/* Errors count by their size, whatever their side. */
static double size_of(record_column column, double value)
{
    return column == RECORD_MISSED ? fabs(value) : value;
}

static void read_column(page *p, const record *r, record_column column, const char *what)
{
    const lk_table *t = sources[column].table ? draft_table(p, sources[column].table) : NULL;
    for (size_t row = 0; t && row < t->row_count; row++) {
        size_t x = names_find(&r->explainers, lk_table_text(t, row, "explainer"));
        double value;
        if (x == SIZE_MAX || strcmp(lk_table_text(t, row, what), sources[column].id) != 0)
            continue;
        if (!draft_cell(t, row, "value", &value))
            continue;
        add(r, x, column, size_of(column, value), 1);
        if (draft_cell(t, row, "chance", &value)) {
            mean_of(r, x, column)->chance_sum += value;
            mean_of(r, x, column)->chance_weight++;
        }
    }
}

/* Explainers that tell the score of the empty view give their error in units of the
 * score; the others as a share already. */
static void share_errors(const record *r)
{
    for (size_t x = 0; x < r->explainers.count; x++) {
        double whole = record_value(r, x, RECORD_SCORE), empty = record_value(r, x, RECORD_EMPTY);
        record_mean *m = mean_of(r, x, RECORD_MISSED);
        if (!m->weight || isnan(whole) || isnan(empty))
            continue;
        if (fabs(whole - empty) > 0)
            m->sum /= fabs(whole - empty);
        else
            m->weight = 0;
    }
}

static void add_explainers(page *p, const lk_table *t, names *out)
{
    double faces;
    for (size_t row = 0; row < t->row_count; row++)
        if (draft_cell(t, row, "items", &faces) && faces > 0)
            names_add(p, out, lk_table_text(t, row, "explainer"));
}

int record_read(page *p, record *out)
{
    const lk_table *effort = draft_table(p, "effort");
    *out = (record){.means = NULL};
    if (!effort)
        return 0;
    add_explainers(p, effort, &out->explainers);
    if (p->status || out->explainers.count < 2)
        return 0;
    out->means = draft_alloc(p, out->explainers.count * RECORD_COLUMNS, sizeof *out->means);
    if (!out->means)
        return 0;
    read_effort(effort, out);
    for (record_column c = 0; c < RECORD_COLUMNS; c++)
        read_column(p, out, c,
                    sources[c].table && !strcmp(sources[c].table, "items") ? "measure" : "metric");
    share_errors(out);
    return p->status == LK_OK;
}

/* ---- Asking -------------------------------------------------------------------------- */

double record_value(const record *r, size_t explainer, record_column column)
{
    const record_mean *m = mean_of(r, explainer, column);
    return m->weight > 0 ? m->sum / m->weight : NAN;
}

double record_chance(const record *r, size_t explainer, record_column column)
{
    const record_mean *m = mean_of(r, explainer, column);
    return m->chance_weight > 0 ? m->chance_sum / m->chance_weight : NAN;
}

int record_has(const record *r, record_column column)
{
    for (size_t x = 0; x < r->explainers.count; x++) {
        double value = record_value(r, x, column);
        if (value > 0 || (column != RECORD_FOUND && !isnan(value)))
            return 1;
    }
    return 0;
}
