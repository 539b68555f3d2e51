/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "exact.h"

/* Bit k of `set` says whether segment k is shown; the ends have rows of their own. */
static size_t row_of(const coalition *c, size_t set)
{
    size_t whole = ((size_t)1 << c->segment_count) - 1;
    return !set ? ROW_EMPTY : set == whole ? ROW_WHOLE : ROW_FIRST + set - 1;
}

lk_status exact_draw(lk_context *ctx, coalition *c)
{
    size_t sets = (size_t)1 << c->segment_count;
    lk_status status = ends_reserve(ctx, c, sets - 2);
    for (size_t set = 1; !status && set + 1 < sets; set++)
        coalition_row(c, row_of(c, set))[0] = set;
    return status;
}

/* The share of the orders of all segments in which exactly the `shown` ones come
 * before a given other: shown! (segments - 1 - shown)! / segments!. */
static double share_of(uint32_t shown, uint32_t segments)
{
    double share = 1. / segments;
    for (uint32_t i = 0; i < shown; i++)
        share *= (i + 1.) / (segments - 1. - i);
    return share;
}

void exact_weigh(const coalition *c, uint32_t slot, double *values)
{
    uint32_t segments = c->segment_count;
    size_t sets = (size_t)1 << segments;
    memset(values, 0, segments * sizeof *values);
    for (size_t set = 0; set + 1 < sets; set++) {
        double score = coalition_score_of(c, row_of(c, set), slot);
        double share = share_of(coalition_shown(c, row_of(c, set)), segments);
        for (uint32_t k = 0; k < segments; k++)
            if (!(set >> k & 1)) {
                size_t with = row_of(c, set | (size_t)1 << k);
                values[k] += share * (coalition_score_of(c, with, slot) - score);
            }
    }
}
