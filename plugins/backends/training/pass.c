/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "../graph/memory.h"
#include "../scoring/room.h"
#include "trainer.h"

/* Where the values and gradients of a batch lie. Time runs through the nodes
 * and back: node i is computed at time i, its derivative is taken at time
 * 2 x count - i. What works value by value takes its input's place, where
 * nobody else needs that any more. */

typedef struct maker {
    const training *training;
    const graph *graph;
    pass *pass;
    uint32_t end;
    graph_value *values; /* by node its value, then its gradient, then what it keeps */
    uint32_t *place_of;  /* by the same, whose place it has */
} maker;

static int is_backends(const training *t, const pass *p, uint32_t node)
{
    return t->operations->takes(p->work, node);
}

/* ---- What is needed when ------------------------------------------------------------------- */

static void keep(graph_value *v, uint32_t until)
{
    v->to = until > v->to ? until : v->to;
}

/* What the derivative with respect to an input needs. */
static unsigned find_needs(const maker *m, uint32_t node)
{
    const training *t = m->training;
    const graph_node *n = &m->graph->nodes[node];
    if (!t->flows[node])
        return 0;
    if (n->op == GRAPH_NORM)
        return t->norms[node].by_batch ? RULE_NEEDS_INPUTS : 0;
    unsigned needs = t->has_trained[node] ? RULE_NEEDS_INPUTS : 0;
    int has_way = 0;
    for (uint32_t k = 0; k < n->input_count; k++)
        has_way |= t->flows[n->inputs[k]];
    if (has_way)
        needs |= is_backends(t, m->pass, node) ? t->operations->needs(m->pass->work, node)
                                               : rule_needs(n);
    return needs;
}

static void time_value(maker *m, uint32_t node)
{
    const graph_node *n = &m->graph->nodes[node];
    uint32_t back = m->end - node;
    unsigned needs = find_needs(m, node);
    m->values[node] =
        (graph_value){.size = m->pass->items * graph_size(&n->shape), .from = node, .to = node};
    if (needs & RULE_NEEDS_VALUE)
        keep(&m->values[node], back);
    for (uint32_t k = 0; k < n->input_count; k++)
        keep(&m->values[n->inputs[k]], needs & RULE_NEEDS_INPUTS ? back : node);
}

static void time_gradient(maker *m, uint32_t node)
{
    const training *t = m->training;
    uint32_t from = node == t->logits ? node : t->last_reader[node];
    m->values[m->graph->node_count + node] =
        (graph_value){.size = m->pass->items * graph_size(&m->graph->nodes[node].shape),
                      .from = m->end - from,
                      .to = m->end - node};
}

static void time_kept(maker *m, uint32_t node)
{
    const training *t = m->training;
    size_t bytes = is_backends(t, m->pass, node) && t->flows[node]
                       ? t->operations->kept(m->pass->work, node)
                       : 0;
    m->values[2 * (size_t)m->graph->node_count + node] = (graph_value){
        .size = (bytes + sizeof(float) - 1) / sizeof(float), .from = node, .to = m->end - node};
}

static void time_all(maker *m)
{
    const training *t = m->training;
    for (uint32_t i = 0; i < m->graph->node_count; i++) {
        if (!t->is_needed[i])
            continue;
        time_value(m, i);
        if (t->flows[i])
            time_gradient(m, i);
        if (i)
            time_kept(m, i);
    }
    keep(&m->values[t->logits], m->end);
}

/* ---- In place ---------------------------------------------------------------------------------
 */

static int is_by_value(const maker *m, uint32_t node)
{
    const graph_node *n = &m->graph->nodes[node];
    return (n->op == GRAPH_IDENTITY || n->op == GRAPH_FLATTEN) &&
           !is_backends(m->training, m->pass, node);
}

/* `from`, which is not needed once `to` begins, gives it its place. */
static void hand_over(maker *m, size_t from, size_t to)
{
    size_t owner = m->place_of[from];
    m->place_of[to] = (uint32_t)owner;
    keep(&m->values[owner], m->values[to].to);
    m->values[to].size = 0;
}

static void share_places(maker *m)
{
    const training *t = m->training;
    uint32_t count = m->graph->node_count;
    for (uint32_t i = 0; i < 3 * count; i++)
        m->place_of[i] = i;
    for (uint32_t i = 1; i < count; i++) {
        uint32_t input = m->graph->nodes[i].inputs ? m->graph->nodes[i].inputs[0] : 0;
        uint32_t owner = m->place_of[input];
        if (t->is_needed[i] && input && is_by_value(m, i) && m->values[owner].to == i)
            hand_over(m, input, i);
    }
    for (uint32_t i = count; i-- > 1;) {
        const graph_node *n = &m->graph->nodes[i];
        int is_norm = n->op == GRAPH_NORM && t->norms[i].by_batch;
        if (t->flows[i] && (is_norm || is_by_value(m, i)) && t->flows[n->inputs[0]] &&
            t->readers[n->inputs[0]] == 1)
            hand_over(m, count + (size_t)i, count + (size_t)n->inputs[0]);
    }
}

/* ---- Where they lie ----------------------------------------------------------------------------
 */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t count_scratch(const maker *m, uint32_t node)
{
    const training *t = m->training;
    size_t most = rule_scratch(&m->graph->nodes[node]);
    if (is_backends(t, m->pass, node))
        for (int phase = TRAINING_FORWARD; phase <= TRAINING_BACKWARD_WEIGHTS; phase++)
            most = larger(most, t->operations->scratch(m->pass->work, node, (training_phase)phase));
    return most;
}

static size_t count_sums(const maker *m, uint32_t node)
{
    const training *t = m->training;
    const graph_node *n = &m->graph->nodes[node];
    if (t->norms[node].by_batch)
        return norm_sums(n, m->pass->items);
    if (!is_backends(t, m->pass, node) || !t->has_trained[node] ||
        !t->operations->is_summed(m->pass->work, node))
        return 0;
    return training_block(m->graph, n) *
           t->operations->pieces(m->pass->work, node, TRAINING_BACKWARD_WEIGHTS);
}

static void place_all(maker *m)
{
    pass *p = m->pass;
    const training *t = m->training;
    size_t count = m->graph->node_count, share = 0, sums = 0;
    size_t base = graph_place(m->values, 3 * count);
    for (uint32_t i = 0; i < count; i++) {
        p->values[i] = m->values[m->place_of[i]].offset;
        p->gradients[i] = m->values[m->place_of[count + i]].offset;
        p->kept[i] = m->values[m->place_of[2 * count + i]].offset;
        if (!i || !t->is_needed[i])
            continue;
        p->scratch = larger(p->scratch, count_scratch(m, i));
        sums = larger(sums, count_sums(m, i));
        if (t->readers[i] > 1)
            share = larger(share, p->items * graph_size(&m->graph->nodes[i].shape));
    }
    p->share = base;
    p->sums = base + (share + 15) / 16 * 16;
    p->size = p->sums + (sums + 15) / 16 * 16;
}

/* ---- Making and finding them
 * --------------------------------------------------------------------- */

static int make_tables(training *t, pass *p, maker *m)
{
    size_t count = t->graph.node_count;
    p->values = calloc(3 * count, sizeof *p->values);
    m->values = calloc(3 * count, sizeof *m->values);
    m->place_of = calloc(3 * count, sizeof *m->place_of);
    if (!p->values || !m->values || !m->place_of)
        return -1;
    p->gradients = p->values + count;
    p->kept = p->gradients + count;
    return 0;
}

static lk_status make(training *t, lk_context *ctx, size_t items, pass *p)
{
    maker m = {.training = t, .graph = &t->graph, .pass = p, .end = 2 * t->graph.node_count};
    *p = (pass){.items = items};
    lk_status status = t->operations->open(ctx, &t->graph, items, &p->work);
    if (!status && make_tables(t, p, &m))
        status =
            lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", t->graph.info.name);
    if (!status) {
        time_all(&m);
        share_places(&m);
        place_all(&m);
    }
    free(m.values);
    free(m.place_of);
    if (status)
        pass_close(t, p);
    return status;
}

void pass_close(training *t, pass *p)
{
    if (p->work)
        t->operations->close(p->work);
    free(p->values);
    *p = (pass){0};
}

/* One room for all passes, as large as the largest. */
static lk_status make_room(training *t, lk_context *ctx, const pass *p)
{
    if (t->crew.floats < p->scratch) {
        crew_close(&t->crew);
        t->crew.floats = p->scratch;
    }
    if (t->room_size >= p->size)
        return LK_OK;
    free(t->room);
    t->room = room_take(p->size);
    t->room_size = t->room ? p->size : 0;
    return t->room ? LK_OK
                   : lk_error(ctx, LK_E_MEMORY,
                              "no memory to train the network %s with batches of %zu: they take "
                              "%zu MB, so make them smaller",
                              t->graph.info.name, p->items, p->size * sizeof(float) >> 20);
}

typedef struct preparation {
    training *training;
    pass *pass;
} preparation;

static int prepare_node(void *user, size_t piece, float *scratch)
{
    const preparation *q = user;
    const training *t = q->training;
    const graph_node *n = &t->graph.nodes[piece];
    (void)scratch;
    if (!piece || !t->is_needed[piece] || !t->operations->takes(q->pass->work, (uint32_t)piece))
        return 0;
    return t->operations->prepare(q->pass->work, (uint32_t)piece, n->weights);
}

static lk_status prepare(training *t, lk_context *ctx, pass *p)
{
    preparation q = {t, p};
    lk_status status = LK_OK;
    if (t->operations->prepare && p->version != t->version)
        status = work_share(t, ctx, t->graph.node_count, prepare_node, &q);
    if (!status)
        p->version = t->version;
    return status == LK_E_FAIL ? lk_error(ctx, status,
                                          "the backend could not prepare the weights of the "
                                          "network %s for training",
                                          t->graph.info.name)
                               : status;
}

lk_status pass_find(training *t, lk_context *ctx, size_t items, pass **out)
{
    pass *p = NULL;
    lk_status status = LK_OK;
    for (int i = 0; i < 2; i++)
        if (t->passes[i].items == items)
            p = &t->passes[i];
    if (!p) {
        p = &t->passes[t->next_pass];
        pass_close(t, p);
        status = make(t, ctx, items, p);
        t->next_pass = !t->next_pass;
    }
    if (!status)
        status = make_room(t, ctx, p);
    if (!status)
        status = prepare(t, ctx, p);
    *out = p;
    return status;
}
