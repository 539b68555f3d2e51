/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_TABLE_H
#define LK_BACKENDS_COALITIONS_TABLE_H

/* A node's value for some rows of a coalition problem: for each position, one
 * column of channels for each pattern that the rows show under its mask. A
 * table may hold only some of them, those from `origin` on. */

#include "patterns.h"

typedef struct table {
    patterns *patterns;
    const uint32_t *masks; /* by position */
    size_t positions, channels;
    uint32_t *start; /* by position its first column; and the number of all */
    size_t origin;   /* a column */
    float *values;   /* columns x channels, the caller's */
} table;

/* Count the columns of a node, or of its tiles in the place of positions. What
 * is counted needs table_close. */
lk_status table_count(patterns *p, uint32_t node, table *out);
lk_status table_count_tiles(patterns *p, uint32_t node, table *out);
void table_close(table *t);

static inline size_t table_columns(const table *t)
{
    return t->start[t->positions];
}

static inline float *table_at(const table *t, size_t column)
{
    return t->values + (column - t->origin) * t->channels;
}

/* A run of columns of one position: patterns first..first + count - 1. */
typedef struct span {
    size_t position, first, count;
    size_t column; /* of the first */
} span;

enum { SPAN_MOST = 256 }; /* columns */

/* The span that begins at `column` and ends before `end`. */
span table_span(const table *t, size_t column, size_t end);

/* Where the input `in` has, at `position`, the columns that stand for those of
 * a span of `out`; their number is the span's. */
void table_sources(const table *in, size_t position, const table *out, const span *s,
                   const float **sources);

/* Does `in` have the same columns, one for one? */
int table_is_aligned(const table *in, const table *out);

/* The patterns of a position. */
const pattern_set *table_set(const table *t, size_t position);

#endif
