/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_COALITION_SHUFFLE_H
#define EXPLAINERS_COALITION_SHUFFLE_H

#include <likeness/plugin.h>

/* 0 .. count - 1 in random order. */
static inline void shuffle(lk_context *ctx, uint32_t *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = (uint32_t)lk_random_below(ctx, (uint64_t)i + 1);
        if (j < i)
            items[i] = items[j];
        items[j] = i;
    }
}

#endif
