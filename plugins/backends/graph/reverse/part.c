/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "part.h"

/* An activation stays where it is the node's only work. */
static int is_parted(const graph_node *n)
{
    return n->op != GRAPH_IDENTITY && n->activation != GRAPH_LINEAR;
}

typedef struct parter {
    graph *graph;
    uint32_t *results; /* by node of the graph that is read, the one that has its value */
    uint32_t *inputs;  /* room for those of nodes */
} parter;

static uint32_t *take_inputs(parter *p, uint32_t count)
{
    uint32_t *taken = p->inputs;
    p->inputs += count;
    return taken;
}

static void append(parter *p, const graph_node *n)
{
    graph *g = p->graph;
    graph_node *made = &g->nodes[g->node_count++];
    uint32_t *inputs = take_inputs(p, n->input_count);
    for (uint32_t i = 0; i < n->input_count; i++)
        inputs[i] = p->results[n->inputs[i]];
    *made = *n;
    made->inputs = inputs;
    if (!is_parted(n))
        return;
    made->activation = GRAPH_LINEAR;
    inputs = take_inputs(p, 1);
    inputs[0] = g->node_count - 1;
    g->nodes[g->node_count++] = (graph_node){.op = GRAPH_IDENTITY,
                                             .activation = n->activation,
                                             .alpha = n->alpha,
                                             .beta = n->beta,
                                             .input_count = 1,
                                             .inputs = inputs,
                                             .shape = n->shape,
                                             .layer = n->layer};
}

lk_status graph_part(lk_context *ctx, const graph *read, graph *out)
{
    size_t nodes = 0, inputs = 0;
    graph g = *read;
    parter p = {.graph = &g};
    for (uint32_t i = 0; i < read->node_count; i++) {
        nodes += is_parted(&read->nodes[i]) ? 2 : 1;
        inputs += read->nodes[i].input_count + 1;
    }
    g.node_count = 0;
    g.nodes = lk_alloc_array(ctx, nodes, sizeof *g.nodes);
    g.layer_nodes = lk_alloc_array(ctx, read->info.layer_count + 1, sizeof *g.layer_nodes);
    p.results = lk_alloc_array(ctx, read->node_count, sizeof *p.results);
    p.inputs = lk_alloc_array(ctx, inputs, sizeof *p.inputs);
    if (!g.nodes || !g.layer_nodes || !p.results || !p.inputs)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the gradients of the network");
    for (uint32_t i = 0; i < read->node_count; i++) {
        append(&p, &read->nodes[i]);
        p.results[i] = g.node_count - 1;
    }
    for (uint32_t i = 0; i < read->info.layer_count; i++) {
        uint32_t node = read->layer_nodes ? read->layer_nodes[i] : GRAPH_NONE;
        g.layer_nodes[i] = node == GRAPH_NONE ? GRAPH_NONE : p.results[node];
    }
    for (int i = 0; i < 3; i++)
        if (read->outputs[i] != GRAPH_NONE)
            g.outputs[i] = p.results[read->outputs[i]];
    *out = g;
    return LK_OK;
}
