/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_JOIN_H
#define LK_CORE_JOIN_H

/* The tables of finished runs as the tables of one: every row says in `run`
 * which one it is of, and analyses and reports take it from there. */

#include "result.h"
#include "run.h"

typedef struct lk_joined {
    const char *name; /* what the column `run` has */
    lk_result result;
    const lk_study *study;
} lk_joined;

/* Fill the tables of `r`, which has begun and computed nothing. The first run is
 * what the others are compared with: the table `differences` says in what their
 * studies, programs and data differ from its. `metrics` (NULL-terminated; none:
 * all) are the values that are wanted. */
int lk_run_join(lk_run *r, const lk_joined *runs, size_t count, const char *const *metrics);

#endif
