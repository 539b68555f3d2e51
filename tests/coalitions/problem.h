/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_COALITIONS_PROBLEM_H
#define LK_TESTS_COALITIONS_PROBLEM_H

#include "kit.h"

/* A coalition problem on random pixels, and the scores that a backend gives. */
typedef struct problem {
    lk_coalitions ask;
    lk_tensor segments, images[4]; /* two bases, two fills */
    uint64_t *z;
    uint32_t *base, *fill;
    size_t classes, next, stop; /* rows seen; the sink has had enough at `stop` */
    float *scores;
} problem;

/* Segments are those nearest to random points, and rows fair coins: no more
 * than a few where LIKENESS_TEST_SLOWLY is set, as it is under valgrind. */
void problem_make(problem *p, kit *k, uint32_t segments, size_t rows);
/* Pixels in 0..2 in the place of 0..255, for networks that do not normalise. */
void problem_dim(problem *p);
void problem_free(problem *p);

/* The test fails with the backend's sentence. */
void problem_run(problem *p, kit *k, lk_output output, uint32_t threads);

/* The pixels of a row. */
lk_tensor problem_paint(const problem *p, size_t row);

#endif
