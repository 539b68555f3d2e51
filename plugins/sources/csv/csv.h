/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_CSV_H
#define LK_SOURCES_CSV_H

/* Tables in CSV files: RFC 4180 (commas, double quotes, a quote doubled inside
 * quotes, line feeds inside quotes), with LF or CRLF, a UTF-8 byte order mark
 * passed over and blank lines left out. The first row names the columns; every
 * other row has as many fields. Fields are kept as they are, blanks included.
 *
 * Everything is of the arena of the context that parsed it. Errors begin with
 * file:line. */

#include <likeness/plugin.h>

typedef struct lk_csv {
    const char *file; /* as in errors */
    size_t column_count, row_count;
    const char *const *header; /* column_count names */
    const char *const *cells;  /* row-major, without the header */
    const uint32_t *lines;     /* where each row begins in the file, from 1 */
} lk_csv;

/* Parse `size` bytes, as host->read_file gives them. `file` must live as long
 * as the table. LK_E_INPUT for an empty file, a NUL, a stray or open quote, a
 * row of another length, or two columns of one name. */
lk_status lk_csv_parse(lk_context *ctx, const void *text, size_t size, const char *file,
                       lk_csv *out);

/* Which column has this name; -1: none. */
int lk_csv_column(const lk_csv *t, const char *name);

/* One field; "" where `column` is -1. */
const char *lk_csv_text(const lk_csv *t, size_t row, int column);

/* One field as a finite decimal number; LK_E_INPUT with a sentence when it is
 * none. `column` must exist. */
lk_status lk_csv_number(lk_context *ctx, const lk_csv *t, size_t row, int column, double *out);

/* An error at a row: file:line in front of the sentence. Gives LK_E_INPUT. */
lk_status lk_csv_error(lk_context *ctx, const lk_csv *t, size_t row, const char *format, ...)
    LK_PRINTF(4, 5);

#endif
