/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "totals.h"

#include "cells.h"

/* What the columns of `metrics` say of all labels together; others stay empty. */
static lk_cell total_cell(const setting *x, const char *network, const char *baseline,
                          const estimate *e, const char *column)
{
    const struct {
        const char *name, *text;
    } words[] = {{"study", x->study},       {"protocol", x->protocol},
                 {"network", network},      {"explainer", x->explainer},
                 {"align", x->align},       {"mask", x->mask},
                 {"binarise", x->binarise}, {"baseline", baseline},
                 {"metric", x->metric},     {"run", x->run}};
    const struct {
        const char *name;
        double number;
    } numbers[] = {
        {"value", e->value}, {"lo", e->bootstrap.lo}, {"hi", e->bootstrap.hi}, {"n", (double)e->n}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(words[i].name, column))
            return cell_text(words[i].text);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (!strcmp(numbers[i].name, column))
            return cell_number(numbers[i].number);
    return (lk_cell){.missing = 1};
}

lk_status total_write(study *s, const setting *x, const char *network, const char *baseline,
                      const estimate *e)
{
    const lk_table *metrics = lk_tables_get(s->tables, "metrics");
    lk_cell *cells = lk_alloc_array(s->ctx, metrics->column_count, sizeof *cells);
    if (!cells)
        return no_memory(s);
    for (size_t c = 0; c < metrics->column_count; c++)
        cells[c] = total_cell(x, network, baseline, e, metrics->columns[c].name);
    return s->out->row(s->out, s->ctx, metrics->name, metrics->column_count, metrics->columns,
                       cells);
}

static lk_status write_total(study *s, const setting *x, size_t baseline, double *values)
{
    estimate e;
    size_t n = clusters_gather(s, (side){x, baseline}, (side){NULL, 0}, values);
    if (!n)
        return LK_OK;
    lk_status status = estimate_make(s, values, n, &e);
    return status ? status : total_write(s, x, "", s->grid.baselines.items[baseline], &e);
}

lk_status write_totals(study *s)
{
    double *values = clusters_room(s);
    lk_status status = values ? LK_OK : no_memory(s);
    if (s->grid.has_totals)
        return status;
    for (size_t i = 0; !status && i < s->grid.count; i++)
        for (size_t b = 0; !status && b < s->grid.baselines.count; b++)
            status = write_total(s, &s->grid.settings[i], b, values);
    return status;
}
