/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BENCH_TIMING_H
#define LK_BENCH_TIMING_H

/* What the programs that time a backend share. */

#include "kit.h"

#include <stdlib.h>
#include <time.h>

typedef struct moment {
    double wall, processor;
} moment;

static inline double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline moment now(void)
{
    return (moment){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

static inline int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return values[count / 2];
}

static inline lk_tensor random_pixels(const lk_view *v, int items)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, items, (int)v->height, (int)v->width, 3);
    srand(1);
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((float *)t.data)[i] = (float)(rand() % 256);
    return t;
}

static inline size_t rounds_of(const char *text)
{
    long n = strtol(text, NULL, 10);
    return n < 1 ? 1 : n > 100 ? 100 : (size_t)n;
}

#endif
