/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "patterns.h"

#include <stdlib.h>

enum { SLOTS = 2 * PATTERNS_MOST_ROWS, BLOCK = 1 << 18 };

struct patterns_block {
    struct patterns_block *next;
    size_t used; /* numbers */
    uint16_t numbers[BLOCK];
};

static lk_status no_memory(const patterns *p)
{
    return lk_error(p->ctx, LK_E_MEMORY, "no memory for the patterns of %zu coalitions", p->count);
}

static uint16_t *take(patterns *p, size_t count)
{
    struct patterns_block *b = p->blocks;
    if (!b || b->used + count > BLOCK) {
        b = malloc(sizeof *b);
        if (!b)
            return NULL;
        b->next = p->blocks;
        b->used = 0;
        p->blocks = b;
    }
    b->used += count;
    return b->numbers + b->used - count;
}

void patterns_close(patterns *p)
{
    for (struct patterns_block *b = p->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(p->sets);
    free(p->slots);
    free(p->rows);
    *p = (patterns){0};
}

lk_status patterns_open(lk_context *ctx, const masks *m, const lk_coalitions *problem, size_t first,
                        size_t count, patterns *out)
{
    *out = (patterns){.ctx = ctx, .masks = m, .problem = problem, .first = first, .count = count};
    out->sets = calloc(m->count, sizeof *out->sets);
    out->slots = malloc(SLOTS * sizeof *out->slots);
    out->rows = malloc(count * sizeof *out->rows);
    return out->sets && out->slots && out->rows ? LK_OK : no_memory(out);
}

static const uint64_t *bits_of(const patterns *p, size_t row)
{
    return p->problem->z + (p->first + row) * p->problem->z_stride;
}

static uint64_t hash_row(const patterns *p, const uint64_t *mask, size_t row)
{
    const uint64_t *bits = bits_of(p, row);
    uint64_t hash =
        masks_mix(lk_row_base(p->problem, p->first + row), lk_row_fill(p->problem, p->first + row));
    for (size_t k = 0; k < p->masks->words; k++)
        hash = mask[k] ? masks_mix(hash, bits[k] & mask[k]) : hash;
    return masks_mix(hash, 0);
}

static int is_same(const patterns *p, const uint64_t *mask, size_t a, size_t b)
{
    const lk_coalitions *c = p->problem;
    const uint64_t *x = bits_of(p, a), *y = bits_of(p, b);
    for (size_t k = 0; k < p->masks->words; k++)
        if ((x[k] ^ y[k]) & mask[k])
            return 0;
    return lk_row_base(c, p->first + a) == lk_row_base(c, p->first + b) &&
           lk_row_fill(c, p->first + a) == lk_row_fill(c, p->first + b);
}

static size_t count_set(patterns *p, uint32_t mask, uint16_t *of_row)
{
    const uint64_t *bits = masks_bits(p->masks, mask);
    size_t count = 0;
    memset(p->slots, 0, SLOTS * sizeof *p->slots);
    for (size_t row = 0; row < p->count; row++) {
        size_t slot = hash_row(p, bits, row) % SLOTS;
        while (p->slots[slot] && !is_same(p, bits, row, p->rows[p->slots[slot] - 1]))
            slot = (slot + 1) % SLOTS;
        if (!p->slots[slot]) {
            p->rows[count++] = (uint16_t)row;
            p->slots[slot] = (uint32_t)count;
        }
        of_row[row] = (uint16_t)(p->slots[slot] - 1);
    }
    return count;
}

const pattern_set *patterns_of(patterns *p, uint32_t mask)
{
    pattern_set *s = &p->sets[mask];
    if (s->count)
        return s;
    uint16_t *of_row = take(p, p->count);
    size_t count = of_row ? count_set(p, mask, of_row) : 0;
    uint16_t *row_of = count ? take(p, count) : NULL;
    if (!row_of) {
        no_memory(p);
        return NULL;
    }
    memcpy(row_of, p->rows, count * sizeof *row_of);
    *s = (pattern_set){(uint16_t)count, of_row, row_of};
    return s;
}
