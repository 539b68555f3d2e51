/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "../memory.h"
#include "rule.h"

/* Time runs through the nodes and back: node i is computed at time i, its
 * derivative is taken at time 2 x count - i. */

typedef struct maker {
    reverse_plan *plan;
    const graph *graph;
    uint32_t end;
    graph_value *values; /* by node its value, then by node its gradient */
} maker;

/* ---- Which nodes ----------------------------------------------------------------- */

static int is_put_in(const reverse_plan *p, uint32_t node)
{
    return p->is_given && node == p->target;
}

/* What `node` is computed from, itself included. */
static void mark_needed(const reverse_plan *p, const graph *g, uint32_t node, uint8_t *marks)
{
    marks[node] = 1;
    for (uint32_t i = node + 1; i-- > 0;)
        for (uint32_t k = 0; marks[i] && !is_put_in(p, i) && k < g->nodes[i].input_count; k++)
            marks[g->nodes[i].inputs[k]] = 1;
}

/* What is computed from `node`, itself included. */
static void mark_dependent(const graph *g, uint32_t node, uint8_t *marks)
{
    marks[node] = 1;
    for (uint32_t i = node + 1; i < g->node_count; i++)
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            marks[i] |= marks[g->nodes[i].inputs[k]];
}

static void choose_nodes(reverse_plan *p, const graph *g)
{
    if (p->output != GRAPH_NONE) {
        mark_dependent(g, p->output, p->is_on_path);
        p->is_beyond = p->is_on_path[p->target] && p->target != p->output;
        memset(p->is_on_path, 0, g->node_count);
        mark_dependent(g, p->target, p->is_on_path);
        mark_needed(p, g, p->output, p->is_needed);
    }
    for (uint32_t i = 0; i < g->node_count; i++)
        p->is_on_path[i] &= p->is_needed[i] && !p->is_given;
    mark_needed(p, g, p->target, p->is_needed);
    for (uint32_t i = p->target + 1; i < g->node_count; i++)
        for (uint32_t k = 0; p->is_on_path[i] && k < g->nodes[i].input_count; k++)
            p->last_reader[g->nodes[i].inputs[k]] = i;
}

/* ---- When they are needed -------------------------------------------------------- */

static void keep(graph_value *v, uint32_t until)
{
    v->to = until > v->to ? until : v->to;
}

static void time_values(maker *m)
{
    const reverse_plan *p = m->plan;
    const graph *g = m->graph;
    for (uint32_t i = 0; i < g->node_count; i++) {
        const graph_node *n = &g->nodes[i];
        uint32_t back = m->end - i;
        int is_derived = p->is_on_path[i] && i != p->target;
        if (!p->is_needed[i])
            continue;
        m->values[i] = (graph_value){.size = graph_size(&n->shape), .from = i, .to = i};
        if (is_put_in(p, i)) {
            m->values[i].from = 0;
            continue;
        }
        if (is_derived && rule_needs(n) & RULE_NEEDS_VALUE)
            keep(&m->values[i], back);
        for (uint32_t k = 0; k < n->input_count; k++)
            keep(&m->values[n->inputs[k]],
                 is_derived && rule_needs(n) & RULE_NEEDS_INPUTS ? back : i);
    }
    keep(&m->values[p->target], m->end);
    if (p->output != GRAPH_NONE)
        keep(&m->values[p->output], m->end);
}

/* From the first derivative that gives it to the one that takes it. */
static void time_gradients(maker *m)
{
    const reverse_plan *p = m->plan;
    const graph *g = m->graph;
    for (uint32_t i = g->node_count; i-- > 0;)
        if (p->is_on_path[i])
            m->values[g->node_count + i] =
                (graph_value){.size = graph_size(&g->nodes[i].shape),
                              .from = m->end - (i == p->output ? i : p->last_reader[i]),
                              .to = i == p->target ? m->end : m->end - i};
}

/* ---- Where they lie -------------------------------------------------------------- */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The rooms that every node uses anew lie after the values. */
static void place_rooms(maker *m, size_t base)
{
    reverse_plan *p = m->plan;
    const reverse *r = p->reverse;
    size_t scratch = 0, share = 0;
    for (uint32_t i = 0; i < m->graph->node_count; i++) {
        if (p->is_needed[i])
            scratch = larger(scratch, r->ops->scratch(r->self, i));
        if (!p->is_on_path[i])
            continue;
        scratch = larger(scratch, rule_scratch(&m->graph->nodes[i]));
        share = larger(share, graph_size(&m->graph->nodes[i].shape));
    }
    p->scratch = base;
    p->share = base + (scratch + 15) / 16 * 16;
    p->size = p->share + share;
}

static void place_all(maker *m)
{
    uint32_t count = m->graph->node_count;
    size_t base = graph_place(m->values, 2 * (size_t)count);
    for (uint32_t i = 0; i < count; i++) {
        m->plan->values[i] = m->values[i].offset;
        m->plan->gradients[i] = m->values[count + i].offset;
    }
    place_rooms(m, base);
}

/* ---- All of it ------------------------------------------------------------------- */

static reverse_plan *allocate(size_t nodes)
{
    reverse_plan *p = NULL;
    size_t each = 2 * sizeof *p->values + sizeof *p->last_reader + 2 * sizeof *p->is_needed;
    p = calloc(1, sizeof *p + nodes * each);
    if (!p)
        return NULL;
    p->values = (size_t *)(void *)(p + 1);
    p->gradients = p->values + nodes;
    p->last_reader = (uint32_t *)(void *)(p->gradients + nodes);
    p->is_needed = (uint8_t *)(p->last_reader + nodes);
    p->is_on_path = p->is_needed + nodes;
    return p;
}

reverse_plan *reverse_plan_make(const reverse *r, uint32_t target, uint32_t output, int is_given)
{
    size_t nodes = r->graph.node_count;
    reverse_plan *p = allocate(nodes);
    graph_value *values = calloc(2 * nodes, sizeof *values);
    maker m = {p, &r->graph, 2 * r->graph.node_count, values};
    if (!p || !values) {
        free(p);
        free(values);
        return NULL;
    }
    p->reverse = r;
    p->target = target;
    p->output = output;
    p->is_given = is_given;
    choose_nodes(p, m.graph);
    time_values(&m);
    time_gradients(&m);
    place_all(&m);
    free(values);
    return p;
}
