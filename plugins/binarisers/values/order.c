/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "order.h"

#include "rank.h"

uint32_t order_key(float value)
{
    float v = 0.f - value; /* makes both zeros one */
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits >> 31 ? ~bits : bits | UINT32_C(1) << 31;
}

lk_status order_largest(lk_context *ctx, const lk_heatmap *map, size_t k, lk_region *out)
{
    const float *v = map->values.data;
    size_t n = lk_tensor_count(&map->values);
    uint64_t *keys = lk_alloc_array(ctx, n, sizeof *keys);
    if (!keys)
        return lk_error(ctx, LK_E_MEMORY, "no memory to order %zu pixels.", n);
    for (size_t i = 0; i < n; i++)
        keys[i] = order_key(v[i]);
    rank_smallest(keys, n, k, out->pixels.data);
    return LK_OK;
}

/* ---- Runs -------------------------------------------------------------------- */

enum { PASSES = 3, DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static size_t digit(uint32_t key, int pass)
{
    return key >> pass * DIGIT_BITS & (DIGITS - 1);
}

/* From `a` to `b`, in the order of one digit; those that share it as they were. */
static void sort_by(const uint32_t *a, uint32_t *b, size_t n, int pass)
{
    size_t place[DIGITS] = {0}, before = 0;
    for (size_t i = 0; i < n; i++)
        place[digit(a[i], pass)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = place[d];
        place[d] = before;
        before += here;
    }
    for (size_t i = 0; i < n; i++)
        b[place[digit(a[i], pass)]++] = a[i];
}

static const uint32_t *sort(uint32_t *keys, uint32_t *room, size_t n)
{
    for (int pass = 0; pass < PASSES; pass++) {
        uint32_t *sorted = room;
        sort_by(keys, room, n, pass);
        room = keys;
        keys = sorted;
    }
    return keys;
}

lk_status order_pixels(lk_context *ctx, const lk_heatmap *map, const lk_region *mask, order *out)
{
    const float *v = map->values.data;
    const uint8_t *m = mask->pixels.data;
    size_t n = lk_tensor_count(&map->values), outside = 0, inside = 0;
    uint32_t *keys = lk_alloc_array(ctx, n, sizeof *keys);
    uint32_t *room = lk_alloc_array(ctx, n, sizeof *room);
    if (!keys || !room)
        return lk_error(ctx, LK_E_MEMORY, "no memory to order %zu pixels.", n);
    for (size_t i = 0; i < n; i++) /* those inside from the end */
        keys[m[i] ? n - ++inside : outside++] = order_key(v[i]);
    *out =
        (order){.keys = {sort(keys, room, outside), sort(keys + outside, room + outside, inside)},
                .counts = {outside, inside}};
    return LK_OK;
}

/* The other way round: the value of a key. */
static float value_of(uint32_t key)
{
    uint32_t bits = key >> 31 ? key ^ UINT32_C(1) << 31 : ~key;
    float v;
    memcpy(&v, &bits, sizeof v);
    return 0.f - v;
}

/* Pass over one key; how often it was there. */
static size_t pass_key(const order *o, order_walk *walk, int side, uint32_t key)
{
    size_t start = walk->at[side];
    while (walk->at[side] < o->counts[side] && o->keys[side][walk->at[side]] == key)
        walk->at[side]++;
    return walk->at[side] - start;
}

int order_next(const order *o, order_walk *walk, order_run *run)
{
    int found = 0;
    uint32_t key = UINT32_MAX;
    for (int side = 0; side < 2; side++)
        if (walk->at[side] < o->counts[side]) {
            uint32_t next = o->keys[side][walk->at[side]];
            key = next < key ? next : key;
            found = 1;
        }
    if (found) {
        size_t inside = pass_key(o, walk, 1, key);
        *run = (order_run){value_of(key), inside + pass_key(o, walk, 0, key), inside};
    }
    return found;
}
