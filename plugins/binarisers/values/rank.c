/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "rank.h"

/* Which byte the k-th smallest (k from 0) has at `shift`, among the keys that
 * agree with `prefix` above it; k becomes its rank among those with this byte. */
static uint64_t pick_byte(const uint64_t *keys, size_t n, uint64_t prefix, int shift, size_t *k)
{
    size_t counts[256] = {0};
    uint64_t byte = 0;
    for (size_t i = 0; i < n; i++)
        if (((keys[i] ^ prefix) >> shift) < 256)
            counts[keys[i] >> shift & 255]++;
    while (*k >= counts[byte])
        *k -= counts[byte++];
    return byte;
}

/* Of the first byte in which keys differ, which is where there is something to pick;
 * what all share above it is the beginning of the limit. */
static int first_shift(const uint64_t *keys, size_t n, uint64_t *limit)
{
    uint64_t differ = 0;
    int shift = 56;
    for (size_t i = 1; i < n; i++)
        differ |= keys[i] ^ keys[0];
    for (; shift >= 0 && !(differ >> shift); shift -= 8)
        *limit = keys[0] >> shift << shift;
    return shift;
}

void rank_smallest(const uint64_t *keys, size_t n, size_t k, uint8_t *out)
{
    uint64_t limit = 0;
    size_t rest = k ? k - 1 : 0;
    for (int shift = k ? first_shift(keys, n, &limit) : -8; shift >= 0; shift -= 8)
        limit |= pick_byte(keys, n, limit, shift, &rest) << shift;
    for (size_t i = 0, equal = k ? rest + 1 : 0; i < n; i++) {
        int taken = k && (keys[i] < limit || (keys[i] == limit && equal));
        equal -= (size_t)(taken && keys[i] == limit);
        out[i] = (uint8_t)taken;
    }
}
