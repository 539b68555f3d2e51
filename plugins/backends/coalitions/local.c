/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "evaluate.h"

/* Nodes that are computed column by column. */

enum { COLUMNS = 1024 };

typedef void (*gather_fn)(float *sum, const float *in, size_t n);

/* ---- Pools ------------------------------------------------------------------------------------
 */

/* Each column of a span with one more of its sources. */
static void gather_one(const evaluation *e, const span *s, size_t position, int is_first,
                       gather_fn f)
{
    const float *sources[SPAN_MOST];
    size_t channels = e->out->channels;
    float *out = evaluate_out(e, s->column);
    table_sources(e->inputs[0], position, e->out, s, sources);
    for (size_t i = 0; i < s->count; i++, out += channels) {
        if (is_first)
            memcpy(out, sources[i], channels * sizeof *out);
        else
            f(out, sources[i], channels);
    }
}

static size_t pooled_pixels(const evaluation *e, const window_taps *t, size_t position)
{
    const graph_shape *in = graph_input_shape(e->by->graph, e->node, 0);
    int64_t width = e->node->shape.width;
    if (e->node->window.counts_padding)
        return window_extent(t->window, 0, (int64_t)position / width, in->height) *
               window_extent(t->window, 1, (int64_t)position % width, in->width);
    return (size_t)((t->v.high - t->v.low) * (t->h.high - t->h.low));
}

static void pool_span(const evaluation *e, const span *s)
{
    window_taps t = window_taps_of(e, s->position);
    int is_mean = e->node->op == GRAPH_AVGPOOL;
    gather_fn f = is_mean ? e->by->lanes->accumulate : e->by->lanes->keep_larger;
    for (int64_t y = t.v.low; y < t.v.high; y++)
        for (int64_t x = t.h.low; x < t.h.high; x++)
            gather_one(e, s, window_position(&t, y, x), y == t.v.low && x == t.h.low, f);
    if (is_mean)
        pool_divide(evaluate_out(e, s->column), s->count * e->out->channels,
                    pooled_pixels(e, &t, s->position));
}

/* The next rows of the input. */
static void pool_all_span(const evaluation *e, const span *s)
{
    int is_mean = e->node->op == GRAPH_MEAN;
    gather_fn f = is_mean ? e->by->lanes->accumulate : e->by->lanes->keep_larger;
    for (size_t p = e->first; p < e->end; p++)
        gather_one(e, s, p, !p, f);
    if (is_mean && e->end == e->inputs[0]->positions)
        pool_divide(evaluate_out(e, s->column), s->count * e->out->channels, e->end);
}

/* ---- Depthwise convolutions
 * ---------------------------------------------------------------------- */

/* Are MOST_NEIGHBOURS columns from `i` on side by side in memory, for every tap? */
static int is_together(const float *const (*sources)[SPAN_MOST], int count, size_t i,
                       size_t channels)
{
    for (int k = 0; k < count; k++)
        for (size_t q = 1; q < MOST_NEIGHBOURS; q++)
            if (sources[k][i + q] != sources[k][i] + q * channels)
                return 0;
    return 1;
}

static void sum_taps(const evaluation *e, const span *s, const float *(*sources)[SPAN_MOST],
                     taps *t)
{
    size_t channels = e->out->channels;
    int pixels;
    for (size_t i = 0; i < s->count; i += (size_t)pixels) {
        pixels =
            i + MOST_NEIGHBOURS <= s->count &&
                    is_together((const float *const(*)[SPAN_MOST])sources, t->count, i, channels)
                ? MOST_NEIGHBOURS
                : 1;
        for (int k = 0; k < t->count; k++)
            t->inputs[k] = sources[k][i];
        e->by->lanes->depthwise(t, pixels, channels, channels, evaluate_out(e, s->column + i));
    }
}

static void depthwise_span(const evaluation *e, const span *s)
{
    const float *sources[MOST_TAPS][SPAN_MOST];
    window_taps w = window_taps_of(e, s->position);
    const float *filter = e->node->weights[GRAPH_FILTER];
    taps t = {.bias = e->node->weights[GRAPH_BIAS]};
    for (int64_t y = w.v.low; y < w.v.high; y++)
        for (int64_t x = w.h.low; x < w.h.high; x++) {
            table_sources(e->inputs[0], window_position(&w, y, x), e->out, s, sources[t.count]);
            t.filters[t.count++] =
                filter + (size_t)(y * w.window->kernel[1] + x) * e->out->channels;
        }
    sum_taps(e, s, sources, &t);
}

/* ---- Borders
 * ---------------------------------------------------------------------------------------- */

static void pad_span(const evaluation *e, const span *s)
{
    const graph_shape *in = graph_input_shape(e->by->graph, e->node, 0);
    const graph_window *w = &e->node->window;
    int64_t y = (int64_t)s->position / e->node->shape.width - w->before[0];
    int64_t x = (int64_t)s->position % e->node->shape.width - w->before[1];
    float *out = evaluate_out(e, s->column);
    if (y >= 0 && y < in->height && x >= 0 && x < in->width)
        gather_one(e, s, (size_t)(y * in->width + x), 1, NULL);
    else
        for (size_t i = 0; i < s->count * e->out->channels; i++)
            out[i] = e->node->alpha;
}

static void constant_span(const evaluation *e, const span *s)
{
    size_t channels = e->out->channels;
    for (size_t i = 0; i < s->count; i++)
        memcpy(evaluate_out(e, s->column + i),
               e->node->weights[GRAPH_FILTER] + s->position * channels, channels * sizeof(float));
}

/* ---- Value by value
 * ----------------------------------------------------------------------------------- */

static void gather_columns(const evaluation *e, const table *in, size_t first, size_t end,
                           float *out)
{
    const float *sources[SPAN_MOST];
    for (size_t c = first; c < end;) {
        span s = table_span(e->out, c, end);
        table_sources(in, s.position, e->out, &s, sources);
        for (size_t i = 0; i < s.count; i++, out += in->channels)
            memcpy(out, sources[i], in->channels * sizeof *out);
        c += s.count;
    }
}

/* The kernel of one item's map does it, whose pixels are columns here. */
static void run_kernel(const evaluation *e, size_t first, size_t end, float *workspace)
{
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t i = 0; i < e->node->input_count; i++) {
        const table *in = e->inputs[i];
        if (table_is_aligned(in, e->out)) {
            inputs[i] = table_at(in, first);
            continue;
        }
        gather_columns(e, in, first, end, workspace);
        inputs[i] = workspace;
        workspace += (end - first) * in->channels;
    }
    job j = {.graph = e->by->graph,
             .node = e->node,
             .lanes = e->by->lanes,
             .prepared = e->prepared,
             .inputs = inputs,
             .out = evaluate_out(e, first),
             .count = end - first};
    kernel_run(&j);
}

/* ---- The choice
 * --------------------------------------------------------------------------------------------- */

typedef void (*span_fn)(const evaluation *e, const span *s);

static span_fn span_of(const graph_node *n)
{
    switch (n->op) {
    case GRAPH_MAXPOOL:
    case GRAPH_AVGPOOL:
        return pool_span;
    case GRAPH_MEAN:
    case GRAPH_LARGEST:
        return pool_all_span;
    case GRAPH_CONV:
        return depthwise_span;
    case GRAPH_PAD:
        return pad_span;
    case GRAPH_CONSTANT:
        return constant_span;
    default:
        return NULL;
    }
}

static void run_columns(const evaluation *e, size_t first, size_t end, float *workspace)
{
    span_fn f = span_of(e->node);
    if (!f) {
        run_kernel(e, first, end, workspace);
        return;
    }
    for (size_t c = first; c < end;) {
        span s = table_span(e->out, c, end);
        f(e, &s);
        c += s.count;
    }
    if (!evaluate_gathers(e->by->graph, e->node) || e->end == e->inputs[0]->positions)
        evaluate_activate(e, first, end);
}

/* Channels of all inputs: what run_kernel may gather of a column. */
static size_t gathered_channels(const graph *g, const graph_node *n)
{
    size_t sum = 1;
    for (uint32_t i = 0; i < n->input_count; i++)
        sum += (size_t)graph_input_shape(g, n, i)->channels;
    return sum;
}

int local_fits(const graph *g, const graph_node *n)
{
    return n->op != GRAPH_DENSE && (n->op != GRAPH_CONV || evaluate_is_depthwise(g, n)) &&
           gathered_channels(g, n) <= EVALUATE_FLOATS / MULTIPLY_MOST_ROWS;
}

lk_status local_run(const evaluation *e)
{
    size_t each = EVALUATE_FLOATS / gathered_channels(e->by->graph, e->node);
    return evaluate_columns(e, each < COLUMNS ? each : COLUMNS, run_columns);
}
