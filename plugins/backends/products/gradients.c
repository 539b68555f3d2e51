/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "gradients.h"

#include "convolve.h"

/* What gradients need: nodes computed whole, and the
 * derivatives of convolutions and dense nodes. */

/* Pixels whose unrolled windows fit the second-level cache, and are enough for
 * a product to be worth a call. */
enum { COLUMN_FLOATS = 1 << 18, LEAST_PIXELS = 64 };

static const graph_node *node_of(const gradients *d, uint32_t node)
{
    return &d->reverse.graph.nodes[node];
}

static size_t tile_of(const gradients *d, const graph_node *n)
{
    size_t column = convolve_column(&d->reverse.graph, n), pixels = graph_pixels(&n->shape);
    size_t tile = column ? COLUMN_FLOATS / column : pixels;
    tile = tile < LEAST_PIXELS ? LEAST_PIXELS : tile;
    return tile < pixels ? tile : pixels;
}

static size_t scratch(const void *self, uint32_t node)
{
    const gradients *d = self;
    const graph_node *n = node_of(d, node);
    return tile_of(d, n) * convolve_column(&d->reverse.graph, n);
}

static void forward(const void *self, uint32_t node, const float *const *inputs, float *out,
                    float *room)
{
    const gradients *d = self;
    const graph_node *n = node_of(d, node);
    size_t pixels = graph_pixels(&n->shape), tile = tile_of(d, n);
    job j = {.graph = &d->reverse.graph,
             .node = n,
             .lanes = d->lanes,
             .prepared = d->prepared[node],
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
    const gradients *d = self;
    const graph_node *n = node_of(d, node);
    const job j = {.graph = &d->reverse.graph,
                   .node = n,
                   .lanes = d->lanes,
                   .inputs = &gradient,
                   .out = out,
                   .count = tile_of(d, n),
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
    gradients *d = self;
    shared s = {f, user};
    if (d->crew.floats < floats) {
        crew_close(&d->crew);
        d->crew.floats = floats;
    }
    return crew_run(&d->crew, ctx, items, run_item, &s);
}

/* ---- Opening ------------------------------------------------------------------------ */

lk_status gradients_open(lk_context *ctx, const graph *g, gradients *out)
{
    static const reverse_ops ops = {scratch, forward, backward, share_out};
    out->lanes = lanes_choose();
    lk_status status = reverse_open(ctx, g, &ops, out, &out->reverse);
    return status ? status : kernel_prepare(ctx, &out->reverse.graph, &out->prepared);
}

void gradients_close(gradients *d)
{
    reverse_close(&d->reverse);
    crew_close(&d->crew);
}
