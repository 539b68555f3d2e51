/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>

#include "half.h"

typedef struct text {
    char *bytes;
    size_t length, size;
} text;

static void add_row(text *t, const lk_table *m, size_t row)
{
    const lk_cell *value = lk_table_cell(m, row, "value");
    char number[32];
    if (!value || value->missing || t->size - t->length < 128)
        return;
    snprintf(number, sizeof number, "%.3f", value->number);
    t->length += (size_t)snprintf(t->bytes + t->length, t->size - t->length, "%s %s %s %s\n",
                                  lk_table_text(m, row, "label"), lk_table_text(m, row, "baseline"),
                                  lk_table_text(m, row, "metric"), number);
}

static void add_table(text *t, const lk_table *table)
{
    for (size_t row = 0; table && row < table->row_count; row++)
        add_row(t, table, row);
}

/* How many heatmaps there are with their pixels: the host of today has others come
 * only when they are asked for, which this report cannot do. */
static size_t heatmaps(const lk_report_request *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->figure_count; i++)
        n += !strcmp(r->figures[i].kind, "heatmap") && r->figures[i].pixels.data;
    return n;
}

static lk_status write_text(void *self, lk_context *ctx, const lk_report_request *r)
{
    const lk_table *halves = lk_tables_get(r->tables, "halves");
    text t = {NULL, 0, 4096};
    (void)self;
    t.bytes = (char *)lk_alloc(ctx, t.size);
    if (!t.bytes)
        return LK_E_MEMORY;
    t.length = (size_t)snprintf(t.bytes, t.size, "%s: %zu heatmaps, %zu analyses\n", r->title,
                                heatmaps(r), halves ? halves->row_count : 0);
    add_table(&t, lk_tables_get(r->tables, "metrics"));
    add_table(&t, lk_tables_get(r->tables, "faithfulness"));
    return r->write_file(r, ctx, "halves.txt", t.bytes, t.length);
}

static const lk_report_ops ops = {.struct_size = sizeof ops, .write = write_text};

HALF_PLUGIN(.stage = LK_STAGE_REPORT, .ops = &ops)
