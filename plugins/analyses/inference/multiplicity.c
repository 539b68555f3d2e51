/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cells.h"
#include "inference.h"

static const lk_column columns[] = {
    {"table", LK_COLUMN_TEXT},
    {"metric", LK_COLUMN_TEXT},
    {"tests", LK_COLUMN_NUMBER},
    {"alpha", LK_COLUMN_NUMBER},
    {"expected", LK_COLUMN_NUMBER},
    {"found", LK_COLUMN_NUMBER},
    {"found_corrected", LK_COLUMN_NUMBER},
    {"correction", LK_COLUMN_TEXT},
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* Of one metric, or of all where it is "". */
static lk_status write_row(study *s, const char *table, const tests *t, const char *metric)
{
    double alpha = study_alpha(s), made = 0, found = 0, corrected = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (isnan(t->p[i]) || (*metric && strcmp(t->metrics[i], metric) != 0))
            continue;
        made++;
        found += t->p[i] <= alpha;
        corrected += t->adjusted[i] <= alpha;
    }
    if (!(made > 0))
        return LK_OK;
    lk_cell cells[COLUMNS] = {cell_text(table),
                              cell_text(metric),
                              cell_number(made),
                              cell_number(alpha),
                              cell_number(tidied(made * alpha)),
                              cell_number(found),
                              cell_number(corrected),
                              cell_text(inference_corrections[s->params->correction])};
    return s->out->row(s->out, s->ctx, "multiplicity", COLUMNS, columns, cells);
}

lk_status write_multiplicity(study *s, const char *table, const tests *made)
{
    texts metrics = {0};
    for (size_t i = 0; i < made->count; i++)
        if (texts_add(&metrics, s->ctx, made->metrics[i]) == SIZE_MAX)
            return no_memory(s);
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < metrics.count; i++)
        status = write_row(s, table, made, metrics.items[i]);
    return status ? status : write_row(s, table, made, "");
}
