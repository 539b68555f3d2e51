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
