/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "csv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_COLUMNS = 4096 };

typedef struct reader {
    lk_context *ctx;
    const char *file;
    const char *at, *end;
    char *to; /* where the next field's text goes; never ahead of `at` */
    uint32_t line;
} reader;

/* What came after a field. */
typedef enum mark { MARK_COMMA, MARK_LINE, MARK_END } mark;

static lk_status fail(const reader *r, const char *what)
{
    return lk_error(r->ctx, LK_E_INPUT, "%s:%u: %s", r->file, r->line, what);
}

/* The length of the line break here; 0: none. */
static size_t line_break(const reader *r)
{
    if (r->at < r->end && *r->at == '\n')
        return 1;
    return r->end - r->at >= 2 && r->at[0] == '\r' && r->at[1] == '\n' ? 2 : 0;
}

static lk_status read_quoted(reader *r)
{
    uint32_t start = r->line;
    for (r->at++; r->at < r->end; r->at++) {
        int quote = *r->at == '"';
        if (quote && (r->end - r->at < 2 || r->at[1] != '"')) {
            r->at++;
            return LK_OK;
        }
        r->at += quote;
        r->line += *r->at == '\n';
        *r->to++ = *r->at;
    }
    r->line = start;
    return fail(r, "a quote opens a field here and is never closed.");
}

static lk_status read_plain(reader *r)
{
    for (; r->at < r->end && *r->at != ',' && !line_break(r); r->at++) {
        if (*r->at == '"')
            return fail(r, "a quote stands inside a field: quote the whole field and double it.");
        *r->to++ = *r->at;
    }
    return LK_OK;
}

/* Read one field and pass what ends it. */
static lk_status read_field(reader *r, const char **text, mark *after)
{
    *text = r->to;
    lk_status status = r->at < r->end && *r->at == '"' ? read_quoted(r) : read_plain(r);
    if (status)
        return status;
    size_t skip = line_break(r);
    *after = skip ? MARK_LINE : MARK_COMMA;
    if (r->at == r->end)
        *after = MARK_END;
    else if (!skip && *r->at != ',')
        return fail(r, "text follows a closing quote: a comma or the end of the line must.");
    else
        r->at += skip ? skip : 1;
    r->line += skip != 0;
    *r->to++ = '\0';
    return LK_OK;
}

/* Read one row of at most `limit` fields to `cells`. */
static lk_status read_row(reader *r, size_t limit, const char **cells, size_t *count)
{
    mark after = MARK_COMMA;
    for (*count = 0; after == MARK_COMMA; ++*count) {
        if (*count == limit)
            return fail(r, "the row has more fields than the header.");
        lk_status status = read_field(r, &cells[*count], &after);
        if (status)
            return status;
    }
    return LK_OK;
}

static void skip_blank_lines(reader *r)
{
    for (size_t skip; (skip = line_break(r)); r->at += skip)
        r->line++;
}

static lk_status read_header(reader *r, const char **cells, size_t *count)
{
    skip_blank_lines(r);
    if (r->at == r->end)
        return lk_error(r->ctx, LK_E_INPUT, "%s: the file is empty: its first row names columns.",
                        r->file);
    uint32_t line = r->line;
    lk_status status = read_row(r, MAX_COLUMNS, cells, count);
    for (size_t i = 0; !status && i < *count; i++)
        for (size_t k = 0; k < i; k++)
            if (*cells[i] && !strcmp(cells[i], cells[k]))
                return lk_error(r->ctx, LK_E_INPUT, "%s:%u: two columns are called \"%s\".",
                                r->file, line, cells[i]);
    return status;
}

static lk_status read_rows(reader *r, lk_csv *t, const char **cells, uint32_t *lines)
{
    for (skip_blank_lines(r); r->at < r->end; skip_blank_lines(r)) {
        size_t count;
        if (t->row_count % 1024 == 0 && lk_cancelled(r->ctx))
            return LK_CANCELLED;
        lines[t->row_count] = r->line;
        lk_status status =
            read_row(r, t->column_count, cells + t->row_count * t->column_count, &count);
        if (status)
            return status;
        if (count < t->column_count)
            return lk_csv_error(r->ctx, t, t->row_count, "the row has %zu fields, the header %zu.",
                                count, t->column_count);
        t->row_count++;
    }
    return LK_OK;
}

/* At most how many fields and rows a file of these bytes can have. */
static void count_marks(const char *text, size_t size, size_t *fields, size_t *rows)
{
    *fields = *rows = 1;
    for (size_t i = 0; i < size; i++) {
        *rows += text[i] == '\n';
        *fields += text[i] == '\n' || text[i] == ',';
    }
}

lk_status lk_csv_parse(lk_context *ctx, const void *text, size_t size, const char *file,
                       lk_csv *out)
{
    reader r = {.ctx = ctx, .file = file, .at = text, .end = (const char *)text + size, .line = 1};
    size_t fields, rows, count;
    if (memchr(text, 0, size))
        return lk_error(ctx, LK_E_INPUT, "%s: a NUL byte: this is no text file.", file);
    if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        r.at += 3;
    count_marks(text, size, &fields, &rows);
    const char **cells = lk_alloc_array(ctx, fields, sizeof *cells);
    uint32_t *lines = lk_alloc_array(ctx, rows, sizeof *lines);
    r.to = lk_alloc(ctx, size + 1);
    if (!cells || !lines || !r.to)
        return lk_error(ctx, LK_E_MEMORY, "%s: no memory for a table of %zu fields.", file, fields);
    lk_status status = read_header(&r, cells, &count);
    if (status)
        return status;
    lk_csv t = {.file = file,
                .column_count = count,
                .header = cells,
                .cells = cells + count,
                .lines = lines};
    status = read_rows(&r, &t, cells + count, lines);
    if (!status)
        *out = t;
    return status;
}

int lk_csv_column(const lk_csv *t, const char *name)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (!strcmp(t->header[i], name))
            return (int)i;
    return -1;
}

const char *lk_csv_text(const lk_csv *t, size_t row, int column)
{
    return column < 0 ? "" : t->cells[row * t->column_count + (size_t)column];
}

lk_status lk_csv_number(lk_context *ctx, const lk_csv *t, size_t row, int column, double *out)
{
    const char *text = lk_csv_text(t, row, column);
    char *end;
    double value = strtod(text, &end);
    end += strspn(end, " ");
    if (end == text || *end || text[strspn(text, " +-.0123456789eE")] || !isfinite(value))
        return lk_csv_error(ctx, t, row, "column %s must hold a number, not \"%.40s\".",
                            t->header[column], text);
    *out = value;
    return LK_OK;
}

lk_status lk_csv_error(lk_context *ctx, const lk_csv *t, size_t row, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return lk_error(ctx, LK_E_INPUT, "%s:%u: %s", t->file, t->lines[row], text);
}
