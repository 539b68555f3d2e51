/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "draft.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void fail_memory(draft *d)
{
    if (!d->status)
        d->status = lk_error(d->ctx, LK_E_MEMORY, "no memory for the report");
}

void draft_bytes(draft *d, const void *bytes, size_t size)
{
    if (d->status)
        return;
    if (size > d->room - d->size) {
        size_t room = d->size + size > SIZE_MAX / 2 ? 0 : 2 * (d->size + size);
        char *grown = room ? realloc(d->bytes, room) : NULL;
        if (!grown) {
            fail_memory(d);
            return;
        }
        d->bytes = grown;
        d->room = room;
    }
    memcpy(d->bytes + d->size, bytes, size);
    d->size += size;
}

/* ---- Memory and texts ---------------------------------------------------------- */

void *draft_alloc(draft *d, size_t count, size_t size)
{
    void *memory = d->status ? NULL : lk_alloc_array(d->ctx, count ? count : 1, size);
    if (!memory)
        fail_memory(d);
    return memory;
}

void *draft_grow(draft *d, void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    size_t more = *room ? 2 * *room : 16;
    void *grown = draft_alloc(d, more, size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * size);
    *room = more;
    return grown;
}

const char *draft_format(draft *d, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = size < 0 ? NULL : draft_alloc(d, (size_t)size + 1, 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(args);
    return text ? text : "";
}

const char *draft_number(draft *d, double value, int digits)
{
    number_text n = number_fixed(value, digits);
    return *n.text == '-' ? draft_format(d, "\u2212%s", n.text + 1) : draft_format(d, "%s", n.text);
}

const char *draft_signed(draft *d, double value, int digits)
{
    const char *text = draft_number(d, value, digits);
    int rounds_to_zero = !strpbrk(number_fixed(value, digits).text, "123456789");
    return value < 0 || rounds_to_zero ? text : draft_format(d, "+%s", text);
}

const char *draft_short(draft *d, double value)
{
    double size = fabs(value);
    int whole = value == floor(value) && size < 1e6;
    return draft_number(d, value, whole || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

const char *draft_count(draft *d, double value)
{
    number_text n = number_fixed(value, 0);
    size_t size = strlen(n.text), at = 0;
    char out[4 * NUMBER_ROOM];
    if (fabs(value) >= 1e15)
        return draft_number(d, value, 0);
    for (size_t i = 0; i < size; i++) {
        if (i && n.text[i - 1] != '-' && (size - i) % 3 == 0) {
            memcpy(out + at, "\u202f", 3); /* a narrow space that does not break */
            at += 3;
        }
        out[at++] = n.text[i];
    }
    out[at] = 0;
    return draft_format(d, "%s", out);
}

const char *draft_plural(draft *d, double count, const char *one, const char *many)
{
    const char *number = draft_count(d, count);
    if (count == 1)
        return draft_format(d, "%s %s", number, one);
    return many ? draft_format(d, "%s %s", number, many) : draft_format(d, "%s %ss", number, one);
}

/* ---- Tables ---------------------------------------------------------------------- */

/* How many of its first rows are of the analysis of the first one. */
static size_t rows_of_first(const lk_table *t)
{
    size_t row = 0;
    const lk_cell *first = t->row_count ? lk_table_cell(t, 0, "analysis") : NULL;
    while (first && row < t->row_count &&
           !strcmp(lk_table_text(t, row, "analysis"), first->text ? first->text : ""))
        row++;
    return first ? row : t->row_count;
}

const lk_table *draft_table(const draft *d, const char *name)
{
    const lk_table *t = lk_tables_get(d->request->tables, name);
    size_t rows = t ? rows_of_first(t) : 0;
    if (!rows || rows == t->row_count)
        return rows ? t : NULL;
    lk_table *part = lk_alloc(d->ctx, sizeof *part);
    if (!part)
        return NULL;
    *part = *t;
    part->row_count = rows;
    return part;
}

const lk_value_info *draft_info(const draft *d, const char *id)
{
    for (size_t i = 0; i < d->request->value_count; i++)
        if (!strcmp(d->request->values[i].id, id))
            return &d->request->values[i];
    return NULL;
}

const char *draft_title(const draft *d, const char *id)
{
    const lk_value_info *info = draft_info(d, id);
    return info && info->title && *info->title ? info->title : id;
}

int draft_cell(const lk_table *t, size_t row, const char *column, double *out)
{
    const lk_cell *c = lk_table_cell(t, row, column);
    if (!c || c->missing || !isfinite(c->number))
        return 0;
    *out = c->number;
    return 1;
}
