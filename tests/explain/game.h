/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_EXPLAIN_GAME_H
#define TESTS_EXPLAIN_GAME_H

/* Scores of all coalitions of a few segments, whose Shapley values are known, for explainers
 * that say them or estimate them. */

#include "explaining.h"

explained explain_lookup(kit *k, uint64_t seed, int pixels, lookup *l, const lk_tensor *z);

/* ---- Tables of golden/explain/shapley -------------------------------------------------------- */

enum { SEGMENTS = 8, CLASSES = 6 };

lk_tensor shapley_golden(const char *name);
/* Does a plugin give the values `expected` of the table `scores`? */
void check_golden(const char *plugin, const char *params, const char *scores, const char *expected,
                  const lk_tensor *z);

/* ---- A game whose truth is known ------------------------------------------------------------- */

enum { MOST = 10 };

typedef struct game {
    int segments;
    double scores[1 << MOST], values[MOST];
} game;

game open_game(int segments);
int size_of(int set);

/* The sum over all segments of the squares of the errors, and what it was said to be by intervals
 * of so many standard errors: means over many runs. */
typedef struct misses {
    double squares, said;
} misses;
misses explain_often(kit *k, const game *g, double quantile);

/* The mean of the squared length of the runs' normal errors with covariance C / n: tr C / n, and
 * its own standard error sqrt(2 tr C^2 / runs) / n. */
void assert_expected(double got, double trace, double trace_of_square, double n);

/* Of a matrix n x n. */
double trace_of(const double *c, int n);
double trace_of_square(const double *c, int n);

#endif
