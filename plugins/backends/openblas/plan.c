/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "plan.h"

#include "../graph/memory.h"
#include "../products/convolve.h"

/* A tile's values should fit the first-level cache, and its products be large
 * enough to be worth a call. */
enum { TILE_FLOATS = 8192, LEAST_TILE = 64 };

typedef struct maker {
    lk_context *ctx;
    const graph *graph;
    stage *stages;
    size_t stage_count;
    uint32_t *stage_of; /* by node */
    uint32_t *last_use; /* by node, the last stage that reads it */
    place *places;
} maker;

static size_t round_up(size_t floats)
{
    return (floats + 15) / 16 * 16;
}

/* ---- Stages ---------------------------------------------------------------------- */

static int continues(const stage *s, const graph_node *n)
{
    return kernel_is_pointwise(n) && graph_pixels(&n->shape) == s->pixels;
}

static void split(maker *m)
{
    const graph *g = m->graph;
    stage *s = NULL;
    for (uint32_t i = 1; i < g->node_count; i++) {
        if (!s || !continues(s, &g->nodes[i])) {
            s = &m->stages[m->stage_count++];
            *s = (stage){.first = i, .pixels = graph_pixels(&g->nodes[i].shape)};
        }
        s->count++;
        m->stage_of[i] = (uint32_t)m->stage_count - 1;
    }
}

/* A node read after its stage, or asked for as an output, is kept whole. */
static void find_uses(maker *m)
{
    const graph *g = m->graph;
    for (uint32_t i = 0; i < g->node_count; i++)
        m->last_use[i] = m->stage_of[i];
    for (uint32_t i = 1; i < g->node_count; i++)
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            m->last_use[g->nodes[i].inputs[k]] = m->stage_of[i];
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            m->last_use[g->outputs[i]] = (uint32_t)m->stage_count;
}

static void choose_tile(const maker *m, stage *s)
{
    int64_t widest = 1;
    for (uint32_t i = s->first; i < s->first + s->count; i++) {
        const graph_shape *out = &m->graph->nodes[i].shape;
        widest = out->channels > widest ? out->channels : widest;
    }
    size_t tile = (size_t)(TILE_FLOATS / widest);
    tile = tile < LEAST_TILE ? LEAST_TILE : tile;
    int is_whole = tile >= s->pixels || kernel_needs_whole(&m->graph->nodes[s->first]);
    s->tile = is_whole ? s->pixels : tile;
}

/* ---- Memory ------------------------------------------------------------------------ */

static int is_tile(const maker *m, uint32_t node)
{
    return node > 0 && m->last_use[node] == m->stage_of[node];
}

/* Tiles lie after the whole values; every stage uses that room anew. */
static size_t place_tiles(maker *m, size_t base)
{
    size_t most = base;
    for (size_t k = 0; k < m->stage_count; k++) {
        const stage *s = &m->stages[k];
        size_t at = base;
        for (uint32_t i = s->first; i < s->first + s->count; i++) {
            if (!is_tile(m, i))
                continue;
            m->places[i] = (place){at, 1};
            at += round_up(s->tile * (size_t)m->graph->nodes[i].shape.channels);
        }
        most = at > most ? at : most;
    }
    return most;
}

static size_t widest_columns(const maker *m)
{
    size_t most = 0;
    for (size_t k = 0; k < m->stage_count; k++) {
        const stage *s = &m->stages[k];
        size_t columns = s->tile * convolve_column(m->graph, &m->graph->nodes[s->first]);
        most = columns > most ? columns : most;
    }
    return round_up(most);
}

static lk_status place_values(maker *m, plan *out)
{
    uint32_t count = m->graph->node_count;
    graph_value *values = lk_alloc_array(m->ctx, count, sizeof *values);
    if (!values)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory to plan the network");
    for (uint32_t i = 0; i < count; i++)
        if (!is_tile(m, i))
            values[i] = (graph_value){.size = graph_size(&m->graph->nodes[i].shape),
                                      .from = m->stage_of[i],
                                      .to = m->last_use[i]};
    size_t whole = graph_place(values, count);
    for (uint32_t i = 0; i < count; i++)
        m->places[i] = (place){values[i].offset, 0};
    out->columns = place_tiles(m, whole);
    out->size = out->columns + widest_columns(m);
    return LK_OK;
}

lk_status plan_make(lk_context *ctx, const graph *g, plan *out)
{
    maker m = {.ctx = ctx, .graph = g};
    m.stages = lk_alloc_array(ctx, g->node_count, sizeof *m.stages);
    m.stage_of = lk_alloc_array(ctx, g->node_count, sizeof *m.stage_of);
    m.last_use = lk_alloc_array(ctx, g->node_count, sizeof *m.last_use);
    m.places = lk_alloc_array(ctx, g->node_count, sizeof *m.places);
    if (!m.stages || !m.stage_of || !m.last_use || !m.places)
        return lk_error(ctx, LK_E_MEMORY, "no memory to plan the network");
    split(&m);
    find_uses(&m);
    for (size_t i = 0; i < m.stage_count; i++)
        choose_tile(&m, &m.stages[i]);
    *out = (plan){.graph = g,
                  .stage_count = m.stage_count,
                  .stages = m.stages,
                  .places = m.places,
                  .lanes = lanes_choose()};
    lk_status status = kernel_prepare(ctx, g, &out->prepared);
    return status ? status : place_values(&m, out);
}
