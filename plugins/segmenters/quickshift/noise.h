/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef QUICKSHIFT_NOISE_H
#define QUICKSHIFT_NOISE_H

/* The normal numbers of NumPy's default_rng(seed): PCG64 (O'Neill 2014), its
 * state spread from the seed by SeedSequence, and the ziggurat of Marsaglia and
 * Tsang (2000) in 256 strips. The strips are computed here, so that a number
 * may differ from NumPy's by one part in 10^13. */

#include <stdint.h>

enum { NOISE_STRIPS = 256 };

typedef struct noise {
    uint64_t state[2], step[2]; /* 128 bits each, the low half first */
    uint64_t inside[NOISE_STRIPS];
    double width[NOISE_STRIPS], height[NOISE_STRIPS];
} noise;

void noise_open(noise *n, uint32_t seed);

/* The next number of mean 0 and variance 1. */
double noise_normal(noise *n);

#endif
