/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../products/convolve.h"
#include "plan.h"

static void run_node(const plan *p, float *workspace, uint32_t node, size_t first, size_t count)
{
    const graph *g = p->graph;
    const graph_node *n = &g->nodes[node];
    const float *inputs[GRAPH_MAX_INPUTS];
    int pointwise = kernel_is_pointwise(n);
    for (uint32_t i = 0; i < n->input_count; i++) {
        const place *at = &p->places[n->inputs[i]];
        int is_aligned = pointwise && !at->is_tile &&
                         graph_pixels(graph_input_shape(g, n, i)) == graph_pixels(&n->shape);
        size_t skip = is_aligned ? first : 0;
        inputs[i] = workspace + at->offset + skip * (size_t)graph_input_shape(g, n, i)->channels;
    }
    const place *to = &p->places[node];
    job j = {.graph = g,
             .node = n,
             .lanes = p->lanes,
             .prepared = p->prepared[node],
             .inputs = inputs,
             .out = workspace + to->offset + (to->is_tile ? 0 : first * (size_t)n->shape.channels),
             .first = first,
             .count = count,
             .columns = workspace + p->columns};
    node_run(&j);
}

int plan_has_entrance(const void *plan_, uint32_t node)
{
    const plan *p = plan_;
    for (size_t k = 0; node && k < p->stage_count; k++)
        if (p->stages[k].first == node + 1)
            return !p->places[node].is_tile;
    return !node;
}

void plan_run(const plan *p, float *workspace, uint32_t from, int (*stopped)(void *user),
              void *user)
{
    for (size_t k = 0; k < p->stage_count && !stopped(user); k++) {
        const stage *s = &p->stages[k];
        if (s->first <= from)
            continue;
        for (size_t first = 0; first < s->pixels; first += s->tile) {
            size_t count = s->pixels - first < s->tile ? s->pixels - first : s->tile;
            for (uint32_t i = 0; i < s->count; i++)
                run_node(p, workspace, s->first + i, first, count);
        }
    }
}
