/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_SINGLE_H
#define INFERENCE_SINGLE_H

#include "estimate.h"

/* What the scores of single networks are worth over what repeats: folds or people. */

/* A network's own scores, or those less others. */
typedef struct single {
    const grid *grid;
    const char *over;
    const setting *setting;
    size_t network;       /* the number of networks: all of them together */
    const setting *minus; /* what is taken away, NULL: nothing; and */
    size_t baseline;      /* of which baseline */
    const char *contrast;
    estimate estimate;
    double effect;
} single;

typedef struct singles {
    single *items;
    tests *tests;
    double *sums, *known, *values; /* by cluster: what one gathers */
} singles;

/* Room for so many, none there, over at most so many clusters. */
lk_status singles_make(study *s, size_t most, size_t clusters, tests *made, singles *out);
/* Add one, where it has a score. */
lk_status singles_add(study *s, singles *all, const single *x);
/* Add its own scores, and those less each baseline's. */
lk_status singles_add_baselines(study *s, singles *all, const single *x);
/* A row of a table like `singles` about number `at`. */
lk_status singles_row(study *s, const char *table, const singles *all, size_t at);

#endif
