/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "noise.h"

#include <math.h>

/* ---- PCG64 --------------------------------------------------------------------- */

/* a = a x b + c, modulo 2^128. */
static void multiply_add(uint64_t a[2], const uint64_t b[2], const uint64_t c[2])
{
    const uint64_t low = UINT32_MAX;
    uint64_t a0 = a[0] & low, a1 = a[0] >> 32, b0 = b[0] & low, b1 = b[0] >> 32;
    uint64_t middle = a0 * b1 + (a0 * b0 >> 32), other = a1 * b0 + (middle & low);
    uint64_t high = a1 * b1 + (middle >> 32) + (other >> 32) + a[0] * b[1] + a[1] * b[0];
    a[0] = a[0] * b[0] + c[0];
    a[1] = high + c[1] + (a[0] < c[0]);
}

static void advance(noise *n)
{
    static const uint64_t factor[2] = {0x4385df649fccf645, 0x2360ed051fc65da4};
    multiply_add(n->state, factor, n->step);
}

static uint64_t next_bits(noise *n)
{
    advance(n);
    unsigned turn = (unsigned)(n->state[1] >> 58);
    uint64_t mixed = n->state[1] ^ n->state[0];
    return mixed >> turn | mixed << (-turn & 63);
}

/* In [0, 1). */
static double next_double(noise *n)
{
    return (double)(next_bits(n) >> 11) * 0x1p-53;
}

/* ---- SeedSequence ---------------------------------------------------------------- */

enum { POOL = 4 };

static uint32_t scramble(uint32_t value, uint32_t *key, uint32_t factor)
{
    value ^= *key;
    *key *= factor;
    value *= *key;
    return value ^ value >> 16;
}

static uint32_t mix(uint32_t a, uint32_t b)
{
    uint32_t v = a * 0xca01f9ddu - b * 0x4973f715u;
    return v ^ v >> 16;
}

static void spread(uint32_t seed, uint32_t pool[POOL])
{
    uint32_t key = 0x43b0d7e5;
    for (int i = 0; i < POOL; i++)
        pool[i] = scramble(i ? 0 : seed, &key, 0x931e8875);
    for (int from = 0; from < POOL; from++)
        for (int to = 0; to < POOL; to++)
            if (from != to)
                pool[to] = mix(pool[to], scramble(pool[from], &key, 0x931e8875));
}

static void seed_generator(noise *n, uint32_t seed)
{
    uint32_t pool[POOL], key = 0x8b51f9dd;
    uint64_t words[4];
    spread(seed, pool);
    for (int i = 0; i < 4; i++) {
        words[i] = scramble(pool[2 * i % POOL], &key, 0x58f38ded);
        words[i] |= (uint64_t)scramble(pool[(2 * i + 1) % POOL], &key, 0x58f38ded) << 32;
    }
    n->step[0] = words[3] << 1 | 1;
    n->step[1] = words[2] << 1 | words[3] >> 63;
    n->state[0] = n->step[0] + words[1];
    n->state[1] = n->step[1] + words[0] + (n->state[0] < words[1]);
    advance(n);
}

/* ---- The ziggurat ------------------------------------------------------------------ */

static const double edge = 3.6541528853610088;    /* where the tail begins */
static const double area = 0.0049286732339746546; /* of each strip, the tail's included */
static const double steps = 0x1p52;

static double bell(double x)
{
    return exp(-.5 * x * x);
}

/* Strip 0 is the tail with what lies below it. */
static void stack_strips(noise *n)
{
    double x = edge;
    n->height[0] = 1;
    n->height[NOISE_STRIPS - 1] = bell(x);
    n->width[NOISE_STRIPS - 1] = x / steps;
    n->width[0] = area / bell(x) / steps;
    n->inside[0] = (uint64_t)(x * bell(x) / area * steps);
    for (int i = NOISE_STRIPS - 2; i > 0; i--) {
        double inner = sqrt(-2 * log(area / x + n->height[i + 1]));
        n->inside[i + 1] = (uint64_t)(inner / x * steps);
        n->width[i] = inner / steps;
        n->height[i] = bell(inner);
        x = inner;
    }
    n->inside[1] = 0;
}

static double draw_tail(noise *n)
{
    double x, y;
    do {
        x = -log1p(-next_double(n)) / edge;
        y = -log1p(-next_double(n));
    } while (!(y + y > x * x));
    return edge + x;
}

void noise_open(noise *n, uint32_t seed)
{
    seed_generator(n, seed);
    stack_strips(n);
}

double noise_normal(noise *n)
{
    for (;;) {
        uint64_t bits = next_bits(n), place = bits >> 9 & (((uint64_t)1 << 52) - 1);
        unsigned strip = bits & (NOISE_STRIPS - 1);
        double x = (double)place * n->width[strip];
        x = bits >> 8 & 1 ? -x : x;
        if (place < n->inside[strip])
            return x;
        if (strip == 0)
            return place >> 8 & 1 ? -draw_tail(n) : draw_tail(n);
        double rise = n->height[strip - 1] - n->height[strip];
        if (rise * next_double(n) + n->height[strip] < bell(x))
            return x;
    }
}
