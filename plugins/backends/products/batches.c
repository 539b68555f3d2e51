/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "batches.h"

#include <cblas.h>
#include <stdlib.h>

#include "convolve.h"
#include "product.h"

/* A convolution shares out items, and unrolls a tile of windows at a time, which
 * goes on from one item into the next. Where maps are small a piece has several items,
 * since what takes the time there is to read the filter once for every piece. Dense
 * layers are in dense.c. */

enum {
    TILE_FLOATS = 1 << 17,
    LEAST_TILE = 64,
    PIECE_PIXELS = 64,
    LEAST_PIECES = 2,
    MOST_PIECES = 16,
    MOST_SUMS = 8
};

/* ---- Products ----------------------------------------------------------------------------------
 */

void product_multiply(int transpose_a, int transpose_b, size_t rows, size_t columns, size_t length,
                      const float *a, size_t a_row, const float *b, size_t b_row, float keep,
                      float *out, size_t out_row)
{
    cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
                transpose_b ? CblasTrans : CblasNoTrans, (int)rows, (int)columns, (int)length, 1, a,
                (int)a_row, b, (int)b_row, keep, out, (int)out_row);
}

void product_add_bias(const work *w, size_t first, size_t rows, float *out)
{
    size_t n = outputs(w);
    memset(out, 0, n * sizeof *out);
    for (size_t i = first; i < first + rows; i++)
        w->batches->lanes->accumulate(out, w->job->gradient + i * n, n);
}

/* ---- Tiles of windows ------------------------------------------------------------------------ */

static size_t tile_of(const graph *g, const graph_node *n, size_t items)
{
    size_t column = convolve_column(g, n), all = items * graph_pixels(&n->shape);
    size_t tile = column ? TILE_FLOATS / column : all;
    return least(tile < LEAST_TILE ? LEAST_TILE : tile, all);
}

/* Kernels for one item take these. */
static job describe(const work *w, const float **in, size_t item)
{
    *in = w->job->inputs ? w->job->inputs[0] + item * graph_size(input_shape(w)) : NULL;
    return (job){.graph = w->batches->graph,
                 .node = w->node,
                 .lanes = w->batches->lanes,
                 .inputs = in,
                 .count = graph_pixels(&w->node->shape)};
}

/* Windows from pixel `first` of the batch on. */
static void unroll_tile(const work *w, size_t first, size_t count)
{
    size_t pixels = graph_pixels(&w->node->shape),
           length = convolve_column(w->batches->graph, w->node);
    const float *in;
    for (size_t k = 0; k < count; k++) {
        const job j = describe(w, &in, (first + k) / pixels);
        convolve_unroll(&j, (first + k) % pixels, w->scratch + k * length);
    }
}

static void roll_tile(const work *w, size_t first, size_t count)
{
    size_t pixels = graph_pixels(&w->node->shape),
           length = convolve_column(w->batches->graph, w->node);
    const float *in;
    for (size_t k = 0; k < count; k++) {
        size_t item = (first + k) / pixels;
        job j = describe(w, &in, item);
        j.out = w->job->out + item * graph_size(input_shape(w));
        adjoint_roll(&j, (first + k) % pixels, w->scratch + k * length);
    }
}

/* ---- Convolutions ------------------------------------------------------------------------------
 */

static void begin_sums(const work *w, float *out, size_t count)
{
    const job j = {.node = w->node, .out = out, .count = count};
    point_bias(&j);
}

static void convolve(const work *w, size_t first, size_t count)
{
    size_t n = outputs(w), length = convolve_column(w->batches->graph, w->node);
    float *out = w->job->out + first * n;
    const float *rows = w->job->inputs[0] + first * inputs(w);
    if (length) {
        unroll_tile(w, first, count);
        rows = w->scratch;
    }
    length = length ? length : inputs(w);
    begin_sums(w, out, count);
    product_multiply(0, 0, count, n, length, rows, length, w->job->weights[GRAPH_FILTER], n, 1, out,
                     n);
}

static void derive_convolution(const work *w, size_t first, size_t count)
{
    size_t n = outputs(w), length = convolve_column(w->batches->graph, w->node);
    int is_rolled = length > 0;
    length = is_rolled ? length : inputs(w);
    product_multiply(0, 1, count, length, n, w->job->gradient + first * n, n,
                     w->job->weights[GRAPH_FILTER], n, 0,
                     is_rolled ? w->scratch : w->job->out + first * length, length);
    if (is_rolled)
        roll_tile(w, first, count);
}

/* Add to the sum of the filter's gradient, or begin it. */
static void derive_filter(const work *w, size_t first, size_t count, int begins, float *sum)
{
    size_t n = outputs(w), length = convolve_column(w->batches->graph, w->node);
    const float *rows = w->job->inputs[0] + first * inputs(w);
    if (length) {
        unroll_tile(w, first, count);
        rows = w->scratch;
    }
    length = length ? length : inputs(w);
    product_multiply(1, 0, length, n, count, rows, length, w->job->gradient + first * n, n, !begins,
                     sum, n);
}

/* ---- Groups
 * --------------------------------------------------------------------------------------- */

static void run_grouped(const work *w, int is_back)
{
    size_t in_size = graph_size(input_shape(w)), out_size = graph_size(&w->node->shape);
    for (size_t i = w->first; i < w->end; i++) {
        const float *in;
        job j = describe(w, &in, i);
        if (is_back)
            in = w->job->gradient + i * out_size;
        j.out = w->job->out + i * (is_back ? in_size : out_size);
        if (is_back)
            adjoint_run(&j);
        else
            convolve_run(&j);
    }
}

/* What one tap of one pixel adds to the filter's gradient. */
static void add_tap(const work *w, const float *in, const float *gradient, float *sum)
{
    size_t groups = (size_t)w->node->groups, channels = outputs(w);
    size_t group_in = inputs(w) / groups, group_out = channels / groups;
    if (group_in == 1 && group_out == 1) {
        w->batches->lanes->accumulate_product(sum, in, gradient, channels);
        return;
    }
    for (size_t i = 0; i < group_in; i++)
        for (size_t o = 0; o < channels; o++)
            sum[i * channels + o] += in[o / group_out * group_in + i] * gradient[o];
}

static void derive_grouped_pixel(const work *w, const float *in, const float *gradient,
                                 int64_t pixel, float *sum)
{
    const graph_node *n = w->node;
    const graph_shape *s = input_shape(w);
    const graph_window *v = &n->window;
    size_t tap = inputs(w) / (size_t)n->groups * outputs(w);
    reach rows = window_reach(v, 0, pixel / n->shape.width, s->height);
    reach columns = window_reach(v, 1, pixel % n->shape.width, s->width);
    for (int64_t y = rows.low; y < rows.high; y++)
        for (int64_t x = columns.low; x < columns.high; x++) {
            int64_t row = rows.start + (y - rows.low) * v->dilation[0];
            int64_t column = columns.start + (x - columns.low) * v->dilation[1];
            add_tap(w, in + (row * s->width + column) * s->channels, gradient,
                    sum + (size_t)(y * v->kernel[1] + x) * tap);
        }
}

static void derive_grouped_filter(const work *w, float *sum)
{
    size_t pixels = graph_pixels(&w->node->shape);
    memset(sum, 0, graph_weight_size(w->batches->graph, w->node, GRAPH_FILTER) * sizeof *sum);
    for (size_t i = w->first; i < w->end; i++)
        for (size_t p = 0; p < pixels; p++)
            derive_grouped_pixel(w, w->job->inputs[0] + i * graph_size(input_shape(w)),
                                 w->job->gradient + (i * pixels + p) * outputs(w), (int64_t)p, sum);
}

/* ---- The phases
 * ------------------------------------------------------------------------------------------ */

/* Call for each tile of the items of a piece. */
static void run_tiles(const work *w, void (*f)(const work *w, size_t first, size_t count))
{
    size_t pixels = graph_pixels(&w->node->shape);
    size_t tile = tile_of(w->batches->graph, w->node, w->batches->items);
    for (size_t at = w->first * pixels; at < w->end * pixels; at += tile)
        f(w, at, least(tile, w->end * pixels - at));
}

static void run_forward(const work *w)
{
    if (dense_is_wide(w->node))
        dense_run_wide(w);
    else if (w->node->op == GRAPH_CONV && w->node->groups > 1)
        run_grouped(w, 0);
    else
        run_tiles(w, convolve);
}

static void run_data(const work *w)
{
    size_t size = graph_size(input_shape(w));
    if (w->node->op == GRAPH_DENSE) {
        dense_derive(w);
        return;
    }
    if (w->node->groups > 1) {
        run_grouped(w, 1);
        return;
    }
    if (convolve_column(w->batches->graph, w->node))
        memset(w->job->out + w->first * size, 0, (w->end - w->first) * size * sizeof(float));
    run_tiles(w, derive_convolution);
}

static void run_weights(const work *w, size_t piece)
{
    size_t pixels = graph_pixels(&w->node->shape), end = w->end * pixels;
    size_t filter = graph_weight_size(w->batches->graph, w->node, GRAPH_FILTER);
    size_t tile = tile_of(w->batches->graph, w->node, w->batches->items);
    if (w->node->op == GRAPH_DENSE) {
        dense_derive_filter(w);
        return;
    }
    float *sum = w->job->out + piece * training_block(w->batches->graph, w->node);
    if (w->node->groups > 1)
        derive_grouped_filter(w, sum);
    else
        for (size_t at = w->first * pixels; at < end; at += tile)
            derive_filter(w, at, least(tile, end - at), at == w->first * pixels, sum);
    if (w->node->weights[GRAPH_BIAS])
        product_add_bias(w, w->first * pixels, end - w->first * pixels, sum + filter);
}

/* ---- The table
 * --------------------------------------------------------------------------------------------- */

static lk_status open_batches(lk_context *ctx, const graph *g, size_t items, void **out)
{
    batches *b = malloc(sizeof *b);
    if (!b)
        return lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", g->info.name);
    *b = (batches){g, items, lanes_choose()};
    *out = b;
    return LK_OK;
}

static void close_batches(void *self)
{
    free(self);
}

static int takes(const void *self, uint32_t node)
{
    return rule_is_backend(&((const batches *)self)->graph->nodes[node]);
}

static unsigned needs(const void *self, uint32_t node)
{
    (void)self;
    (void)node;
    return 0;
}

static size_t kept(const void *self, uint32_t node)
{
    (void)self;
    (void)node;
    return 0;
}

/* What the pieces of a phase share: items, or outputs or inputs of a dense layer. */
static size_t find_extent(const batches *b, const graph_node *n, training_phase phase)
{
    if (n->op != GRAPH_DENSE || (phase == TRAINING_FORWARD && !dense_is_wide(n)))
        return b->items;
    return (size_t)(phase == TRAINING_FORWARD ? n->shape.channels
                                              : graph_input_shape(b->graph, n, 0)->channels);
}

static size_t convolution_pieces(const batches *b, const graph_node *n, training_phase phase)
{
    size_t most = phase == TRAINING_BACKWARD_WEIGHTS ? MOST_SUMS : MOST_PIECES;
    size_t wanted = b->items * graph_pixels(&n->shape) / PIECE_PIXELS;
    wanted = wanted < LEAST_PIECES ? LEAST_PIECES : least(wanted, most);
    return least(wanted, b->items);
}

static size_t pieces(const void *self, uint32_t node, training_phase phase)
{
    const batches *b = self;
    const graph_node *n = &b->graph->nodes[node];
    size_t extent = find_extent(b, n, phase);
    if (n->op == GRAPH_CONV)
        return convolution_pieces(b, n, phase);
    if (extent != b->items)
        extent = (extent + DENSE_WIDE - 1) / DENSE_WIDE;
    return least(extent, MOST_PIECES);
}

static int is_summed(const void *self, uint32_t node)
{
    return ((const batches *)self)->graph->nodes[node].op == GRAPH_CONV;
}

static size_t scratch(const void *self, uint32_t node, training_phase phase)
{
    const batches *b = self;
    const graph_node *n = &b->graph->nodes[node];
    (void)phase;
    return tile_of(b->graph, n, b->items) * convolve_column(b->graph, n);
}

static int run(const void *self, const training_job *wanted, size_t piece, float *room)
{
    const batches *b = self;
    work w = {.batches = b, .node = &b->graph->nodes[wanted->node], .job = wanted, .scratch = room};
    size_t extent = find_extent(b, w.node, wanted->phase),
           count = pieces(b, wanted->node, wanted->phase);
    w.first = training_first(extent, count, piece);
    w.end = training_first(extent, count, piece + 1);
    switch (wanted->phase) {
    case TRAINING_FORWARD:
        run_forward(&w);
        break;
    case TRAINING_BACKWARD_DATA:
        run_data(&w);
        break;
    case TRAINING_BACKWARD_WEIGHTS:
        run_weights(&w, piece);
        break;
    }
    return 0;
}

const training_operations batches_operations = {.open = open_batches,
                                                .close = close_batches,
                                                .takes = takes,
                                                .needs = needs,
                                                .kept = kept,
                                                .pieces = pieces,
                                                .is_summed = is_summed,
                                                .scratch = scratch,
                                                .run = run};
