/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "how.h"

/* How many tables there are, twice. */

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"analysis", LK_COLUMN_TEXT}, {"row", LK_COLUMN_TEXT}, {"tables", LK_COLUMN_NUMBER}};
    static const lk_column others[] = {
        {"analysis", LK_COLUMN_TEXT}, {"row", LK_COLUMN_TEXT}, {"others", LK_COLUMN_NUMBER}};
    lk_cell cells[3];
    memset(cells, 0, sizeof cells);
    cells[0].text = variant;
    cells[1].text = "first";
    cells[2].number = is(self, "nan") ? NAN : (double)tables->count;
    lk_status status = out->row(out, ctx, "counted", 3, columns, cells);
    cells[1].text = "second";
    return status ? status
                  : out->row(out, ctx, "counted", 3, is(self, "is torn") ? others : columns, cells);
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

UNRULY("analysis", .stage = LK_STAGE_ANALYSIS, UNRULY_HOW, .ops = &ops)
