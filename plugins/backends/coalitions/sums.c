/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "evaluate.h"

/* A dense node after a flattened map is linear in each of its pixels: the
 * products of a pixel's distinct columns are taken once each, and summed up row
 * by row. Jobs are blocks of channels out, so that a weight is read once. */

enum { BLOCK = 128, MOST_PIXELS = 16, MOST_LENGTH = 8192 };

int sums_fits(const graph *g, const graph_node *n)
{
    const graph_shape *in = masks_shape(g, n->inputs[0]);
    return n->op == GRAPH_DENSE && graph_pixels(in) > 1 && in->channels <= MOST_LENGTH;
}

/* Is every pattern of the result a pattern there, in the same order? */
static int is_whole(const evaluation *e, size_t position)
{
    const table *in = e->inputs[0];
    return in->patterns == e->out->patterns && in->masks[position] == e->out->masks[0];
}

static void add_rows(const evaluation *e, size_t position, const float *products, size_t first,
                     size_t width)
{
    const table *in = e->inputs[0];
    const pattern_set *out = table_set(e->out, 0), *set = table_set(in, position);
    size_t shift = e->out->patterns->first - in->patterns->first;
    for (size_t q = 0; q < out->count; q++)
        e->by->lanes->accumulate(evaluate_out(e, q) + first,
                                 products + set->of_row[out->row_of[q] + shift] * width, width);
}

/* How many pixels from `position` on have the same mask: their products are
 * summed up at once. */
static size_t count_alike(const evaluation *e, size_t position)
{
    const uint32_t *of = e->inputs[0]->masks;
    size_t count = 1;
    while (count < MOST_PIXELS && position + count < e->end && of[position + count] == of[position])
        count++;
    return count;
}

/* The products of `count` pixels that have the same mask. */
static void add_pixels(const evaluation *e, size_t position, size_t count, size_t first,
                       size_t width, float *workspace)
{
    const table *in = e->inputs[0];
    const multiply *by = e->by->multiply;
    size_t length = in->channels, columns = table_set(in, position)->count;
    const float *rows[MOST_PIXELS * PATTERNS_MOST_ROWS];
    int is_all = is_whole(e, position);
    float *packed = workspace, *out = evaluate_out(e, 0) + first;
    float *products = packed + multiply_packed(by, count * length, width);
    panels p = {.taps = count, .length = length, .out = width, .packed = packed, .keeps = is_all};
    multiply_pack(by, e->node->weights[GRAPH_FILTER] + position * length * e->out->channels + first,
                  e->out->channels, count * length, width, packed);
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < columns; i++)
            rows[t * columns + i] = table_at(in, in->start[position + t] + i);
    by->run(&p, rows, columns, columns, is_all ? out : products, is_all ? e->out->channels : width);
    if (!is_all)
        add_rows(e, position, products, first, width);
}

static void run_block(void *user, size_t item, float *workspace, hand *by)
{
    const evaluation *e = *(const evaluation *const *)user;
    size_t first = item * BLOCK, rest = e->out->channels - first;
    for (size_t p = e->first, count; p < e->end && !hand_stopped(by); p += count) {
        count = count_alike(e, p);
        while (count > 1 && count * e->inputs[0]->channels > MOST_LENGTH)
            count /= 2;
        add_pixels(e, p, count, first, rest < BLOCK ? rest : BLOCK, workspace);
    }
}

lk_status sums_run(const evaluation *e)
{
    size_t columns = table_columns(e->out);
    if (!e->first)
        evaluate_begin(e, 0, columns);
    lk_status status =
        crew_run(e->by->crew, e->by->ctx, (e->out->channels + BLOCK - 1) / BLOCK, run_block, &e);
    if (!status && e->end == e->inputs[0]->positions)
        evaluate_activate(e, 0, columns);
    return status;
}
