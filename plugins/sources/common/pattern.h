/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_PATTERN_H
#define LK_SOURCES_PATTERN_H

/* Patterns of file names: text with placeholders, such as
 * `{label}/{subject}_{item}.png`. A placeholder stands for one or more
 * characters, never '/', and takes as few as it can, from left to right:
 * `{network}_{label}.png` reads `A_B_C.png` as network A, label B_C. */

#include <likeness/plugin.h>

typedef enum pattern_field {
    PATTERN_NETWORK = 0,
    PATTERN_LABEL = 1,
    PATTERN_SUBJECT = 2,
    PATTERN_FOLD = 3,
    PATTERN_ITEM = 4,
    PATTERN_FIELDS = 5
} pattern_field;

/* What each placeholder stands for in one path; NULL where the pattern has
 * none. */
typedef struct pattern_fields {
    const char *text[PATTERN_FIELDS];
} pattern_fields;

/* Check a pattern: every brace closed, each placeholder one of those `allowed`
 * (a set of 1 << PATTERN_...) and there once, all of those `wanted` there. */
lk_status pattern_check(lk_context *ctx, const char *pattern, unsigned allowed, unsigned wanted);

/* 1 when a whole path fits a checked pattern. The texts are of the arena;
 * LK_E_MEMORY is possible. */
lk_status pattern_match(lk_context *ctx, const char *pattern, const char *path, int *fits,
                        pattern_fields *out);

#endif
