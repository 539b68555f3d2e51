/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "permutation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Flipping signs ------------------------------------------------------------------ */

/* Sums that are as far from 0 as the observed one reach this. */
static double threshold(const double *values, size_t n, double observed)
{
    double scale = 0;
    for (size_t i = 0; i < n; i++)
        scale += fabs(values[i]);
    return fabs(observed) - 1e-12 * scale;
}

static double sum_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

double sign_flip_exact(const double *differences, size_t n)
{
    double enough = threshold(differences, n, sum_of(differences, n)), far = 0;
    size_t flips = (size_t)1 << n;
    for (size_t flip = 0; flip < flips; flip++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += flip >> i & 1 ? -differences[i] : differences[i];
        far += fabs(sum) >= enough;
    }
    return far / (double)flips;
}

double sign_flip_sampled(const double *differences, size_t n, size_t flips, const flipping *flipped,
                         int8_t *signs)
{
    double enough = threshold(differences, n, sum_of(differences, n)), far = 1;
    for (size_t flip = 0; flip < flips; flip++) {
        double sum = 0;
        flipped->next(flipped->user, n, signs);
        for (size_t i = 0; i < n; i++)
            sum += signs[i] * differences[i];
        far += fabs(sum) >= enough;
    }
    return far / (double)(flips + 1);
}

static void next_signs(void *user, size_t count, int8_t *signs)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 64 == 0)
            bits = stream_next(user);
        signs[i] = bits >> i % 64 & 1 ? 1 : -1;
    }
}

int sign_flip(const double *differences, size_t n, size_t flips, stream s, double *p)
{
    if (n < 64 && (uint64_t)1 << n <= EXACT_DEALS) {
        *p = sign_flip_exact(differences, n);
        return 0;
    }
    int8_t *signs = malloc(n);
    if (!signs)
        return -1;
    *p = sign_flip_sampled(differences, n, flips, &(flipping){next_signs, &s}, signs);
    free(signs);
    return 0;
}

/* ---- Dealing two samples anew -------------------------------------------------------- */

typedef struct deck {
    size_t count, dealt; /* values, and those of the first sample */
    double *values;      /* less their mean: the first sample's sum is then far from 0
                            exactly where the difference of means is */
    double enough;
} deck;

static int is_far(const deck *d, double sum)
{
    return fabs(sum) >= d->enough;
}

/* How many ways there are, or more than EXACT_DEALS. */
static size_t deals_of(size_t count, size_t dealt)
{
    size_t ways = 1, few = dealt < count - dealt ? dealt : count - dealt;
    for (size_t i = 1; i <= few && ways <= EXACT_DEALS; i++)
        ways = ways * (count - few + i) / i;
    return ways;
}

/* The next of the subsets in lexicographic order; 0 after the last. */
static int next_subset(size_t *subset, size_t dealt, size_t count)
{
    size_t i = dealt;
    while (i > 0 && subset[i - 1] == count - dealt + i - 1)
        i--;
    if (!i)
        return 0;
    subset[i - 1]++;
    for (; i < dealt; i++)
        subset[i] = subset[i - 1] + 1;
    return 1;
}

static double deal_all(const deck *d, size_t *subset)
{
    double far = 0, deals = 0;
    for (size_t i = 0; i < d->dealt; i++)
        subset[i] = i;
    do {
        double sum = 0;
        for (size_t i = 0; i < d->dealt; i++)
            sum += d->values[subset[i]];
        far += is_far(d, sum);
        deals++;
    } while (next_subset(subset, d->dealt, d->count));
    return far / deals;
}

static double deal_some(const deck *d, size_t deals, stream *s)
{
    double far = 1;
    for (size_t deal = 0; deal < deals; deal++) {
        double sum = 0;
        for (size_t i = 0; i < d->dealt; i++) {
            size_t j = i + stream_below(s, d->count - i);
            double kept = d->values[i];
            d->values[i] = d->values[j];
            d->values[j] = kept;
            sum += d->values[i];
        }
        far += is_far(d, sum);
    }
    return far / (double)(deals + 1);
}

static void fill(deck *d, const double *a, const double *b)
{
    memcpy(d->values, a, d->dealt * sizeof *a);
    memcpy(d->values + d->dealt, b, (d->count - d->dealt) * sizeof *b);
    double mean = sum_of(d->values, d->count) / (double)d->count;
    for (size_t i = 0; i < d->count; i++)
        d->values[i] -= mean;
    d->enough = threshold(d->values, d->count, sum_of(d->values, d->dealt));
}

int permutation(const double *a, size_t a_count, const double *b, size_t b_count, size_t deals,
                stream s, double *p)
{
    deck d = {.count = a_count + b_count, .dealt = a_count};
    d.values = calloc(d.count, sizeof *d.values);
    size_t *subset = calloc(d.dealt, sizeof *subset);
    int bad = !d.values || !subset;
    if (!bad) {
        fill(&d, a, b);
        *p = deals_of(d.count, d.dealt) <= EXACT_DEALS ? deal_all(&d, subset)
                                                       : deal_some(&d, deals, &s);
    }
    free(d.values);
    free(subset);
    return bad ? -1 : 0;
}
