/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "permutations.h"

#include <math.h>

#include "../coalition/shuffle.h"

static lk_status no_memory(lk_context *ctx, const coalition *c, size_t pairs)
{
    return lk_error(ctx, LK_E_MEMORY, "out of memory for %zu pairs of orders of %u segments", pairs,
                    c->segment_count);
}

/* How many rows an order has but for the ends. */
static size_t steps_of(const coalition *c)
{
    return c->segment_count - 1;
}

static uint32_t segment_at(const coalition *c, const uint32_t *order, int is_reversed, size_t step)
{
    return order[is_reversed ? steps_of(c) - step : step];
}

static void show_in_order(const coalition *c, const uint32_t *order, int is_reversed, size_t first)
{
    for (size_t step = 0; step < steps_of(c); step++) {
        uint64_t *row = coalition_row(c, first + step);
        if (step)
            memcpy(row, row - c->words, c->words * sizeof *row);
        lk_z_set(row, segment_at(c, order, is_reversed, step), 1);
    }
}

lk_status permutations_draw(lk_context *ctx, coalition *c, size_t pairs, permutations *out)
{
    size_t segments = c->segment_count;
    if (steps_of(c) && 2 * pairs > (SIZE_MAX - ROW_FIRST) / steps_of(c))
        return no_memory(ctx, c, pairs);
    *out = (permutations){pairs, lk_alloc_array(ctx, pairs, segments * sizeof *out->order)};
    lk_status status =
        out->order ? ends_reserve(ctx, c, 2 * pairs * steps_of(c)) : no_memory(ctx, c, pairs);
    for (size_t p = 0; !status && p < pairs; p++) {
        uint32_t *order = out->order + p * segments;
        size_t first = ROW_FIRST + 2 * p * steps_of(c);
        shuffle(ctx, order, c->segment_count);
        show_in_order(c, order, 0, first);
        show_in_order(c, order, 1, first + steps_of(c));
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return status;
}

/* Add half of what each segment gains in one order. */
static void add_order(const coalition *c, const uint32_t *order, int is_reversed, size_t first,
                      uint32_t slot, double *part)
{
    double before = coalition_score_of(c, ROW_EMPTY, slot);
    for (size_t step = 0; step < c->segment_count; step++) {
        size_t row = step < steps_of(c) ? first + step : ROW_WHOLE;
        double after = coalition_score_of(c, row, slot);
        part[segment_at(c, order, is_reversed, step)] += (after - before) / 2;
        before = after;
    }
}

lk_status permutations_weigh(lk_context *ctx, const coalition *c, const permutations *p,
                             uint32_t slot, const ends_answer *out)
{
    uint32_t segments = c->segment_count;
    double *values = out->values + (size_t)slot * segments;
    double *errors = out->errors + (size_t)slot * segments;
    double *halves = out->halves + (size_t)slot * 2 * segments;
    double count[2] = {(double)((p->pairs + 1) / 2), (double)(p->pairs / 2)};
    double *part = lk_alloc_array(ctx, segments, sizeof *part);
    if (!part)
        return no_memory(ctx, c, p->pairs);
    for (size_t i = 0; i < p->pairs; i++) {
        size_t first = ROW_FIRST + 2 * i * steps_of(c);
        memset(part, 0, segments * sizeof *part);
        add_order(c, p->order + i * segments, 0, first, slot, part);
        add_order(c, p->order + i * segments, 1, first + steps_of(c), slot, part);
        for (uint32_t k = 0; k < segments; k++) {
            double d = part[k] - values[k];
            values[k] += d / (double)(i + 1);
            errors[k] += d * (part[k] - values[k]);
            halves[(i % 2) * segments + k] += part[k] / count[i % 2];
        }
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    for (uint32_t k = 0; k < segments; k++)
        errors[k] = sqrt(errors[k] / ((double)p->pairs - 1) / (double)p->pairs);
    return LK_OK;
}
