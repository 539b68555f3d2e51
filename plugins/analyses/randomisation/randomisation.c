/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "../../common/cell.h"
#include "../statistics/units.h"

/* Means over faces of the table `controls`: how like the explanations of a network
 * are those of its twins. */

typedef struct randomisation {
    double level;
    int64_t resamples;
} randomisation;

static const lk_param params[] = {UNITS_PARAMS(randomisation)};

/* ---- Rows in groups ------------------------------------------------------------------ */

static const char *const keys[] = {"network", "explainer", "control", "step", "metric"};
enum { KEYS = sizeof keys / sizeof *keys };

/* A row of `controls` whose value is known. */
typedef struct entry {
    const char *key[KEYS];
    observation seen; /* unit: its subject, else its item */
} entry;

/* Entries first .. end - 1 have one key. */
typedef struct group {
    const entry *entries;
    size_t count, row; /* row: the first of its own */
} group;

static int compare_keys(const entry *a, const entry *b)
{
    int order = 0;
    for (size_t k = 0; !order && k < KEYS; k++)
        order = strcmp(a->key[k], b->key[k]);
    return order;
}

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int order = compare_keys(x, y);
    return order ? order : (x->seen.row > y->seen.row) - (x->seen.row < y->seen.row);
}

static int compare_groups(const void *a, const void *b)
{
    const group *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t read_entries(const lk_table *t, entry *out)
{
    size_t count = 0;
    for (size_t row = 0; row < t->row_count; row++) {
        const lk_cell *value = lk_table_cell(t, row, "value");
        if (!value || value->missing)
            continue;
        entry *e = &out[count++];
        *e = (entry){.seen = {.row = row, .value = value->number}};
        for (size_t k = 0; k < KEYS; k++)
            e->key[k] = lk_table_text(t, row, keys[k]);
        const char *subject = lk_table_text(t, row, "subject");
        e->seen.unit = *subject ? subject : lk_table_text(t, row, "item");
    }
    if (count)
        qsort(out, count, sizeof *out, compare_entries);
    return count;
}

/* In the order of the table. */
static size_t find_groups(const entry *entries, size_t count, group *out)
{
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        if (!i || compare_keys(&entries[i - 1], &entries[i]))
            out[groups++] = (group){.entries = &entries[i], .row = entries[i].seen.row};
        out[groups - 1].count++;
    }
    if (groups)
        qsort(out, groups, sizeof *out, compare_groups);
    return groups;
}

/* ---- What is found of one ---------------------------------------------------------------- */

static lk_status find(const randomisation *self, lk_context *ctx, stream key, const group *g,
                      observation *seen, double *room, unit_mean *out)
{
    for (size_t i = 0; i < g->count; i++)
        seen[i] = g->entries[i].seen;
    if (units_mean(seen, g->count, self->level, (size_t)self->resamples, key, room, out))
        return lk_error(ctx, LK_E_MEMORY, "no memory to resample %zu units", out->units);
    return LK_OK;
}

static lk_status write_row(lk_context *ctx, const lk_table *t, const group *g, const unit_mean *f,
                           lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"network", LK_COLUMN_TEXT}, {"explainer", LK_COLUMN_TEXT}, {"control", LK_COLUMN_TEXT},
        {"step", LK_COLUMN_TEXT},    {"layers", LK_COLUMN_NUMBER},  {"layer", LK_COLUMN_TEXT},
        {"metric", LK_COLUMN_TEXT},  {"value", LK_COLUMN_NUMBER},   {"lo", LK_COLUMN_NUMBER},
        {"hi", LK_COLUMN_NUMBER},    {"n", LK_COLUMN_NUMBER},       {"units", LK_COLUMN_NUMBER}};
    const lk_cell *layers = lk_table_cell(t, g->row, "layers");
    const entry *e = g->entries;
    const lk_cell cells[] = {cell_text(e->key[0]),
                             cell_text(e->key[1]),
                             cell_text(e->key[2]),
                             cell_text(e->key[3]),
                             layers ? *layers : (lk_cell){.missing = 1},
                             cell_text(lk_table_text(t, g->row, "layer")),
                             cell_text(e->key[4]),
                             cell_number(f->value),
                             cell_number(f->lo),
                             cell_number(f->hi),
                             cell_number((double)g->count),
                             cell_number((double)f->units)};
    return out->row(out, ctx, "randomisation", sizeof columns / sizeof *columns, columns, cells);
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    const lk_table *t = lk_tables_get(tables, "controls");
    (void)variant;
    if (!t || !t->row_count) {
        lk_log(ctx, LK_WARNING,
               "nothing to compare: the study has no `controls` or no metric of similarity");
        return LK_OK;
    }
    const stream key = {.state = ctx->host->random(ctx)};
    entry *entries = lk_alloc_array(ctx, t->row_count, sizeof *entries);
    group *groups = lk_alloc_array(ctx, t->row_count, sizeof *groups);
    observation *seen = lk_alloc_array(ctx, t->row_count, sizeof *seen);
    double *room = lk_alloc_array(ctx, t->row_count, 2 * sizeof *room);
    if (!entries || !groups || !seen || !room)
        return lk_error(ctx, LK_E_MEMORY, "no memory to average %zu rows", t->row_count);
    size_t count = find_groups(entries, read_entries(t, entries), groups);
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < count; i++) {
        unit_mean f;
        status =
            lk_cancelled(ctx) ? LK_CANCELLED : find(self, ctx, key, &groups[i], seen, room, &f);
        if (!status)
            status = write_row(ctx, t, &groups[i], &f, out);
    }
    return status;
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "randomisation", .version = "0.1.0", .revision = 1,
          .summary = "How much explanations depend on what networks have learned.",
          .details =
              "Writes the table randomisation: for each network, explainer, control and metric of "
              "similarity the mean over explanations of how like they are to those of the control "
              "for the same face and class, with a bootstrap interval over subjects (items, where "
              "subjects are unknown). With a series of controls, {randomise: [1, 2, 4, all]}, it "
              "is the cascading model parameter randomisation test of J. Adebayo et al., Sanity "
              "Checks for Saliency Maps, NeurIPS 2018: an explanation that stays the same when "
              "the weights are random does not show what the network has learned. Heatmaps are "
              "compared as they are, with their signs. Ranks can stay alike for smooth maps of any "
              "network, so a value means something beside the others of its curve alone.",
          .licence = "GPL-3.0-or-later with GSL", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          .instance_size = sizeof(randomisation), LK_PARAMS(params), .ops = &ops)
