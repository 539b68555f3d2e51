/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_COMMON_VALUE_H
#define METRICS_COMMON_VALUE_H

/* Setting the values that a metric declares: a number, a number with its chance
 * level, or nothing with the reason. What is not finite becomes missing. */

#include <math.h>

#include <likeness/plugin.h>

static inline void value_missing(lk_value *v, const char *reason)
{
    *v = (lk_value){.missing = 1, .reason = reason};
}

static inline void value_set(lk_value *v, double number)
{
    if (isfinite(number))
        *v = (lk_value){.value = number};
    else
        value_missing(v, "its result is not a finite number");
}

/* Without a chance level where that is not finite. */
static inline void value_set_chance(lk_value *v, double number, double chance)
{
    value_set(v, number);
    if (v->missing || !isfinite(chance))
        return;
    v->chance = chance;
    v->has_chance = 1;
}

/* What a metric says of a heatmap, a foreground and a mask of several sizes. */
#define SIZES_DIFFER                                                                               \
    "heatmap, foreground and mask must have one size: check that the masks are drawn on the "      \
    "frame of this alignment"

/* Do two H x W arrays have the same extents? */
static inline int same_shape(const lk_tensor *a, const lk_tensor *b)
{
    return a->rank == 2 && b->rank == 2 && a->shape[0] == b->shape[0] && a->shape[1] == b->shape[1];
}

#endif
