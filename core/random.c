/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "random.h"

void lk_random_seed(lk_random *r, const lk_key *key)
{
    uint64_t any = 0;
    for (int i = 0; i < 4; i++) {
        r->state[i] = 0;
        for (int b = 0; b < 8; b++)
            r->state[i] |= (uint64_t)key->bytes[8 * i + b] << 8 * b;
        any |= r->state[i];
    }
    if (!any)
        r->state[0] = 1; /* the one state the generator cannot leave */
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

uint64_t lk_random_next(lk_random *r)
{
    uint64_t *s = r->state, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}
