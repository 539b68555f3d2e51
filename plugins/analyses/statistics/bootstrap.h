/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_BOOTSTRAP_H
#define STATISTICS_BOOTSTRAP_H

#include "sample.h"

/* Bootstrap intervals of the statistic of one sample, or of the difference of
 * two (Efron and Tibshirani, An introduction to the bootstrap, 1993, chapters 12
 * to 14). Units are drawn with replacement, as many as there are, from each
 * sample on its own. */

/* Where draws come from: the next `count` indices below `count`. */
typedef struct drawing {
    void (*next)(void *user, size_t count, size_t *indices);
    void *user;
} drawing;

typedef enum bootstrap_kind {
    BOOTSTRAP_PERCENTILE, /* quantiles q of the resampled statistic */
    BOOTSTRAP_BCA,        /* those at levels corrected for bias and acceleration (Efron, 1987) */
    BOOTSTRAP_T,          /* estimate - q(t*) error, t* = (statistic* - estimate) / error* */
    BOOTSTRAP_BASIC       /* 2 estimate - q */
} bootstrap_kind;

typedef struct bootstrap {
    double estimate;
    double error; /* 0: the units are all equal */
    double acceleration;
    size_t count, pivot_count; /* pivots: of the resamples that have an error */
    double *statistics;        /* of the resamples, in any order */
    double *pivots;            /* t*, likewise */
} bootstrap;

/* `b` NULL: one sample. Samples have at least two units each. -1: no memory;
 * else free it. */
int bootstrap_draw(bootstrap *out, const sample *a, const sample *b, size_t resamples,
                   const drawing *draws);
void bootstrap_free(bootstrap *b);

/* At a level such as .95; quantiles are interpolated linearly (Hyndman and Fan,
 * 1996, type 7). 0 where it is not defined: percentile and basic intervals
 * always are, though of no width where all units are equal; the other two ask
 * for units that differ, BCa also for an estimate among the resampled ones. */
int bootstrap_interval(bootstrap *b, bootstrap_kind kind, double level, interval *out);

/* What BCa corrects by: z0 of the share of resamples below the estimate, those
 * equal to it by half. */
int bootstrap_bias(const bootstrap *b, double *z0);

#endif
