/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

/* An analysis turns tables into tables: here the mean of a metric over the labels,
 * for each network. Which tables and columns there are says the page on output. */

typedef struct means {
    const char *metric;
} means;

static const lk_param params[] = {
    {.name = "metric",
     .type = LK_STRING,
     .offset = offsetof(means, metric),
     .fallback = "iou",
     .doc = "The value of the table `metrics` that is averaged."},
};

static const lk_column columns[] = {
    {"network", LK_COLUMN_TEXT}, {"metric", LK_COLUMN_TEXT},   {"mean", LK_COLUMN_NUMBER},
    {"n", LK_COLUMN_NUMBER},     {"analysis", LK_COLUMN_TEXT},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* A score of the network itself, of one label, pooled over its faces. */
static int counts(const means *m, const lk_table *t, size_t row)
{
    return !strcmp(lk_table_text(t, row, "metric"), m->metric) &&
           !strcmp(lk_table_text(t, row, "protocol"), "pooled") &&
           !*lk_table_text(t, row, "baseline") && *lk_table_text(t, row, "label") &&
           *lk_table_text(t, row, "network");
}

/* Is there no earlier row of this network? */
static int is_first(const means *m, const lk_table *t, size_t row)
{
    const char *network = lk_table_text(t, row, "network");
    for (size_t i = 0; i < row; i++)
        if (counts(m, t, i) && !strcmp(lk_table_text(t, i, "network"), network))
            return 0;
    return 1;
}

/* A missing number is left out, and counted in no mean. */
static lk_status write_row(const means *m, lk_context *ctx, const lk_table *t, size_t first,
                           const char *variant, lk_table_sink *out)
{
    const char *network = lk_table_text(t, first, "network");
    double sum = 0, n = 0;
    for (size_t i = first; i < t->row_count; i++) {
        const lk_cell *value = lk_table_cell(t, i, "value");
        if (!counts(m, t, i) || strcmp(lk_table_text(t, i, "network"), network) || !value ||
            value->missing)
            continue;
        sum += value->number;
        n++;
    }
    const lk_cell cells[COLUMNS] = {{.text = network},
                                    {.text = m->metric},
                                    {.number = n > 0 ? sum / n : 0, .missing = !(n > 0)},
                                    {.number = n},
                                    {.text = variant}};
    return out->row(out, ctx, "means", COLUMNS, columns, cells);
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    const means *m = self;
    const lk_table *t = lk_tables_get(tables, "metrics");
    lk_status status = LK_OK;
    for (size_t i = 0; !status && t && i < t->row_count; i++) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        if (counts(m, t, i) && is_first(m, t, i))
            status = write_row(m, ctx, t, i, variant, out);
    }
    return status;
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "The mean of a metric over the labels, for each network.",
          .details = "Writes the table `means`: network, metric, mean, n (how many scores), and "
                     "analysis (the variant that made the row).",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(means),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
