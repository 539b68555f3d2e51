/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "plan.h"

#include "../graph/memory.h"
#include "threads.h"

/* Before the values: a hand's own. */
enum { HEAD_FLOATS = 16 };

static lk_status no_memory(lk_context *ctx)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory to plan the network");
}

/* ---- Where the back begins ---------------------------------------------------------------- */

static double weights_of(const graph *g, const graph_node *n)
{
    int is_product = n->op == GRAPH_CONV || n->op == GRAPH_DENSE;
    return is_product ? (double)graph_weight_size(g, n, GRAPH_FILTER) : 0;
}

static double values_of(const graph *g, const graph_node *n)
{
    double sum = (double)graph_size(&n->shape);
    for (uint32_t i = 0; i < n->input_count; i++)
        sum += (double)graph_size(graph_input_shape(g, n, i));
    return sum;
}

/* The first node of the back: so that an item reads the least from memory. In
 * the front it reads weights, in the back its share of them and values. */
static uint32_t find_back(const graph *g)
{
    double cost = 0, least = 0;
    uint32_t back = g->node_count;
    for (uint32_t i = g->node_count; i-- > 1;) {
        const graph_node *n = &g->nodes[i];
        if (n->input_count)
            cost += values_of(g, n) - weights_of(g, n) * (1 - 1. / GROUP);
        if (cost < least) {
            least = cost;
            back = i;
        }
    }
    return back;
}

/* ---- Values and steps ---------------------------------------------------------------------- */

uint32_t maker_value(maker *m, const layout *l)
{
    plan *p = m->plan;
    p->values[p->value_count] = (value){
        .layout = *l, .size = layout_size(l), .count = 1, .from = UINT32_MAX, .origin = VALUE_NONE};
    return p->value_count++;
}

void maker_touch(maker *m, uint32_t index)
{
    value *v = &m->plan->values[index];
    uint32_t now = m->plan->step_count - 1;
    v->from = v->from < now ? v->from : now;
    v->to = now;
}

void maker_use(maker *m, int role, const layout *l, uint32_t index)
{
    step *s = &m->plan->steps[m->plan->step_count - 1];
    s->arguments[s->argument_count++] = (argument){role, *l, index, NULL};
    maker_touch(m, index);
}

step *maker_step(maker *m, const primitive *made)
{
    plan *p = m->plan;
    step *s = &p->steps[p->step_count++];
    *s = (step){.node = &p->graph->nodes[m->node], .batch = 1, .out = VALUE_NONE};
    s->primitive = made ? made->handle : NULL;
    if (made && layout_size(&made->scratch)) {
        uint32_t scratch = maker_value(m, &made->scratch);
        p->values[scratch].is_scratch = 1;
        maker_use(m, DNNL_ARG_SCRATCHPAD, &made->scratch, scratch);
    }
    return s;
}

lk_status maker_convert(maker *m, uint32_t index, const layout *l, uint32_t *out)
{
    plan *p = m->plan;
    primitive made;
    *out = index;
    if (layout_is_same(&p->values[index].layout, l))
        return LK_OK;
    for (*out = 0; *out < p->value_count; ++*out)
        if (p->values[*out].origin == index && layout_is_same(&p->values[*out].layout, l))
            return LK_OK;
    if (primitive_reorder(p->engine, &p->values[index].layout, l, &made))
        return lk_error(m->ctx, LK_E_FAIL, "oneDNN cannot reorder a value of the network %s",
                        p->graph->info.name);
    *out = maker_value(m, l);
    p->values[*out].origin = index;
    maker_step(m, &made);
    maker_use(m, DNNL_ARG_FROM, &p->values[index].layout, index);
    maker_use(m, DNNL_ARG_TO, l, *out);
    return LK_OK;
}

/* ---- Sums that convolutions make --------------------------------------------------------------
 */

/* The result of `partner` may be overwritten by that of `node`: no one but the
 * sum needs it after that. */
static int is_free(const graph *g, uint32_t partner, uint32_t node, uint32_t sum)
{
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] == partner || g->outputs[i] == node)
            return 0;
    for (uint32_t i = node + 1; i < g->node_count; i++)
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            if (i != sum && (g->nodes[i].inputs[k] == partner || g->nodes[i].inputs[k] == node))
                return 0;
    return 1;
}

static int is_alike(const graph_shape *a, const graph_shape *b)
{
    return a->height == b->height && a->width == b->width && a->channels == b->channels;
}

static void find_sums(maker *m)
{
    const graph *g = m->plan->graph;
    for (uint32_t i = 0; i < g->node_count; i++)
        m->sum[i] = m->partner[i] = GRAPH_NONE;
    for (uint32_t i = 1; i < g->node_count; i++) {
        const graph_node *n = &g->nodes[i];
        if (n->op != GRAPH_ADD || n->input_count != 2 || n->inputs[0] == n->inputs[1])
            continue;
        int is_second = n->inputs[1] > n->inputs[0];
        uint32_t later = n->inputs[is_second], earlier = n->inputs[!is_second];
        const graph_node *p = &g->nodes[later];
        if (p->op != GRAPH_CONV || p->activation != GRAPH_LINEAR || !earlier ||
            g->nodes[earlier].op == GRAPH_CONSTANT ||
            !is_alike(&p->shape, &g->nodes[earlier].shape) || p->inputs[0] == earlier ||
            !is_free(g, earlier, later, i))
            continue;
        m->sum[later] = i;
        m->partner[later] = earlier;
    }
}

/* ---- Doors ------------------------------------------------------------------------------------
 */

static lk_status open_doors(maker *m)
{
    plan *p = m->plan;
    const graph *g = p->graph;
    for (uint32_t i = 0; i + 1 < g->node_count; i++) {
        door *d = &p->doors[i];
        layout plain = layout_plain(&g->nodes[i].shape);
        primitive made;
        if (i && !graph_is_bottleneck(g, i))
            continue;
        d->is_open = 1;
        if (layout_is_same(&p->values[p->value_of[i]].layout, &plain))
            continue;
        if (primitive_reorder(p->engine, &plain, &p->values[p->value_of[i]].layout, &made))
            return lk_error(m->ctx, LK_E_FAIL, "oneDNN cannot reorder a value of the network %s",
                            g->info.name);
        d->primitive = made.handle;
        d->is_open = !layout_size(&made.scratch);
    }
    return LK_OK;
}

/* ---- Memory ------------------------------------------------------------------------------------
 */

/* Outputs are read by kernels of others: channels last, and to the end. */
static lk_status keep_outputs(maker *m)
{
    plan *p = m->plan;
    const graph *g = p->graph;
    for (int i = 0; i < 3; i++) {
        if (g->outputs[i] == GRAPH_NONE)
            continue;
        m->node = g->outputs[i];
        layout plain = layout_plain(&g->nodes[m->node].shape);
        lk_status status = maker_convert(m, p->value_of[m->node], &plain, &p->value_of[m->node]);
        if (status)
            return status;
    }
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            p->values[p->value_of[g->outputs[i]]].to = p->step_count;
    return LK_OK;
}

static size_t widest_entrance(const plan *p)
{
    size_t most = 0;
    for (uint32_t i = 0; i < p->graph->node_count; i++)
        if (p->doors[i].primitive && graph_size(&p->graph->nodes[i].shape) > most)
            most = graph_size(&p->graph->nodes[i].shape);
    return (most + 15) / 16 * 16;
}

/* A value that passes from the front to the back, and the input, is there for
 * every item: from the first step of the first item to the last of the last. */
static lk_status place_values(maker *m)
{
    plan *p = m->plan;
    graph_value *places = lk_alloc_array(m->ctx, p->value_count, sizeof *places);
    if (!places)
        return no_memory(m->ctx);
    value *input = &p->values[p->value_of[0]];
    input->from = 0;
    if (p->front && input->to < p->front)
        input->to = p->front - 1;
    for (uint32_t i = 0; i < p->value_count; i++) {
        value *v = &p->values[i];
        if (!v->is_scratch && (v->to >= p->front || v == input))
            v->count = p->group;
        if (v->from < p->front && v->count > 1)
            v->from = 0;
        places[i] = (graph_value){.size = v->size * v->count, .from = v->from, .to = v->to};
        if (v->from > v->to)
            places[i].size = 0;
    }
    p->size = HEAD_FLOATS + graph_place(places, p->value_count);
    for (uint32_t i = 0; i < p->value_count; i++)
        p->values[i].offset = HEAD_FLOATS + places[i].offset;
    p->hall = p->size;
    p->size += widest_entrance(p);
    return LK_OK;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static lk_status begin(maker *m)
{
    plan *p = m->plan;
    size_t nodes = p->graph->node_count, uses = 0;
    for (size_t i = 0; i < nodes; i++)
        uses += p->graph->nodes[i].input_count;
    /* Of a node: its steps, an activation after it, a copy of each input and of
     * the output; and scratch memory for each of these. */
    size_t most = 8 * nodes + 2 * uses;
    p->steps = lk_alloc_array(m->ctx, most, sizeof *p->steps);
    p->values = lk_alloc_array(m->ctx, 2 * most, sizeof *p->values);
    p->value_of = lk_alloc_array(m->ctx, nodes, sizeof *p->value_of);
    p->doors = lk_alloc_array(m->ctx, nodes, sizeof *p->doors);
    m->sum = lk_alloc_array(m->ctx, nodes, sizeof *m->sum);
    m->partner = lk_alloc_array(m->ctx, nodes, sizeof *m->partner);
    if (!p->steps || !p->values || !p->value_of || !p->doors || !m->sum || !m->partner)
        return no_memory(m->ctx);
    if (dnnl_engine_create(&p->engine, dnnl_cpu, 0))
        return lk_error(m->ctx, LK_E_FAIL, "oneDNN does not run on this processor");
    find_sums(m);
    layout plain = layout_plain(&p->graph->nodes[0].shape);
    p->value_of[0] = maker_value(m, &plain);
    return kernel_prepare(m->ctx, p->graph, &m->prepared);
}

static lk_status make_steps(maker *m)
{
    plan *p = m->plan;
    uint32_t back = find_back(p->graph);
    lk_status status = begin(m);
    for (uint32_t i = 1; !status && i < p->graph->node_count; i++) {
        m->node = i;
        if (i == back)
            p->front = p->step_count;
        p->group = i >= back ? GROUP : 1;
        p->doors[i - 1].step = p->step_count;
        status = lk_cancelled(m->ctx) ? LK_CANCELLED : maker_node(m);
    }
    if (status)
        return status;
    status = keep_outputs(m);
    if (!status)
        status = open_doors(m);
    if (p->group == 1)
        p->front = p->step_count;
    return status ? status : place_values(m);
}

lk_status plan_make(lk_context *ctx, const graph *g, plan *out)
{
    maker m = {.ctx = ctx, .plan = out};
    *out = (plan){.graph = g, .lanes = lanes_choose(), .group = 1};
    int before = threads_limit(1);
    lk_status status = make_steps(&m);
    threads_limit(before);
    return status;
}

void plan_close(plan *p)
{
    for (uint32_t i = 0; p->doors && i < p->graph->node_count; i++)
        if (p->doors[i].primitive)
            dnnl_primitive_destroy(p->doors[i].primitive);
    for (uint32_t i = 0; i < p->step_count; i++) {
        const step *s = &p->steps[i];
        if (s->primitive)
            dnnl_primitive_destroy(s->primitive);
        for (uint32_t k = 0; k < s->argument_count; k++)
            if (s->arguments[k].weights)
                dnnl_memory_destroy(s->arguments[k].weights);
    }
    if (p->engine)
        dnnl_engine_destroy(p->engine);
    *p = (plan){0};
}
