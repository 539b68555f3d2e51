/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "ranked.h"

#include <stdlib.h>

#include "../../binarisers/values/order.h"
#include "../common/moments.h"

enum { PASSES = 3, DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static uint32_t *keys_of(const lk_tensor *map, uint32_t *out)
{
    const float *v = map->data;
    for (size_t i = 0, n = lk_tensor_count(map); i < n; i++)
        out[i] = order_key(v[i]);
    return out;
}

lk_status ranked_open(lk_context *ctx, const lk_tensor *a, const lk_tensor *b, ranked *out)
{
    size_t n = lk_tensor_count(a);
    *out = (ranked){.count = n};
    out->numbers = n <= UINT32_MAX ? calloc(n, 4 * sizeof *out->numbers) : NULL;
    out->ranks = calloc(n, 2 * sizeof *out->ranks);
    if (!out->numbers || !out->ranks)
        return lk_error(ctx, LK_E_MEMORY, "no memory to rank %zu pixels", n);
    out->a = keys_of(a, out->numbers);
    out->b = keys_of(b, out->numbers + n);
    out->order = out->numbers + 2 * n;
    out->room = out->numbers + 3 * n;
    out->ranks_a = out->ranks;
    out->ranks_b = out->ranks + n;
    return LK_OK;
}

void ranked_close(ranked *r)
{
    free(r->numbers);
    free(r->ranks);
}

static void swap(uint32_t **a, uint32_t **b)
{
    uint32_t *kept = *a;
    *a = *b;
    *b = kept;
}

/* Sort r->order by its keys; what has equal keys stays as it was. */
static void sort_by(ranked *r, const uint32_t *keys)
{
    for (int pass = 0; pass < PASSES; pass++) {
        size_t place[DIGITS] = {0}, before = 0;
        int shift = pass * DIGIT_BITS;
        for (size_t i = 0; i < r->count; i++)
            place[keys[i] >> shift & (DIGITS - 1)]++;
        for (size_t d = 0; d < DIGITS; d++) {
            size_t here = place[d];
            place[d] = before;
            before += here;
        }
        for (size_t i = 0; i < r->count; i++)
            r->room[place[keys[r->order[i]] >> shift & (DIGITS - 1)]++] = r->order[i];
        swap(&r->order, &r->room);
    }
}

static void begin(ranked *r)
{
    for (size_t i = 0; i < r->count; i++)
        r->order[i] = (uint32_t)i;
}

static void rank(ranked *r, const uint32_t *keys, double *ranks)
{
    begin(r);
    sort_by(r, keys);
    for (size_t i = 0, end; i < r->count; i = end) {
        for (end = i; end < r->count && keys[r->order[end]] == keys[r->order[i]]; end++)
            ;
        for (size_t k = i; k < end; k++)
            ranks[r->order[k]] = (double)(i + 1 + end) / 2;
    }
}

double ranked_spearman(ranked *r)
{
    moments m = {0};
    rank(r, r->a, r->ranks_a);
    rank(r, r->b, r->ranks_b);
    for (size_t i = 0; i < r->count; i++)
        moments_add(&m, r->ranks_a[i], r->ranks_b[i]);
    return moments_pearson(&m);
}

/* ---- Kendall --------------------------------------------------------------------- */

static double pairs(size_t n)
{
    return (double)n * (double)(n - 1) / 2;
}

/* Pairs that share their key, in the order of `a`, then `b`; `both`: those that
 * share both. */
static double tied(const ranked *r, const uint32_t *keys, const uint32_t *both)
{
    double sum = 0;
    for (size_t i = 0, end; i < r->count; i = end) {
        for (end = i; end < r->count && keys[r->order[end]] == keys[r->order[i]] &&
                      (!both || both[r->order[end]] == both[r->order[i]]);
             end++)
            ;
        sum += pairs(end - i);
    }
    return sum;
}

/* Merge two sorted runs; how many pairs stood the wrong way round. */
static double merge(const uint32_t *from, size_t middle, size_t end, uint32_t *to)
{
    double swaps = 0;
    for (size_t i = 0, j = middle, k = 0; k < end; k++)
        if (i < middle && (j == end || from[i] <= from[j])) {
            to[k] = from[i++];
        } else {
            swaps += (double)(middle - i);
            to[k] = from[j++];
        }
    return swaps;
}

/* Sorts the numbers in r->order. */
static double count_swaps(ranked *r)
{
    double swaps = 0;
    for (size_t width = 1; width < r->count; width *= 2) {
        for (size_t at = 0; at < r->count; at += 2 * width) {
            size_t left = r->count - at, end = left < 2 * width ? left : 2 * width;
            swaps += merge(r->order + at, end < width ? end : width, end, r->room + at);
        }
        swap(&r->order, &r->room);
    }
    return swaps;
}

double ranked_kendall(ranked *r)
{
    double all = pairs(r->count);
    begin(r);
    sort_by(r, r->b);
    double tied_b = tied(r, r->b, NULL);
    sort_by(r, r->a);
    double tied_a = tied(r, r->a, NULL), tied_both = tied(r, r->a, r->b);
    for (size_t i = 0; i < r->count; i++)
        r->order[i] = r->b[r->order[i]];
    double discordant = count_swaps(r);
    double difference = all - tied_a - tied_b + tied_both - 2 * discordant;
    return unit_clamp(difference / sqrt(all - tied_a) / sqrt(all - tied_b));
}
