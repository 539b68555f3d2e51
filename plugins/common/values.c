/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "values.h"

#include <string.h>

int values_lowest_first(const lk_tables *tables, const char *value)
{
    const lk_table *t = lk_tables_get(tables, "values");
    for (size_t row = 0; t && row < t->row_count; row++) {
        const lk_cell *direction = lk_table_cell(t, row, "direction");
        if (direction && !strcmp(lk_table_text(t, row, "metric"), value))
            return direction->number < 0;
    }
    return 0;
}
