/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "batch.h"

#include <stdlib.h>

#include "../products/batches.h"
#include "phase.h"
#include "threads.h"

enum {
    MOST_PIECES = 16,
    LEAST_SUMS = 4,
    MOST_SUMS = 8,
    /* Pixels of a piece that are worth to reorder and add up a filter's gradient. */
    SUM_PIXELS = 1024,
    /* When a filter is read more often than is good. */
    FEW_PIXELS = 16,
    LARGE_FILTER = 1 << 16 /* floats */
};

typedef struct batch_node {
    int is_ours;
    size_t sums;             /* pieces of the way to weights */
    phase ways[2];           /* forward, to data: of an item */
    phase_filter filters[2]; /* for these */
    phase weights[2];        /* of a piece: of its items rounded down, and up */
} batch_node;

typedef struct batch {
    const graph *graph;
    size_t items;
    void *products; /* batches_operations' */
    dnnl_engine_t engine;
    batch_node *nodes;
} batch;

static const training_operations *const theirs = &batches_operations;

/* ---- Opening and closing ----------------------------------------------------------------------
 */

static size_t count_sums(const graph_node *n, size_t items)
{
    size_t wanted = items * graph_pixels(&n->shape) / SUM_PIXELS;
    wanted = wanted < LEAST_SUMS ? LEAST_SUMS : wanted > MOST_SUMS ? MOST_SUMS : wanted;
    return wanted < items ? wanted : items;
}

static void close_node(batch_node *b)
{
    for (int k = 0; k < 2; k++) {
        phase_close(&b->ways[k]);
        phase_close(&b->weights[k]);
        phase_filter_close(&b->filters[k]);
    }
    *b = (batch_node){0};
}

/* oneDNN reads the whole filter for each item, which takes longer than to multiply by it
 * where an item has so few pixels; a product over several items reads it once. */
static int is_filter_bound(const graph *g, const graph_node *n)
{
    return n->groups == 1 && graph_pixels(&n->shape) <= FEW_PIXELS &&
           graph_weight_size(g, n, GRAPH_FILTER) >= LARGE_FILTER;
}

static int make_ways(batch *b, const graph_node *n, batch_node *out)
{
    static const training_phase ways[2] = {TRAINING_FORWARD, TRAINING_BACKWARD_DATA};
    size_t least = b->items / out->sums, uneven = b->items % out->sums != 0;
    for (int k = 0; k < 2; k++)
        if (phase_convolve(b->engine, b->graph, n, ways[k], 1, &out->ways[k]))
            return -1;
    for (size_t k = 0; k <= uneven; k++)
        if (phase_convolve(b->engine, b->graph, n, TRAINING_BACKWARD_WEIGHTS, (int64_t)(least + k),
                           &out->weights[k]))
            return -1;
    return 0;
}

/* 0, or -1 where there is no memory. */
static int make_node(batch *b, uint32_t node)
{
    const graph_node *n = &b->graph->nodes[node];
    batch_node *out = &b->nodes[node];
    if (n->op != GRAPH_CONV || is_filter_bound(b->graph, n))
        return 0;
    out->sums = count_sums(n, b->items);
    if (make_ways(b, n, out)) {
        close_node(out);
        return 0;
    }
    out->is_ours = 1;
    return phase_filter_make(&out->ways[0], &out->filters[0]) ||
                   phase_filter_make(&out->ways[1], &out->filters[1])
               ? -1
               : 0;
}

static void close_batch(void *self)
{
    batch *b = self;
    for (uint32_t i = 0; b->nodes && i < b->graph->node_count; i++)
        close_node(&b->nodes[i]);
    if (b->products)
        theirs->close(b->products);
    if (b->engine)
        dnnl_engine_destroy(b->engine);
    free(b->nodes);
    free(b);
}

static lk_status make_nodes(lk_context *ctx, batch *b)
{
    int failed = 0, before = threads_limit(1);
    for (uint32_t i = 1; !failed && i < b->graph->node_count && !lk_cancelled(ctx); i++)
        failed = make_node(b, i);
    threads_limit(before);
    if (failed)
        return lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", b->graph->info.name);
    return lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
}

static lk_status open_batch(lk_context *ctx, const graph *g, size_t items, void **out)
{
    batch *b = malloc(sizeof *b);
    if (!b)
        return lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", g->info.name);
    *b = (batch){.graph = g, .items = items, .nodes = calloc(g->node_count, sizeof *b->nodes)};
    lk_status status = theirs->open(ctx, g, items, &b->products);
    if (!status && !b->nodes)
        status = lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", g->info.name);
    if (!status && dnnl_engine_create(&b->engine, dnnl_cpu, 0))
        status = lk_error(ctx, LK_E_FAIL, "oneDNN does not run on this processor");
    if (!status)
        status = make_nodes(ctx, b);
    if (status)
        close_batch(b);
    else
        *out = b;
    return status;
}

/* ---- Asking -------------------------------------------------------------------------------------
 */

static const batch_node *ours(const void *self, uint32_t node)
{
    const batch *b = self;
    return b->nodes[node].is_ours ? &b->nodes[node] : NULL;
}

static const void *products_of(const void *self)
{
    return ((const batch *)self)->products;
}

static int takes(const void *self, uint32_t node)
{
    return ours(self, node) || theirs->takes(products_of(self), node);
}

/* Both ways back of a convolution need but the inputs. */
static unsigned needs(const void *self, uint32_t node)
{
    return ours(self, node) ? 0 : theirs->needs(products_of(self), node);
}

static size_t kept(const void *self, uint32_t node)
{
    return ours(self, node) ? 0 : theirs->kept(products_of(self), node);
}

static size_t pieces(const void *self, uint32_t node, training_phase way)
{
    const batch_node *b = ours(self, node);
    size_t items = ((const batch *)self)->items;
    if (!b)
        return theirs->pieces(products_of(self), node, way);
    if (way == TRAINING_BACKWARD_WEIGHTS)
        return b->sums;
    return items < MOST_PIECES ? items : MOST_PIECES;
}

static int is_summed(const void *self, uint32_t node)
{
    return ours(self, node) || theirs->is_summed(products_of(self), node);
}

static size_t scratch(const void *self, uint32_t node, training_phase way)
{
    const batch_node *b = ours(self, node);
    if (!b)
        return theirs->scratch(products_of(self), node, way);
    if (way != TRAINING_BACKWARD_WEIGHTS)
        return b->ways[way].scratch;
    return b->weights[0].scratch > b->weights[1].scratch ? b->weights[0].scratch
                                                         : b->weights[1].scratch;
}

/* ---- Running
 * -------------------------------------------------------------------------------------- */

static int prepare(void *self, uint32_t node, const float *const weights[GRAPH_WEIGHT_COUNT])
{
    batch *b = self;
    batch_node *n = &b->nodes[node];
    int failed = 0, before = threads_limit(1);
    for (int k = 0; n->is_ours && !failed && k < 2; k++)
        failed = phase_filter_set(&n->ways[k], &n->filters[k], weights[GRAPH_FILTER]);
    threads_limit(before);
    return failed;
}

typedef struct work {
    const batch *batch;
    const graph_node *node;
    const batch_node *own;
    const training_job *job;
    size_t first, end; /* items */
    dnnl_stream_t stream;
    float *scratch;
} work;

static size_t input_size(const work *w)
{
    return graph_size(graph_input_shape(w->batch->graph, w->node, 0));
}

static int run_items(const work *w)
{
    const training_job *j = w->job;
    int is_back = j->phase == TRAINING_BACKWARD_DATA, failed = 0;
    size_t from = is_back ? graph_size(&w->node->shape) : input_size(w);
    size_t to = is_back ? input_size(w) : graph_size(&w->node->shape);
    const float *in = is_back ? j->gradient : j->inputs[0];
    for (size_t i = w->first; !failed && i < w->end; i++) {
        const void *const at[PHASE_OPERANDS] = {[PHASE_IN] = in + i * from,
                                                [PHASE_OUT] = j->out + i * to,
                                                [PHASE_BIAS] =
                                                    is_back ? NULL : j->weights[GRAPH_BIAS]};
        failed =
            phase_run(&w->own->ways[is_back], w->stream, at, &w->own->filters[is_back], w->scratch);
    }
    return failed;
}

static int run_sum(const work *w, size_t piece)
{
    const training_job *j = w->job;
    const graph *g = w->batch->graph;
    size_t is_more = w->end - w->first > w->batch->items / w->own->sums;
    float *sum = j->out + piece * training_block(g, w->node);
    const void *const at[PHASE_OPERANDS] = {
        [PHASE_IN] = j->inputs[0] + w->first * input_size(w),
        [PHASE_OUT] = sum,
        [PHASE_FILTER] = j->gradient + w->first * graph_size(&w->node->shape),
        [PHASE_BIAS] = sum + graph_weight_size(g, w->node, GRAPH_FILTER)};
    return phase_run(&w->own->weights[is_more], w->stream, at, NULL, w->scratch);
}

static int run(const void *self, const training_job *job, size_t piece, float *room)
{
    const batch *b = self;
    work w = {.batch = b,
              .node = &b->graph->nodes[job->node],
              .own = ours(self, job->node),
              .job = job,
              .scratch = room};
    if (!w.own)
        return theirs->run(b->products, job, piece, room);
    size_t count = pieces(self, job->node, job->phase);
    w.first = training_first(b->items, count, piece);
    w.end = training_first(b->items, count, piece + 1);
    int before = threads_limit(1);
    int failed = dnnl_stream_create(&w.stream, b->engine, dnnl_stream_default_flags) != 0;
    if (!failed)
        failed = job->phase == TRAINING_BACKWARD_WEIGHTS ? run_sum(&w, piece) : run_items(&w);
    if (w.stream)
        dnnl_stream_destroy(w.stream);
    threads_limit(before);
    return failed ? -1 : 0;
}

/* ---- The table
 * --------------------------------------------------------------------------------------- */

const training_operations batch_operations = {.open = open_batch,
                                              .close = close_batch,
                                              .takes = takes,
                                              .needs = needs,
                                              .kept = kept,
                                              .pieces = pieces,
                                              .is_summed = is_summed,
                                              .scratch = scratch,
                                              .prepare = prepare,
                                              .run = run};
