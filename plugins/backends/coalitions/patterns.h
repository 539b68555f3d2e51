/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_PATTERNS_H
#define LK_BACKENDS_COALITIONS_PATTERNS_H

/* The different patterns that some rows of a coalition problem show under each
 * mask: rows that agree on a mask's segments, base and fill have the same value
 * at every position of that mask. */

#include "masks.h"

enum { PATTERNS_MOST_ROWS = 4096 };

/* The patterns of one mask, numbered in the order of their first rows. */
typedef struct pattern_set {
    uint16_t count;         /* 0: not counted yet */
    const uint16_t *of_row; /* by row, its pattern */
    const uint16_t *row_of; /* by pattern, its first row */
} pattern_set;

typedef struct patterns {
    lk_context *ctx;
    const masks *masks;
    const lk_coalitions *problem;
    size_t first, count; /* rows of the problem; rows here are numbered from 0 */
    pattern_set *sets;   /* by mask */
    /* Private: a hash table, room for one mask's first rows, and what sets lie
     * in. */
    uint32_t *slots;
    uint16_t *rows;
    struct patterns_block *blocks;
} patterns;

/* Of at most PATTERNS_MOST_ROWS rows. What is opened needs patterns_close. */
lk_status patterns_open(lk_context *ctx, const masks *m, const lk_coalitions *problem, size_t first,
                        size_t count, patterns *out);
void patterns_close(patterns *p);

/* Those of a mask, counted when they are first asked for; NULL without memory.
 * Ask for all that threads will need before they start. */
const pattern_set *patterns_of(patterns *p, uint32_t mask);

#endif
