/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_NOISE_H
#define LK_BACKENDS_GRAPH_NOISE_H

/* Random numbers for weights, as a function of a key and a place: number i of a
 * stream is a hash of its key and i (SplitMix64), so that values do not depend
 * on what was drawn before. */

#include <stdint.h>

static inline uint64_t noise_mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static inline uint64_t noise_key(uint64_t seed, const char *name)
{
    uint64_t key = noise_mix(seed + 0x9e3779b97f4a7c15u);
    for (; *name; name++)
        key = noise_mix(key ^ (uint8_t)*name);
    return key;
}

static inline uint64_t noise_bits(uint64_t key, uint64_t i)
{
    return noise_mix(key + (i + 1) * 0x9e3779b97f4a7c15u);
}

/* In -1..1. */
static inline double noise_symmetric(uint64_t bits)
{
    return (double)(bits >> 32) / 2147483648.0 - 1;
}

#endif
