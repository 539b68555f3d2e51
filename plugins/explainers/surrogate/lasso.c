/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lasso.h"

#include <math.h>

enum { MOST_ROUNDS = 100000, ROUNDS_BETWEEN_LOOKS = 64 };

#define SETTLED 1e-12
/* Of the sum of weights: a spread this small is rounding. */
#define CONSTANT 1e-12

static double gram_of(const surrogate_sums *s, uint32_t i, uint32_t j)
{
    return i > j ? s->gram[(size_t)i * s->segments + j] : s->gram[(size_t)j * s->segments + i];
}

static double shrink(double x, double by)
{
    return x > by ? x - by : x < -by ? x + by : 0;
}

/* Once over all coefficients b. `rest` is X'W(y - Xb). How far the one that moved
 * most has moved; `largest` gets the largest that there is. */
static double descend(const surrogate_sums *s, double threshold, double *b, double *rest,
                      double *largest)
{
    double furthest = 0;
    *largest = 0;
    for (uint32_t k = 0; k < s->segments; k++) {
        double spread = gram_of(s, k, k);
        if (spread <= CONSTANT * s->weight)
            continue;
        double moved = shrink(rest[k] + spread * b[k], threshold) / spread - b[k];
        b[k] += moved;
        for (uint32_t i = 0; moved != 0 && i < s->segments; i++)
            rest[i] -= moved * gram_of(s, i, k);
        furthest = fmax(furthest, fabs(moved));
        *largest = fmax(*largest, fabs(b[k]));
    }
    return furthest;
}

lk_status surrogate_lasso(lk_context *ctx, const surrogate_sums *s, double penalty, uint32_t output,
                          double *coefficients, double *intercept)
{
    double largest = 0, *rest = lk_alloc_array(ctx, s->segments, sizeof *rest);
    if (!rest)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for a lasso on %u segments", s->segments);
    memcpy(rest, s->cross + (size_t)output * s->segments, s->segments * sizeof *rest);
    memset(coefficients, 0, s->segments * sizeof *coefficients);
    for (int round = 1;; round++) {
        double moved = descend(s, penalty * s->weight, coefficients, rest, &largest);
        if (moved <= SETTLED * largest)
            break;
        if (round == MOST_ROUNDS)
            return lk_error(ctx, LK_E_FAIL,
                            "the lasso on %u segments did not settle: use a larger penalty or more "
                            "samples",
                            s->segments);
        if (round % ROUNDS_BETWEEN_LOOKS == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    *intercept = s->score[output];
    for (uint32_t k = 0; k < s->segments; k++)
        *intercept -= s->means[k] * coefficients[k];
    return LK_OK;
}
