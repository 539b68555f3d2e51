/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "convolve.h"
#include "model.h"

/* What gradients need of this backend: nodes computed whole, and the
 * derivatives of convolutions and dense nodes. */

/* Pixels whose unrolled windows fit the second-level cache, and are enough for
 * a product to be worth a call. */
enum { COLUMN_FLOATS = 1 << 18, LEAST_PIXELS = 64 };

static const graph_node *node_of(const model *m, uint32_t node)
{
    return &m->reverse.graph.nodes[node];
}

static size_t tile_of(const model *m, const graph_node *n)
{
    size_t column = convolve_column(&m->reverse.graph, n), pixels = graph_pixels(&n->shape);
    size_t tile = column ? COLUMN_FLOATS / column : pixels;
    tile = tile < LEAST_PIXELS ? LEAST_PIXELS : tile;
    return tile < pixels ? tile : pixels;
}

static size_t scratch(const void *self, uint32_t node)
{
    const model *m = self;
    const graph_node *n = node_of(m, node);
    return tile_of(m, n) * convolve_column(&m->reverse.graph, n);
}

static void forward(const void *self, uint32_t node, const float *const *inputs, float *out,
                    float *room)
{
    const model *m = self;
    const graph_node *n = node_of(m, node);
    size_t pixels = graph_pixels(&n->shape), tile = tile_of(m, n);
    job j = {.graph = &m->reverse.graph,
             .node = n,
             .lanes = m->plan.lanes,
             .prepared = m->reverse_prepared[node],
             .inputs = inputs,
             .columns = room};
    for (j.first = 0; j.first < pixels; j.first += tile) {
        j.count = pixels - j.first < tile ? pixels - j.first : tile;
        j.out = out + j.first * (size_t)n->shape.channels;
        node_run(&j);
    }
}

static void backward(const void *self, uint32_t node, const float *gradient, float *out,
                     float *room)
{
    const model *m = self;
    const graph_node *n = node_of(m, node);
    const job j = {.graph = &m->reverse.graph,
                   .node = n,
                   .lanes = m->plan.lanes,
                   .inputs = &gradient,
                   .out = out,
                   .count = tile_of(m, n),
                   .columns = room};
    adjoint_run(&j);
}

/* ---- Items to hands --------------------------------------------------------------- */

typedef struct shared {
    reverse_item f;
    void *user;
} shared;

static void run_item(void *user, size_t item, float *workspace, hand *by)
{
    const shared *s = user;
    s->f(s->user, item, workspace, hand_stopped, by);
}

/* Workspaces are kept while they are large enough. */
static lk_status share_out(void *self, lk_context *ctx, size_t items, size_t floats, reverse_item f,
                           void *user)
{
    model *m = self;
    shared s = {f, user};
    if (m->reverse_crew.floats < floats) {
        crew_close(&m->reverse_crew);
        m->reverse_crew.floats = floats;
    }
    return crew_run(&m->reverse_crew, ctx, items, run_item, &s);
}

/* ---- The operations ---------------------------------------------------------------- */

lk_status model_open_reverse(model *m, lk_context *ctx)
{
    static const reverse_ops ops = {scratch, forward, backward, share_out};
    lk_status status = reverse_open(ctx, &m->read, &ops, m, &m->reverse);
    return status ? status : kernel_prepare(ctx, &m->reverse.graph, &m->reverse_prepared);
}

void model_close_reverse(model *m)
{
    reverse_close(&m->reverse);
    crew_close(&m->reverse_crew);
}

lk_status model_gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                          const uint32_t *classes, lk_output output, float *scores,
                          lk_tensor *gradient)
{
    model *m = self;
    return reverse_gradients(&m->reverse, ctx, batch, classes, output, scores, gradient);
}

lk_status model_activations(void *self, lk_context *ctx, const lk_tensor *batch, const char *layer,
                            uint32_t class_index, lk_output output, lk_tensor *activation,
                            lk_tensor *gradient)
{
    model *m = self;
    return reverse_activations(&m->reverse, ctx, batch, layer, class_index, output, activation,
                               gradient);
}
