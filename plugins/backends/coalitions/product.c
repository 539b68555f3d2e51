/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../scoring/room.h"
#include "evaluate.h"

/* Convolutions as products: a row for each column of the result, which is its
 * window's taps one after another, where they lie. A dense node after a vector
 * is one of a single tap. */

enum { ROW_FLOATS = 1 << 20, MOST_ROWS = 960, SHORT = 12 };

static size_t taps_count(const graph_node *n)
{
    return n->op == GRAPH_DENSE ? 1 : (size_t)(n->window.kernel[0] * n->window.kernel[1]);
}

static size_t groups_count(const graph_node *n)
{
    return n->op == GRAPH_DENSE ? 1 : (size_t)n->groups;
}

int product_fits(const graph *g, const graph_node *n)
{
    size_t in = (size_t)masks_shape(g, n->inputs[0])->channels;
    if (n->op == GRAPH_DENSE)
        return graph_pixels(masks_shape(g, n->inputs[0])) == 1;
    return n->op == GRAPH_CONV && !evaluate_is_depthwise(g, n) &&
           taps_count(n) * (in + 2) < EVALUATE_FLOATS / (2 * MULTIPLY_MOST_ROWS);
}

/* The part of a convolution that one group of channels makes. */
typedef struct group {
    size_t first_in, in, first_out, out;
} group;

static group group_of(const evaluation *e, size_t index)
{
    size_t count = groups_count(e->node);
    size_t in = e->inputs[0]->channels / count, out = e->out->channels / count;
    return (group){index * in, in, index * out, out};
}

/* ---- Weights ----------------------------------------------------------------------------------
 */

static size_t group_packed(const evaluation *e)
{
    group g = group_of(e, 0);
    return multiply_packed(e->by->multiply, taps_count(e->node) * g.in, g.out);
}

static void pack_group(void *user, size_t item, float *workspace, hand *by)
{
    const evaluation *e = *(const evaluation *const *)user;
    group g = group_of(e, item);
    (void)workspace;
    (void)by;
    multiply_pack(e->by->multiply, e->node->weights[GRAPH_FILTER] + g.first_out, e->out->channels,
                  taps_count(e->node) * g.in, g.out, *e->filters + item * group_packed(e));
}

/* Once for all positions. */
static lk_status pack(const evaluation *e)
{
    size_t groups = groups_count(e->node);
    if (*e->filters)
        return LK_OK;
    *e->filters = room_take(groups * group_packed(e));
    if (!*e->filters)
        return lk_error(e->by->ctx, LK_E_MEMORY, "no memory for the weights of a layer");
    return crew_run(e->by->crew, e->by->ctx, groups, pack_group, &e);
}

/* ---- Rows -------------------------------------------------------------------------------------
 */

/* The taps of the columns of a span: tap t of column i at sources[t * stride + i]. */
static void find_taps(const evaluation *e, const span *s, const float **sources, size_t stride)
{
    if (e->node->op == GRAPH_DENSE) {
        table_sources(e->inputs[0], 0, e->out, s, sources);
        return;
    }
    window_taps t = window_taps_of(e, s->position);
    for (int64_t y = 0; y < t.window->kernel[0]; y++)
        for (int64_t x = 0; x < t.window->kernel[1]; x++, sources += stride) {
            if (y >= t.v.low && y < t.v.high && x >= t.h.low && x < t.h.high)
                table_sources(e->inputs[0], window_position(&t, y, x), e->out, s, sources);
            else
                for (size_t i = 0; i < s->count; i++)
                    sources[i] = e->by->nothing;
        }
}

static void find_all_taps(const evaluation *e, size_t first, size_t end, const float **sources)
{
    for (size_t c = first; c < end;) {
        span s = table_span(e->out, c, end);
        find_taps(e, &s, sources + (c - first), end - first);
        c += s.count;
    }
}

/* Taps of few channels are copied into rows of one tap. */
static void join_taps(const float **sources, size_t count, size_t rows, size_t length,
                      float *joined)
{
    for (size_t i = 0; i < rows; i++) {
        float *row = joined + i * count * length;
        for (size_t t = 0; t < count; t++)
            for (size_t k = 0; k < length; k++)
                row[t * length + k] = sources[t * rows + i][k];
    }
    for (size_t i = 0; i < rows; i++)
        sources[i] = joined + i * count * length;
}

/* ---- Products ---------------------------------------------------------------------------------
 */

static void run_group(const evaluation *e, size_t index, size_t first, size_t end,
                      const float **sources, float *workspace)
{
    group g = group_of(e, index);
    size_t count = taps_count(e->node), rows = end - first;
    const float *bias = e->node->weights[GRAPH_BIAS];
    int is_short = count > 1 && g.in < SHORT;
    panels p = {.taps = is_short ? 1 : count,
                .length = is_short ? count * g.in : g.in,
                .out = g.out,
                .packed = *e->filters + index * group_packed(e),
                .bias = bias ? bias + g.first_out : NULL,
                .node = multiply_activates(e->node) ? e->node : NULL};
    if (is_short)
        join_taps(sources, count, rows, g.in, workspace);
    e->by->multiply->run(&p, sources, rows, rows, evaluate_out(e, first) + g.first_out,
                         e->out->channels);
}

static void run_columns(const evaluation *e, size_t first, size_t end, float *workspace)
{
    size_t groups = groups_count(e->node), all = taps_count(e->node) * (end - first);
    const float **sources = (const float **)(void *)workspace;
    workspace += (2 * all + 15) / 16 * 16;
    for (size_t i = 0; i < groups; i++) {
        find_all_taps(e, first, end, sources);
        for (size_t k = 0; i && k < all; k++)
            sources[k] += group_of(e, i).first_in;
        run_group(e, i, first, end, sources, workspace);
    }
    if (!multiply_activates(e->node))
        evaluate_activate(e, first, end);
}

lk_status product_run(const evaluation *e)
{
    size_t each = ROW_FLOATS / (taps_count(e->node) * (group_of(e, 0).in + 2));
    lk_status status = pack(e);
    return status ? status : evaluate_columns(e, each < MOST_ROWS ? each : MOST_ROWS, run_columns);
}
