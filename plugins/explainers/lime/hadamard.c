/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "hadamard.h"

static int is_prime(uint32_t n)
{
    for (uint32_t d = 2; d <= n / d; d++)
        if (n % d == 0)
            return 0;
    return n > 1;
}

/* The core that doubling makes `order` of; 0 where there is none. */
static hadamard decompose(uint32_t order)
{
    if (order && !(order & (order - 1)))
        return (hadamard){.order = order, .core = 1};
    for (uint32_t core = order; core % 4 == 0; core /= 2) {
        if (is_prime(core - 1)) /* core - 1 has remainder 3 */
            return (hadamard){.order = order, .core = core, .prime = core - 1};
        if (core / 2 % 4 == 2 && is_prime(core / 2 - 1))
            return (hadamard){.order = order, .core = core, .prime = core / 2 - 1, .second = 1};
    }
    return (hadamard){.order = 0};
}

uint32_t hadamard_order(uint32_t at_least)
{
    while (!decompose(at_least).order)
        at_least++;
    return at_least;
}

lk_status hadamard_open(lk_context *ctx, uint32_t order, hadamard *out)
{
    hadamard h = decompose(order);
    uint8_t *square = lk_alloc_array(ctx, (size_t)h.prime + 1, 1);
    if (!square)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for an orthogonal design of order %u",
                        order);
    for (uint64_t i = 1; i < h.prime; i++)
        square[i * i % h.prime] = 1;
    h.square = square;
    *out = h;
    return LK_OK;
}

/* The sign of the Legendre symbol of column - row, which are different. */
static int is_square(const hadamard *h, uint32_t row, uint32_t column)
{
    return h->square[(column + h->prime - row) % h->prime];
}

/* The conference matrix off its diagonal: symmetric where q has remainder 1,
 * skew where it has 3. */
static int conference_is_plus(const hadamard *h, uint32_t row, uint32_t column)
{
    if (!row)
        return h->second;
    return !column || is_square(h, row - 1, column - 1);
}

static int core_is_plus(const hadamard *h, uint32_t row, uint32_t column)
{
    if (!h->prime)
        return 1;
    if (!h->second)
        return row == column || conference_is_plus(h, row, column);
    int both_odd = row & column & 1;
    if (row / 2 == column / 2)
        return !((row | column) & 1);
    return conference_is_plus(h, row / 2, column / 2) != both_odd;
}

/* Do two numbers share an odd count of bits? */
static int shared_parity(uint32_t a, uint32_t b)
{
    int odd = 0;
    for (uint32_t both = a & b; both; both &= both - 1)
        odd = !odd;
    return odd;
}

int hadamard_is_plus(const hadamard *h, uint32_t row, uint32_t column)
{
    int core = core_is_plus(h, row % h->core, column % h->core);
    return core != shared_parity(row / h->core, column / h->core);
}
