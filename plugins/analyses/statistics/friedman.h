/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_FRIEDMAN_H
#define STATISTICS_FRIEDMAN_H

#include <stddef.h>

/* Do treatments differ that were all tried in the same blocks? */
typedef struct friedman {
    double chi2, p; /* Friedman, 1937, corrected for ties */
    double w;       /* Kendall's W, 1939: chi2 / (blocks (treatments - 1)) */
    double f, f_p;  /* Iman and Davenport, 1980: (N - 1) chi2 / (N (k - 1) - chi2) */
    int has_f;      /* not where every block has the same order: f has no bound */
} friedman;

/* `table` is blocks x treatments, both at least 2. Ranks within a block, equal
 * values sharing their mean rank; rank 1 is the highest value, or the lowest
 * where `lowest_first`. `mean_ranks` gets one a treatment; `ranks` has room for
 * one a treatment. 0, with mean ranks only, where all treatments are equal in
 * every block. */
int friedman_test(const double *table, size_t blocks, size_t treatments, int lowest_first,
                  double *ranks, double *mean_ranks, friedman *out);

#endif
