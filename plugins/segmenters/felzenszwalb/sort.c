/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "edges.h"

enum { SHORT = 15, LONG = 50000, MOST_WAITING = 64 };

static inline void swap(edge *a, edge *b)
{
    edge kept = *a;
    *a = *b;
    *b = kept;
}

static inline void order(edge *a, edge *b)
{
    if (b->cost < a->cost)
        swap(a, b);
}

static void insertion_sort(edge *first, const edge *last)
{
    for (edge *next = first + 1; next <= last; next++) {
        edge moved = *next, *hole = next;
        for (; hole > first && moved.cost < hole[-1].cost; hole--)
            *hole = hole[-1];
        *hole = moved;
    }
}

/* Let `moved` sink from place `hole` of a heap whose places are 1..count. */
static void sink(edge *heap, size_t hole, size_t count, edge moved)
{
    for (size_t child = 2 * hole; child <= count; child = 2 * hole) {
        if (child < count && heap[child - 1].cost < heap[child].cost)
            child++;
        if (!(moved.cost < heap[child - 1].cost))
            break;
        heap[hole - 1] = heap[child - 1];
        hole = child;
    }
    heap[hole - 1] = moved;
}

static void heap_sort(edge *heap, size_t count)
{
    for (size_t i = count / 2; i > 0; i--)
        sink(heap, i, count, heap[i - 1]);
    while (count > 1) {
        edge moved = heap[--count];
        heap[count] = heap[0];
        sink(heap, 1, count, moved);
    }
}

/* Part first..last round a median, and say where it lies then. */
static edge *part(edge *first, edge *last)
{
    edge *middle = first + (last - first) / 2, *up = first, *down = last - 1;
    order(first, middle);
    order(middle, last);
    order(first, middle);
    double median = middle->cost;
    swap(middle, down);
    for (;;) {
        do
            up++;
        while (up->cost < median);
        do
            down--;
        while (median < down->cost);
        if (up >= down)
            break;
        swap(up, down);
    }
    swap(up, last - 1);
    return up;
}

typedef struct range {
    edge *first, *last;
    int levels; /* how many times it may still be parted */
} range;

/* Part `r` until it is short; the longer part is left to wait each time. */
static size_t part_all(range *r, range *waiting, size_t depth)
{
    while (r->last - r->first > SHORT) {
        edge *median = part(r->first, r->last);
        int levels = r->levels - 1;
        range low = {r->first, median - 1, levels}, high = {median + 1, r->last, levels};
        int low_is_less = median - r->first < r->last - median;
        waiting[depth++] = low_is_less ? high : low;
        *r = low_is_less ? low : high;
    }
    return depth;
}

static int allowed_levels(size_t count)
{
    int levels = 0;
    for (; count > 1; count /= 2)
        levels += 2;
    return levels;
}

lk_status edges_sort(lk_context *ctx, const edges *e)
{
    range waiting[MOST_WAITING] = {{e->items, e->items + e->count, allowed_levels(e->count)}};
    size_t depth = e->count > 0;
    waiting[0].last -= depth;
    while (depth > 0) {
        range r = waiting[--depth];
        if (r.last - r.first > LONG && lk_cancelled(ctx))
            return LK_CANCELLED;
        if (r.levels < 0) {
            heap_sort(r.first, (size_t)(r.last - r.first) + 1);
        } else {
            depth = part_all(&r, waiting, depth);
            insertion_sort(r.first, r.last);
        }
    }
    return LK_OK;
}
