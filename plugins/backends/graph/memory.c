/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "memory.h"

static size_t end_of(const graph_value *v)
{
    return v->offset + (v->size + 15) / 16 * 16;
}

static int collide(const graph_value *a, const graph_value *b)
{
    return a->from <= b->to && b->from <= a->to && a->offset < end_of(b) && b->offset < end_of(a);
}

/* Move `v` up past whatever it collides with, until it collides with nothing. */
static void settle(graph_value *v, const graph_value *placed, size_t count)
{
    size_t i = 0;
    v->offset = 0;
    while (i < count) {
        if (collide(v, &placed[i])) {
            v->offset = end_of(&placed[i]);
            i = 0;
        } else {
            i++;
        }
    }
}

size_t graph_place(graph_value *values, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (!values[i].size)
            continue;
        settle(&values[i], values, i);
        total = end_of(&values[i]) > total ? end_of(&values[i]) : total;
    }
    return total;
}
