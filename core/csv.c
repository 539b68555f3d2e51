/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "csv.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"

enum { MOST_BYTES = 512 << 20, MOST_FIELDS = 256 };

/* A file while it is read. Fields are ended and unquoted where they stand. */
typedef struct csv {
    lk_arena *arena;
    const char *path;
    char *at, *end;
    size_t line, field_count;
    char *fields[MOST_FIELDS];
    lk_fault *fault;
} csv;

static int wrong(const csv *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int wrong(const csv *c, const char *format, ...)
{
    char what[512];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    lk_fault_set(c->fault, "%s:%zu: %s; run the study again to have it as it was", c->path, c->line,
                 what);
    return -1;
}

/* ---- Fields --------------------------------------------------------------------------- */

static int is_end(const csv *c)
{
    return c->at >= c->end || *c->at == ',' || *c->at == '\n';
}

/* Go to the end of the field, whose text then ends at `stop`. */
static int pass_plain(csv *c, char **stop)
{
    for (; !is_end(c); c->at++)
        if (*c->at == '"' || *c->at == '\r')
            return wrong(c, "field %zu holds a quote or carriage return and is not quoted",
                         c->field_count + 1);
    *stop = c->at;
    return 0;
}

static int pass_quoted(csv *c, char **stop)
{
    char *to = c->at;
    for (c->at++; c->at < c->end && (*c->at != '"' || c->at[1] == '"'); c->at++) {
        c->at += *c->at == '"';
        c->line += *c->at == '\n';
        *to++ = *c->at;
    }
    if (c->at >= c->end)
        return wrong(c, "the file ends within field %zu", c->field_count + 1);
    c->at++;
    *stop = to;
    return is_end(c) ? 0 : wrong(c, "field %zu goes on after its quote", c->field_count + 1);
}

/* One line into `fields`. */
static int read_line(csv *c)
{
    char *start, *stop = NULL, ended_by;
    c->field_count = 0;
    do {
        start = c->at;
        if (c->field_count == MOST_FIELDS)
            return wrong(c, "it has more than %d fields", MOST_FIELDS);
        if (start < c->end && *start == '"' ? pass_quoted(c, &stop) : pass_plain(c, &stop))
            return -1;
        if (c->at >= c->end)
            return wrong(c, "the file ends within this line");
        ended_by = *c->at++;
        *stop = 0;
        c->fields[c->field_count++] = start;
    } while (ended_by != '\n');
    return 0;
}

/* ---- Cells ---------------------------------------------------------------------------- */

static int read_number(const csv *c, const char *column, const char *text, double *out)
{
    char *end;
    *out = strtod(text, &end);
    if (strspn(text, "0123456789+-.eE") == strlen(text) && !*end && isfinite(*out))
        return 0;
    return wrong(c, "`%.40s` in the column `%s` is no number", text, column);
}

static int read_cell(const csv *c, const lk_column *column, const char *text, lk_cell *out)
{
    *out = (lk_cell){.missing = !*text};
    if (!*text)
        return 0;
    if (column->type == LK_COLUMN_NUMBER)
        return read_number(c, column->name, text, &out->number);
    out->text = text;
    return 0;
}

/* Where the heading has the column. */
static int find_column(const csv *c, const char *name, size_t *at)
{
    size_t found = 0;
    for (size_t i = 0; i < c->field_count; i++)
        if (!strcmp(c->fields[i], name)) {
            *at = i;
            found++;
        }
    if (found == 1)
        return 0;
    return wrong(c, found ? "the column `%s` stands twice" : "there is no column `%s`", name);
}

/* ---- The file ---------------------------------------------------------------------------- */

static int open_file(csv *c)
{
    const void *bytes;
    size_t size;
    if (lk_read_whole(c->arena, c->path, MOST_BYTES, &bytes, &size, c->fault))
        return -1;
    json_t *text = json_stringn(bytes, size); /* refuses what is not UTF-8 */
    json_decref(text);
    c->at = (char *)(uintptr_t)bytes; /* the arena's, and so ours */
    c->end = c->at + size;
    if (!text || memchr(bytes, 0, size))
        return wrong(c, "the file is no text");
    return 0;
}

int lk_csv_read(lk_arena *arena, const char *path, size_t column_count, const lk_column *columns,
                lk_csv_row row, void *user, lk_fault *fault)
{
    csv c = {.arena = arena, .path = path, .line = 1, .fault = fault};
    size_t *at = lk_arena_array(arena, column_count, sizeof *at);
    lk_cell *cells = lk_arena_array(arena, column_count, sizeof *cells);
    if (!at || !cells || open_file(&c) || read_line(&c))
        return -1;
    size_t width = c.field_count;
    for (size_t i = 0; i < column_count; i++)
        if (find_column(&c, columns[i].name, &at[i]))
            return -1;
    while (c.at < c.end) {
        c.line++;
        if (read_line(&c))
            return -1;
        if (c.field_count != width)
            return wrong(&c, "%zu fields stand below a heading of %zu", c.field_count, width);
        for (size_t i = 0; i < column_count; i++)
            if (read_cell(&c, &columns[i], c.fields[at[i]], &cells[i]))
                return -1;
        if (row(user, cells, fault))
            return -1;
    }
    return 0;
}
