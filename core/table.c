/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TABLES = 64, MAX_COLUMNS = 32 };

/* A text of the cells, kept once however many have it. */
typedef struct word {
    uint32_t number; /* from 1 */
    char text[];
} word;

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
    size_t word_count, slot_count; /* at most half of the slots are taken */
    word **slots;
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
    free(set->slots);
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

void lk_tables_widen(lk_table_set *set, const char *name, const char *column)
{
    growing *t = get(set, name);
    if (t->column_count < MAX_COLUMNS)
        t->columns[t->column_count++] =
            (lk_column){.name = lk_arena_text(set->arena, column), .type = LK_COLUMN_TEXT};
}

void lk_tables_drop(lk_table_set *set, const char *name)
{
    growing *t = get(set, name);
    if (!t || t->row_count)
        return;
    size_t after = (size_t)(&set->tables[--set->count] - t);
    memmove(t, t + 1, after * sizeof *t);
    set->tables[set->count] = (growing){.name = NULL};
}

/* ---- Words ----------------------------------------------------------------------- */

/* A table that does not fit is no result. */
static void *must_have(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

/* FNV-1a. */
static uint64_t hash(const char *text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *text; text++)
        h = (h ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    return h;
}

/* Where a text is, or would be. */
static word **slot_of(word **slots, size_t count, const char *text)
{
    size_t i = hash(text) % count;
    while (slots[i] && strcmp(slots[i]->text, text))
        i = (i + 1) % count;
    return &slots[i];
}

static void grow_slots(lk_table_set *set)
{
    size_t count = set->slot_count ? 2 * set->slot_count : 1024;
    word **slots = must_have(calloc(count, sizeof *slots));
    for (size_t i = 0; i < set->slot_count; i++)
        if (set->slots[i])
            *slot_of(slots, count, set->slots[i]->text) = set->slots[i];
    free(set->slots);
    set->slots = slots;
    set->slot_count = count;
}

static const char *keep(lk_table_set *set, const char *text)
{
    if (!text)
        return NULL;
    if (2 * set->word_count >= set->slot_count)
        grow_slots(set);
    word **at = slot_of(set->slots, set->slot_count, text);
    if (!*at) {
        size_t size = strlen(text) + 1;
        *at = must_have(lk_arena_alloc(set->arena, sizeof **at + size));
        (*at)->number = (uint32_t)++set->word_count;
        memcpy((*at)->text, text, size);
    }
    return (*at)->text;
}

static const word *word_of(const char *text)
{
    return (const word *)(const void *)(text - offsetof(word, text));
}

/* ---- Rows ------------------------------------------------------------------------ */

static lk_cell *new_row(growing *t)
{
    if (t->row_count == t->room) {
        size_t room = t->room ? t->room * 2 : 64;
        lk_cell *grown = must_have(realloc(t->cells, room * t->column_count * sizeof *grown));
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
            row[c].text = keep(set, text);
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
        row[c].text = keep(set, cells[c].text);
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

/* ---- To a worker and back ---------------------------------------------------------- */

/* The words by number, then the tables, whose texts are numbers (0: none), twice as
 * large and odd where they are missing; a number comes after the byte 0, and a
 * missing one is the byte 1. */

enum { TEXT_SIZE = 4, NUMBER_SIZE = 1 }; /* the least of a cell */

static void pack_words(lk_pack *p, const lk_table_set *set)
{
    const word **words = must_have(calloc(set->word_count + 1, sizeof *words));
    for (size_t i = 0; i < set->slot_count; i++)
        if (set->slots[i])
            words[set->slots[i]->number - 1] = set->slots[i];
    lk_pack_u64(p, set->word_count);
    for (size_t i = 0; i < set->word_count; i++)
        lk_pack_text(p, words[i]->text);
    free(words);
}

static void pack_cell(lk_pack *p, const lk_column *c, const lk_cell *cell)
{
    uint8_t bytes[1 + sizeof(double)] = {cell->missing != 0};
    if (c->type == LK_COLUMN_TEXT) {
        uint32_t code = (cell->text ? word_of(cell->text)->number : 0) << 1 | (cell->missing != 0);
        for (int i = 0; i < TEXT_SIZE; i++)
            bytes[i] = (uint8_t)(code >> 8 * i);
        lk_pack_raw(p, bytes, TEXT_SIZE);
    } else {
        lk_pack_raw(p, bytes, NUMBER_SIZE);
        if (!cell->missing)
            lk_pack_double(p, cell->number);
    }
}

void lk_pack_tables(lk_pack *p, const lk_table_set *set)
{
    pack_words(p, set);
    lk_pack_u64(p, set->count);
    for (size_t i = 0; i < set->count; i++) {
        const growing *t = &set->tables[i];
        lk_pack_text(p, t->name);
        lk_pack_u64(p, t->column_count);
        for (size_t c = 0; c < t->column_count; c++) {
            lk_pack_text(p, t->columns[c].name);
            lk_pack_u64(p, (uint64_t)t->columns[c].type);
        }
        lk_pack_u64(p, t->row_count);
        const lk_cell *cell = t->cells;
        for (size_t row = 0; row < t->row_count; row++)
            for (size_t c = 0; c < t->column_count; c++)
                pack_cell(p, &t->columns[c], cell++);
    }
}

typedef struct words {
    size_t count;
    const char **texts;
} words;

static int unpack_words(lk_unpack *u, lk_arena *arena, words *out)
{
    out->count = lk_unpack_count(u, 8);
    out->texts = lk_arena_array(arena, out->count, sizeof *out->texts);
    for (size_t i = 0; out->texts && i < out->count; i++)
        out->texts[i] = lk_unpack_text(u);
    return out->texts && !u->bad ? 0 : -1;
}

static void unpack_cell(lk_unpack *u, const words *w, const lk_column *c, lk_cell *cell)
{
    if (c->type == LK_COLUMN_TEXT) {
        const uint8_t *bytes = lk_unpack_raw(u, TEXT_SIZE);
        uint32_t code = 0;
        for (int i = 0; bytes && i < TEXT_SIZE; i++)
            code |= (uint32_t)bytes[i] << 8 * i;
        cell->missing = code & 1;
        if (code >> 1 > w->count)
            u->bad = 1;
        else if (code >> 1)
            cell->text = w->texts[(code >> 1) - 1];
    } else {
        const uint8_t *flag = lk_unpack_raw(u, NUMBER_SIZE);
        cell->missing = flag && *flag;
        cell->number = cell->missing ? 0 : lk_unpack_double(u);
    }
}

/* Bytes that a row takes at least. */
static size_t unpack_columns(lk_unpack *u, lk_arena *arena, lk_table *t)
{
    size_t least = 0;
    t->column_count = lk_unpack_count(u, 16);
    lk_column *columns = lk_arena_array(arena, t->column_count, sizeof *columns);
    for (size_t c = 0; columns && c < t->column_count; c++) {
        columns[c].name = lk_unpack_text(u);
        columns[c].type = (lk_column_type)lk_unpack_u64(u);
        least += columns[c].type == LK_COLUMN_TEXT ? TEXT_SIZE : NUMBER_SIZE;
        if (!columns[c].name)
            u->bad = 1;
    }
    t->columns = columns;
    return least;
}

static int unpack_table(lk_unpack *u, lk_arena *arena, const words *w, lk_table *t)
{
    t->struct_size = sizeof *t;
    t->name = lk_unpack_text(u);
    size_t least = unpack_columns(u, arena, t);
    t->row_count = lk_unpack_count(u, least);
    lk_cell *cells = lk_arena_array(arena, t->row_count * t->column_count, sizeof *cells);
    if (!t->columns || !cells || !t->name || (!t->column_count && t->row_count))
        return -1;
    t->cells = cells;
    for (size_t row = 0; row < t->row_count && !u->bad; row++)
        for (size_t c = 0; c < t->column_count; c++)
            unpack_cell(u, w, &t->columns[c], cells++);
    return u->bad ? -1 : 0;
}

int lk_unpack_tables(lk_unpack *u, lk_arena *arena, lk_tables *out)
{
    words w;
    if (unpack_words(u, arena, &w))
        return -1;
    size_t count = lk_unpack_count(u, 24);
    lk_table *items = lk_arena_array(arena, count, sizeof *items);
    for (size_t i = 0; items && i < count; i++)
        if (unpack_table(u, arena, &w, &items[i]))
            return -1;
    *out = (lk_tables){.struct_size = sizeof *out, .count = count, .items = items};
    return items && !u->bad ? 0 : -1;
}

lk_value lk_number(double x)
{
    return (lk_value){.value = x};
}
