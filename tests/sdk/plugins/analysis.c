/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

/* How many values there are, in a table of its own. */
static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    static const lk_column columns[] = {{"analysis", LK_COLUMN_TEXT}, {"values", LK_COLUMN_NUMBER}};
    const lk_table *metrics = lk_tables_get(tables, "metrics");
    lk_cell cells[2];
    (void)self;
    if (!metrics)
        return lk_error(ctx, LK_E_FAIL, "there is no table metrics");
    memset(cells, 0, sizeof cells);
    cells[0].text = variant;
    cells[1].number = (double)metrics->row_count;
    return out->row(out, ctx, "halves", 2, columns, cells);
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

HALF_PLUGIN(.stage = LK_STAGE_ANALYSIS, .ops = &ops)
