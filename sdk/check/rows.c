/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "study.h"
#include "trial.h"

/* The tables that a test gives to an analysis or a report. */

static lk_table_set *tables_of(lk_trial *t)
{
    if (!t->tables) {
        t->tables = lk_tables_new();
        if (t->tables)
            lk_tables_define_study(t->tables);
    }
    return t->tables;
}

const lk_tables *lk_trial_tables(lk_trial *t)
{
    lk_tables *view = tables_of(t) ? lk_arena_alloc(t->arena, sizeof *view) : NULL;
    if (view)
        *view = lk_tables_view(t->tables, t->arena);
    return view;
}

static int number_of(const lk_node *n, double *out)
{
    char *end = NULL;
    if (n->kind != LK_NODE_SCALAR || n->quoted)
        return 0;
    *out = strtod(n->text, &end);
    return end != n->text && !*end && *out - *out == 0;
}

/* The columns of a new table are those of its first row. */
static lk_column *columns_of(lk_trial *t, const lk_node *row)
{
    lk_column *columns = lk_arena_array(t->arena, row->count, sizeof *columns);
    double number;
    for (size_t i = 0; columns && i < row->count; i++)
        columns[i] =
            (lk_column){row->items[i]->key,
                        number_of(row->items[i], &number) ? LK_COLUMN_NUMBER : LK_COLUMN_TEXT};
    return columns;
}

static int put_cell(const lk_node *n, const lk_column *column, lk_cell *out, lk_fault *fault)
{
    *out = (lk_cell){.missing = 1};
    if (!n || lk_node_is_null(n))
        return 0;
    *out = (lk_cell){.text = NULL};
    if (column->type == LK_COLUMN_TEXT && n->kind == LK_NODE_SCALAR)
        *out = (lk_cell){.text = n->text, .missing = !*n->text};
    else if (column->type != LK_COLUMN_NUMBER || !number_of(n, &out->number))
        lk_yaml_fault(fault, n, "column `%s` takes %s", column->name,
                      column->type == LK_COLUMN_TEXT ? "a text" : "a number");
    return *fault->text ? -1 : 0;
}

static int check_names(const lk_node *row, const lk_column *columns, size_t count, lk_fault *fault)
{
    for (size_t i = 0; i < row->count; i++) {
        size_t c = 0;
        while (c < count && strcmp(columns[c].name, row->items[i]->key))
            c++;
        if (c == count) {
            lk_yaml_fault(fault, row->items[i], "the table has no column `%s`", row->items[i]->key);
            return -1;
        }
    }
    return 0;
}

static int add_row(lk_trial *t, const char *table, const char *text, lk_fault *fault)
{
    const lk_tables *all = lk_trial_tables(t);
    const lk_table *known = all ? lk_tables_get(all, table) : NULL;
    const lk_node *row = lk_yaml_parse(t->arena, table, text, strlen(text), fault);
    if (!all || !row)
        return -1;
    if (row->kind != LK_NODE_MAP || !row->count) {
        lk_yaml_fault(fault, row, "a row is a map of columns, as in {network: a, value: 0.5}");
        return -1;
    }
    size_t count = known ? known->column_count : row->count;
    const lk_column *columns = known ? known->columns : columns_of(t, row);
    lk_cell *cells = lk_arena_array(t->arena, count, sizeof *cells);
    if (!columns || !cells || check_names(row, columns, count, fault))
        return -1;
    for (size_t c = 0; c < count; c++)
        if (put_cell(lk_node_get(row, columns[c].name), &columns[c], &cells[c], fault))
            return -1;
    return lk_tables_row(t->tables, table, count, columns, cells);
}

int lk_trial_row(lk_trial *t, const char *table, const char *row)
{
    lk_fault fault = {""};
    int rc = add_row(t, table, row, &fault);
    if (rc)
        fprintf(stderr, "%s\n", *fault.text ? fault.text : "there is no room for the row");
    return rc;
}

/* ---- Reports ------------------------------------------------------------------------------ */

static lk_status write_file(const lk_report_request *self, lk_context *ctx, const char *path,
                            const void *bytes, size_t size)
{
    lk_trial *t = self->host_data;
    if (notes_file(t->notes, path, bytes, size))
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the file %s", path);
    return LK_OK;
}

lk_report_request *lk_trial_request(lk_trial *t)
{
    t->request = (lk_report_request){.struct_size = sizeof t->request,
                                     .title = "A study",
                                     .variant = t->plugin->name,
                                     .provenance = study_provenance,
                                     .tables = lk_trial_tables(t),
                                     .write_file = write_file,
                                     .host_data = t};
    return &t->request;
}
