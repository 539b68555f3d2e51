/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_UNTIL_H
#define EXPLAINERS_LIME_UNTIL_H

/* When enough samples were scored. The regression is looked at after `least`
 * samples, then whenever their number has grown by a factor, and at the last
 * one; the first look that finds every asked class certain enough ends it.
 *
 * Whoever looks often, sees what he wants: each interval is therefore made for
 * the chance of a miss divided by the number of looks that are possible
 * (Bonferroni), so that with the wanted level it holds at whatever look the run
 * ends. Where a run must end by the width of intervals alone, less would do for
 * many samples (Chow and Robbins, Ann. Math. Statist. 36, 1965). */

#include "certainty.h"

/* Parameters. */
typedef struct until {
    double half_width; /* 0: any */
    int64_t rank;      /* 0: none */
} until;

static inline int until_is_asked(const until *u)
{
    return u->half_width > 0 || u->rank;
}

/* Numbers of samples at which to look, the last of them all. */
typedef struct until_looks {
    size_t least, all;
    double growth;
    size_t cluster; /* of the samples after the first: looks fall on whole ones */
} until_looks;

/* The look after `rows` samples; 0 for the first. */
size_t until_next(const until_looks *l, size_t rows);
size_t until_count(const until_looks *l);

/* Is every class certain enough? */
int until_is_met(const until *u, const certainty *classes, uint32_t count);

#endif
