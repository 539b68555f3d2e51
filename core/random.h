/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_RANDOM_H
#define LK_CORE_RANDOM_H

/* A random stream keyed by 256 bits: xoshiro256** 1.0 (Blackman & Vigna 2018)
 * whose state is the key. The same key gives the same numbers on any machine. */

#include <stdint.h>

#include "digest.h"

typedef struct lk_random {
    uint64_t state[4];
} lk_random;

void lk_random_seed(lk_random *r, const lk_key *key);

static inline uint64_t lk_rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static inline uint64_t lk_random_next(lk_random *r)
{
    uint64_t *s = r->state, result = lk_rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = lk_rotate(s[3], 45);
    return result;
}

#endif
