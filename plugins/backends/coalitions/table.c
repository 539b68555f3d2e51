/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "table.h"

#include <stdlib.h>

static lk_status count(patterns *p, table *t)
{
    uint64_t columns = 0;
    t->patterns = p;
    t->start = malloc((t->positions + 1) * sizeof *t->start);
    for (size_t i = 0; t->start && i < t->positions; i++) {
        const pattern_set *set = patterns_of(p, t->masks[i]);
        t->start[i] = (uint32_t)columns;
        columns += set ? set->count : UINT32_MAX;
    }
    if (!t->start || columns >= UINT32_MAX)
        return lk_error(p->ctx, LK_E_MEMORY, "no memory for the values of coalitions");
    t->start[t->positions] = (uint32_t)columns;
    return LK_OK;
}

lk_status table_count(patterns *p, uint32_t node, table *out)
{
    const graph_shape *s = masks_shape(p->masks->graph, node);
    *out = (table){
        .masks = p->masks->of[node], .positions = graph_pixels(s), .channels = (size_t)s->channels};
    return count(p, out);
}

lk_status table_count_tiles(patterns *p, uint32_t node, table *out)
{
    const graph_node *n = &p->masks->graph->nodes[node];
    *out = (table){.masks = p->masks->tiles[node],
                   .positions = (size_t)(masks_tiles_across(n) * masks_tiles_down(n)),
                   .channels = (size_t)n->shape.channels};
    return count(p, out);
}

void table_close(table *t)
{
    free(t->start);
    *t = (table){0};
}

span table_span(const table *t, size_t column, size_t end)
{
    size_t low = 0, high = t->positions;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (t->start[middle] <= column)
            low = middle;
        else
            high = middle;
    }
    size_t stop = t->start[low + 1] < end ? t->start[low + 1] : end;
    if (stop - column > SPAN_MOST)
        stop = column + SPAN_MOST;
    return (span){low, column - t->start[low], stop - column, column};
}

const pattern_set *table_set(const table *t, size_t position)
{
    return &t->patterns->sets[t->masks[position]];
}

void table_sources(const table *in, size_t position, const table *out, const span *s,
                   const float **sources)
{
    const float *from = table_at(in, in->start[position]);
    if (in->patterns == out->patterns && in->masks[position] == out->masks[s->position]) {
        for (size_t i = 0; i < s->count; i++)
            sources[i] = from + (s->first + i) * in->channels;
        return;
    }
    const uint16_t *row_of = table_set(out, s->position)->row_of + s->first;
    const uint16_t *of_row =
        table_set(in, position)->of_row + (out->patterns->first - in->patterns->first);
    for (size_t i = 0; i < s->count; i++)
        sources[i] = from + of_row[row_of[i]] * in->channels;
}

int table_is_aligned(const table *in, const table *out)
{
    return in->patterns == out->patterns && in->positions == out->positions &&
           (in->masks == out->masks ||
            !memcmp(in->masks, out->masks, in->positions * sizeof *in->masks));
}
