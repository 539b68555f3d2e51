/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "connect.h"

typedef struct pieces {
    size_t height, width, smallest, largest;
    const int32_t *labels;
    int32_t *numbers; /* -1 until a pixel has one */
    uint32_t *queue;  /* the pixels of the piece that is being found */
} pieces;

enum { SIDES = 4 };

/* The pixels to the right, left, below and above; `at` itself over an edge. */
static void find_neighbours(const pieces *p, size_t at, size_t out[SIDES])
{
    size_t x = at % p->width;
    out[0] = x + 1 < p->width ? at + 1 : at;
    out[1] = x > 0 ? at - 1 : at;
    out[2] = at + p->width < p->height * p->width ? at + p->width : at;
    out[3] = at >= p->width ? at - p->width : at;
}

/* Number the piece of `start`; its size, and in `beside` the number of the
 * neighbour met last. */
static size_t find_piece(const pieces *p, size_t start, int32_t number, int32_t *beside)
{
    const int32_t label = p->labels[start];
    size_t size = 1, near[SIDES];
    p->queue[0] = (uint32_t)start;
    p->numbers[start] = number;
    for (size_t visited = 0; visited < size && size < p->largest; visited++) {
        find_neighbours(p, p->queue[visited], near);
        for (int d = 0; d < SIDES && size < p->largest; d++) {
            size_t n = near[d];
            if (p->numbers[n] >= 0) {
                *beside = p->numbers[n] == number ? *beside : p->numbers[n];
            } else if (p->labels[n] == label) {
                p->numbers[n] = number;
                p->queue[size++] = (uint32_t)n;
            }
        }
    }
    return size;
}

/* The number that the next piece takes. */
static int32_t settle_piece(const pieces *p, size_t start, int32_t number)
{
    int32_t beside = number;
    size_t size = find_piece(p, start, number, &beside);
    if (size >= p->smallest)
        return number + 1;
    for (size_t i = 0; i < size; i++)
        p->numbers[p->queue[i]] = beside;
    return number;
}

lk_status connect_labels(lk_context *ctx, size_t height, size_t width, size_t smallest,
                         size_t largest, int32_t *labels, uint32_t *count)
{
    size_t pixels = height * width;
    pieces p = {.height = height, .width = width, .smallest = smallest, .largest = largest};
    int32_t next = 0, last = 0;
    p.labels = labels;
    p.numbers = lk_alloc_array(ctx, pixels, sizeof *p.numbers);
    p.queue = lk_alloc_array(ctx, largest ? largest : 1, sizeof *p.queue);
    if (!p.numbers || !p.queue)
        return lk_error(ctx, LK_E_MEMORY, "no memory to connect %zu pixels", pixels);
    memset(p.numbers, 0xff, pixels * sizeof *p.numbers);
    for (size_t i = 0; i < pixels; i++)
        if (p.numbers[i] < 0)
            next = settle_piece(&p, i, next);
    for (size_t i = 0; i < pixels; i++) {
        labels[i] = p.numbers[i];
        last = labels[i] > last ? labels[i] : last;
    }
    *count = (uint32_t)last + 1;
    return LK_OK;
}
