/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_GROUPS_H
#define STATISTICS_GROUPS_H

#include <likeness/plugin.h>

#include "units.h"

/* Means of the column `value` of a table over rows that are alike in some columns. A
 * row's unit is its subject, or its item where that is unknown. */

enum { GROUPS_KEYS = 8 };

typedef struct groups {
    const lk_table *table;
    size_t key_count;
    const char *const *keys; /* columns of texts, GROUPS_KEYS at most */
    /* Which of the rows that have a value count; NULL: all. */
    int (*takes)(const void *user, const lk_table *t, size_t row);
    const void *user;
    double level;
    int64_t resamples;
} groups;

typedef struct group_mean {
    size_t row; /* the first of its own, which has its keys */
    size_t count;
    unit_mean mean;
} group_mean;

/* Tell `write` of each, in the order in which they are first met. */
lk_status groups_mean(const groups *g, lk_context *ctx, stream key,
                      lk_status (*write)(void *user, lk_context *ctx, const group_mean *mean),
                      void *user);

#endif
