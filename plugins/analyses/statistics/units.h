/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_UNITS_H
#define STATISTICS_UNITS_H

#include "stream.h"

/* The mean over observations, of which those of one unit (a person) depend on each
 * other and are drawn together. */

typedef struct observation {
    const char *unit;
    size_t row; /* sums do not depend on the order that they are given in */
    double value;
} observation;

typedef struct unit_mean {
    double value, lo, hi; /* percentile bootstrap; NAN: fewer than five units, or all alike */
    size_t units;
} unit_mean;

/* Sorts the observations, at least one; `room` is for twice as many numbers. -1: no
 * memory. */
int units_mean(observation *all, size_t count, double level, size_t resamples, stream key,
               double *room, unit_mean *out);

/* The rows of an analysis' table of parameters for such means: `level`, a double, and
 * `resamples`, an int64_t, of its instance. */
#define UNITS_PARAMS(instance)                                                                     \
    {.name = "level",                                                                              \
     .type = LK_DOUBLE,                                                                            \
     .offset = offsetof(instance, level),                                                          \
     .fallback = "0.95",                                                                           \
     .low = .5,                                                                                    \
     .high = .9999,                                                                                \
     .unit = "",                                                                                   \
     .doc = "Confidence of the intervals."},                                                       \
    {                                                                                              \
        .name = "resamples", .type = LK_INT, .offset = offsetof(instance, resamples),              \
        .fallback = "2000", .low = 100, .high = 1000000, .unit = "",                               \
        .doc = "Bootstrap resamples of the subjects, or of the items where subjects are unknown."  \
    }

#endif
