/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "halves.h"

#include <stdlib.h>

#include "../../metrics/common/moments.h"
#include "../../metrics/common/value.h"

typedef struct place {
    double value;
    size_t index;
} place;

static int ascending(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->value > y->value) - (x->value < y->value);
}

/* From 1; equal values share the mean of their ranks. */
static void rank(const double *values, size_t count, place *room, double *ranks)
{
    for (size_t i = 0; i < count; i++)
        room[i] = (place){values[i], i};
    qsort(room, count, sizeof *room, ascending);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && room[end].value == room[i].value; end++)
            ;
        for (size_t k = i; k < end; k++)
            ranks[room[k].index] = (double)(i + 1 + end) / 2;
    }
}

lk_status halves_compare(lk_context *ctx, const double *even, const double *odd, size_t count,
                         lk_value *out)
{
    moments ranks = {0};
    place *room = lk_alloc_array(ctx, count, sizeof *room);
    double *a = lk_alloc_array(ctx, count, sizeof *a), *b = lk_alloc_array(ctx, count, sizeof *b);
    if (!room || !a || !b)
        return lk_error(ctx, LK_E_MEMORY, "out of memory to rank %zu values of each half", count);
    rank(even, count, room, a);
    rank(odd, count, room, b);
    for (size_t i = 0; i < count; i++)
        moments_add(&ranks, a[i], b[i]);
    if (moments_constant(&ranks))
        value_missing(out, HALVES_MISSING);
    else
        value_set(out, moments_pearson(&ranks));
    return LK_OK;
}
