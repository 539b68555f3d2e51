/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

/* The page that grows while its sections are written. Names and other text of
 * users come in through `$` places only, which escape them. The first failure
 * stays in `status`, and nothing is added after it: sections need not ask. */

#include <likeness/plugin.h>

#include "../common/number.h"

typedef struct page {
    lk_context *ctx;
    const lk_report_request *request;
    char *bytes; /* malloc */
    size_t size, room;
    lk_status status;
} page;

/* Add markup; each `$` in it stands for the next text, escaped. NULL is "". */
#define page_add(p, ...)                                                                           \
    page_fill((p), (const char *const[]){__VA_ARGS__},                                             \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
void page_fill(page *p, const char *const *texts, size_t count);

void page_bytes(page *p, const void *bytes, size_t size);
/* A picture (uint8, as host->encode_png takes) as a data URI. */
void page_png(page *p, const lk_tensor *pixels);

/* The open and close of a section of the page, and of what may be scrolled
 * sideways on a narrow screen. */
void page_section(page *p, const char *id, const char *title);
void page_section_end(page *p);
void page_wide(page *p, const char *name);
void page_wide_end(page *p);

/* ---- Memory and texts that live until the page is written ------------------- */

/* As lk_alloc_array; a failure is the page's. */
void *page_alloc(page *p, size_t count, size_t size);
/* Room for one more in an array of `count`, moved where it must grow. */
void *page_grow(page *p, void *array, size_t count, size_t *room, size_t size);

const char *page_format(page *p, const char *format, ...) LK_PRINTF(2, 3);
/* A number for people: rounded to `digits`, with a true minus sign. */
const char *page_number(page *p, double value, int digits);
/* The same with its sign always. */
const char *page_signed(page *p, double value, int digits);
/* About three digits that count, whatever the size. */
const char *page_short(page *p, double value);
/* A whole number in groups of three. */
const char *page_count(page *p, double value);
/* "1 face", "3 faces"; `many` NULL: `one` with an s. */
const char *page_plural(page *p, double count, const char *one, const char *many);

/* ---- Tables ------------------------------------------------------------------ */

/* A table of the study; NULL where it is absent or has no rows. */
const lk_table *page_table(const page *p, const char *name);
/* The number in a column of a row: 0 where there is none. */
int page_cell(const lk_table *t, size_t row, const char *column, double *out);

#endif
