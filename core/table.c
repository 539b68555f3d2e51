/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TABLES = 64, MAX_COLUMNS = 32 };

typedef struct growing {
    const char *name;
    size_t column_count, row_count, room;
    lk_column columns[MAX_COLUMNS];
    lk_cell *cells;
} growing;

struct lk_table_set {
    lk_arena *arena;
    size_t count;
    growing tables[MAX_TABLES];
};

lk_table_set *lk_tables_new(void)
{
    lk_table_set *set = calloc(1, sizeof *set);
    if (set)
        set->arena = lk_arena_new(0);
    return set;
}

void lk_tables_free(lk_table_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++)
        free(set->tables[i].cells);
    lk_arena_free(set->arena);
    free(set);
}

static growing *get(lk_table_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (!strcmp(set->tables[i].name, name))
            return &set->tables[i];
    return NULL;
}

static growing *add_table(lk_table_set *set, const char *name)
{
    if (set->count == MAX_TABLES)
        return NULL;
    growing *t = &set->tables[set->count++];
    t->name = lk_arena_text(set->arena, name);
    return t;
}

void lk_tables_define(lk_table_set *set, const char *name, const char *columns)
{
    growing *t = add_table(set, name);
    char *copy = lk_arena_text(set->arena, columns), *save = NULL;
    for (char *c = strtok_r(copy, " ", &save); c && t->column_count < MAX_COLUMNS;
         c = strtok_r(NULL, " ", &save)) {
        size_t n = strlen(c);
        int number = c[n - 1] == '#';
        if (number)
            c[n - 1] = 0;
        t->columns[t->column_count++] =
            (lk_column){.name = c, .type = number ? LK_COLUMN_NUMBER : LK_COLUMN_TEXT};
    }
}

static lk_cell *new_row(growing *t)
{
    if (t->row_count == t->room) {
        size_t room = t->room ? t->room * 2 : 64;
        lk_cell *grown = realloc(t->cells, room * t->column_count * sizeof *grown);
        if (!grown)
            abort(); /* a table that does not fit is no result */
        t->cells = grown;
        t->room = room;
    }
    lk_cell *row = t->cells + t->row_count++ * t->column_count;
    memset(row, 0, t->column_count * sizeof *row);
    return row;
}

void lk_tables_add(lk_table_set *set, const char *name, ...)
{
    growing *t = get(set, name);
    lk_cell *row = new_row(t);
    va_list args;
    va_start(args, name);
    for (size_t c = 0; c < t->column_count; c++) {
        if (t->columns[c].type == LK_COLUMN_TEXT) {
            const char *text = va_arg(args, const char *);
            row[c].text = text ? lk_arena_text(set->arena, text) : NULL;
            row[c].missing = !text || !*text;
        } else {
            const lk_value *v = va_arg(args, const lk_value *);
            row[c].missing = !v || v->missing;
            row[c].number = row[c].missing ? 0 : v->value;
        }
    }
    va_end(args);
}

int lk_tables_row(lk_table_set *set, const char *name, size_t column_count,
                  const lk_column *columns, const lk_cell *cells)
{
    growing *t = get(set, name);
    if (column_count > MAX_COLUMNS || !column_count)
        return -1;
    if (!t) {
        t = add_table(set, name);
        if (!t)
            return -1;
        t->column_count = column_count;
        for (size_t c = 0; c < column_count; c++)
            t->columns[c] = (lk_column){.name = lk_arena_text(set->arena, columns[c].name),
                                        .type = columns[c].type};
    }
    if (t->column_count != column_count)
        return -1;
    for (size_t c = 0; c < column_count; c++)
        if (strcmp(t->columns[c].name, columns[c].name) || t->columns[c].type != columns[c].type)
            return -1;
    lk_cell *row = new_row(t);
    for (size_t c = 0; c < column_count; c++) {
        row[c] = cells[c];
        row[c].text = cells[c].text ? lk_arena_text(set->arena, cells[c].text) : NULL;
    }
    return 0;
}

lk_tables lk_tables_view(lk_table_set *set, lk_arena *arena)
{
    lk_table *items = lk_arena_array(arena, set->count, sizeof *items);
    for (size_t i = 0; i < set->count; i++) {
        const growing *t = &set->tables[i];
        items[i] = (lk_table){.struct_size = sizeof *items,
                              .name = t->name,
                              .column_count = t->column_count,
                              .row_count = t->row_count,
                              .columns = t->columns,
                              .cells = t->cells};
    }
    return (lk_tables){.struct_size = sizeof(lk_tables), .count = set->count, .items = items};
}

static void pack_cell(lk_pack *p, const lk_column *c, const lk_cell *cell)
{
    lk_pack_u64(p, cell->missing);
    if (c->type == LK_COLUMN_TEXT)
        lk_pack_text(p, cell->text);
    else
        lk_pack_double(p, cell->number);
}

void lk_pack_tables(lk_pack *p, const lk_tables *tables)
{
    lk_pack_u64(p, tables->count);
    for (size_t i = 0; i < tables->count; i++) {
        const lk_table *t = &tables->items[i];
        lk_pack_text(p, t->name);
        lk_pack_u64(p, t->column_count);
        for (size_t c = 0; c < t->column_count; c++) {
            lk_pack_text(p, t->columns[c].name);
            lk_pack_u64(p, (uint64_t)t->columns[c].type);
        }
        lk_pack_u64(p, t->row_count);
        for (size_t n = 0; n < t->row_count * t->column_count; n++)
            pack_cell(p, &t->columns[n % t->column_count], &t->cells[n]);
    }
}

static int unpack_table(lk_unpack *u, lk_arena *arena, lk_table *t)
{
    t->struct_size = sizeof *t;
    t->name = lk_unpack_text(u);
    t->column_count = lk_unpack_count(u, 16);
    lk_column *columns = lk_arena_array(arena, t->column_count, sizeof *columns);
    for (size_t c = 0; columns && c < t->column_count; c++) {
        columns[c].name = lk_unpack_text(u);
        columns[c].type = (lk_column_type)lk_unpack_u64(u);
        if (!columns[c].name)
            u->bad = 1;
    }
    t->row_count = lk_unpack_count(u, 16 * t->column_count);
    lk_cell *cells = lk_arena_array(arena, t->row_count * t->column_count, sizeof *cells);
    if (!columns || !cells || !t->name || (!t->column_count && t->row_count))
        return -1;
    for (size_t n = 0; n < t->row_count * t->column_count; n++) {
        cells[n].missing = lk_unpack_u64(u) != 0;
        if (columns[n % t->column_count].type == LK_COLUMN_TEXT)
            cells[n].text = lk_unpack_text(u);
        else
            cells[n].number = lk_unpack_double(u);
    }
    t->columns = columns;
    t->cells = cells;
    return u->bad ? -1 : 0;
}

int lk_unpack_tables(lk_unpack *u, lk_arena *arena, lk_tables *out)
{
    size_t count = lk_unpack_count(u, 24);
    lk_table *items = lk_arena_array(arena, count, sizeof *items);
    for (size_t i = 0; items && i < count; i++)
        if (unpack_table(u, arena, &items[i]))
            return -1;
    *out = (lk_tables){.struct_size = sizeof *out, .count = count, .items = items};
    return items && !u->bad ? 0 : -1;
}

lk_value lk_number(double x)
{
    return (lk_value){.value = x};
}
