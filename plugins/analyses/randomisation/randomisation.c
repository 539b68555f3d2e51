/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../../common/cell.h"
#include "../statistics/groups.h"

/* Means over faces of the table `controls`: how like the explanations of a network
 * are those of its twins. */

typedef struct randomisation {
    double level;
    int64_t resamples;
} randomisation;

static const lk_param params[] = {UNITS_PARAMS(randomisation)};

static const char *const keys[] = {"network", "explainer", "control", "step", "metric"};

typedef struct output {
    const lk_table *table;
    lk_table_sink *sink;
} output;

static lk_status write_row(void *user, lk_context *ctx, const group_mean *m)
{
    static const lk_column columns[] = {
        {"network", LK_COLUMN_TEXT}, {"explainer", LK_COLUMN_TEXT}, {"control", LK_COLUMN_TEXT},
        {"step", LK_COLUMN_TEXT},    {"layers", LK_COLUMN_NUMBER},  {"layer", LK_COLUMN_TEXT},
        {"metric", LK_COLUMN_TEXT},  {"value", LK_COLUMN_NUMBER},   {"lo", LK_COLUMN_NUMBER},
        {"hi", LK_COLUMN_NUMBER},    {"n", LK_COLUMN_NUMBER},       {"units", LK_COLUMN_NUMBER}};
    const output *o = user;
    const lk_table *t = o->table;
    const lk_cell *layers = lk_table_cell(t, m->row, "layers");
    const lk_cell cells[] = {cell_text(lk_table_text(t, m->row, "network")),
                             cell_text(lk_table_text(t, m->row, "explainer")),
                             cell_text(lk_table_text(t, m->row, "control")),
                             cell_text(lk_table_text(t, m->row, "step")),
                             layers ? *layers : (lk_cell){.missing = 1},
                             cell_text(lk_table_text(t, m->row, "layer")),
                             cell_text(lk_table_text(t, m->row, "metric")),
                             cell_number(m->mean.value),
                             cell_number(m->mean.lo),
                             cell_number(m->mean.hi),
                             cell_number((double)m->count),
                             cell_number((double)m->mean.units)};
    return o->sink->row(o->sink, ctx, "randomisation", sizeof columns / sizeof *columns, columns,
                        cells);
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
    const randomisation *r = self;
    const groups g = {.table = t,
                      .key_count = sizeof keys / sizeof *keys,
                      .keys = keys,
                      .level = r->level,
                      .resamples = r->resamples};
    output o = {t, out};
    return groups_mean(&g, ctx, (stream){.state = ctx->host->random(ctx)}, write_row, &o);
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
