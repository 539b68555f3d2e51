/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_COMMON_DRAFT_H
#define REPORTS_COMMON_DRAFT_H

/* A file of words that grows until it is written, and what its words are made
 * of. The first failure stays in `status`, and nothing is added after it: who
 * writes need not ask. */

#include <likeness/plugin.h>

#include "number.h"

typedef struct draft {
    lk_context *ctx;
    const lk_report_request *request;
    char *bytes; /* malloc */
    size_t size, room;
    lk_status status;
} draft;

void draft_bytes(draft *d, const void *bytes, size_t size);

/* ---- Memory and texts that live until the report is written ------------------ */

/* As lk_alloc_array; a failure is the draft's. */
void *draft_alloc(draft *d, size_t count, size_t size);
/* Room for one more in an array of `count`, moved where it must grow. */
void *draft_grow(draft *d, void *array, size_t count, size_t *room, size_t size);

const char *draft_format(draft *d, const char *format, ...) LK_PRINTF(2, 3);
/* A number for people: rounded to `digits`, with a true minus sign. */
const char *draft_number(draft *d, double value, int digits);
/* The same with its sign, unless it rounds to zero. */
const char *draft_signed(draft *d, double value, int digits);
/* About three digits that count, whatever the size. */
const char *draft_short(draft *d, double value);
/* A whole number in groups of three. */
const char *draft_count(draft *d, double value);
/* "1 face", "3 faces"; `many` NULL: `one` with an s. */
const char *draft_plural(draft *d, double count, const char *one, const char *many);

/* ---- Tables ------------------------------------------------------------------ */

/* A table of the study; NULL where it is absent or has no rows. Where several
 * analyses of the study made rows of it, those of the first. */
const lk_table *draft_table(const draft *d, const char *name);
/* What a value of a metric or explainer says of itself, or NULL; its title, or
 * else its id. */
const lk_value_info *draft_info(const draft *d, const char *id);
const char *draft_title(const draft *d, const char *id);
/* The number in a column of a row: 0 where there is none. */
int draft_cell(const lk_table *t, size_t row, const char *column, double *out);

#endif
