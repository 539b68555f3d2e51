/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "plan.h"

#include <string.h>

#include "rule.h"

static void gather(const reverse_plan *p, float *workspace, const graph_node *n,
                   const float *inputs[GRAPH_MAX_INPUTS])
{
    for (uint32_t k = 0; k < n->input_count; k++)
        inputs[k] = reverse_value(p, workspace, n->inputs[k]);
}

static void run_forward(const reverse_plan *p, float *workspace, reverse_stopped stopped, void *by)
{
    const reverse *r = p->reverse;
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t i = 1; i < r->graph.node_count; i++) {
        if (!p->is_needed[i] || (p->is_given && i == p->target))
            continue;
        if (stopped(by))
            return;
        gather(p, workspace, &r->graph.nodes[i], inputs);
        r->ops->forward(r->self, i, inputs, reverse_value(p, workspace, i), workspace + p->scratch);
    }
}

/* Does a node before this in the way back, or an input before, give a gradient
 * to the same node? */
static int is_first(const reverse_plan *p, uint32_t node, uint32_t input)
{
    const uint32_t *inputs = p->reverse->graph.nodes[node].inputs;
    for (uint32_t k = 0; k < input; k++)
        if (inputs[k] == inputs[input])
            return 0;
    return p->last_reader[inputs[input]] == node;
}

static void derive(const reverse_plan *p, float *workspace, uint32_t node, uint32_t input,
                   lk_rectifier rule, const float *const *inputs)
{
    const reverse *r = p->reverse;
    const graph_node *n = &r->graph.nodes[node];
    size_t size = graph_size(graph_input_shape(&r->graph, n, input));
    float *sum = reverse_gradient(p, workspace, n->inputs[input]);
    int first = is_first(p, node, input);
    rule_job j = {.graph = &r->graph,
                  .node = n,
                  .inputs = inputs,
                  .value = reverse_value(p, workspace, node),
                  .gradient = reverse_gradient(p, workspace, node),
                  .input = input,
                  .rectifier = rule,
                  .out = first ? sum : workspace + p->share,
                  .scratch = workspace + p->scratch};
    if (rule_is_backend(n))
        r->ops->backward(r->self, node, j.gradient, j.out, j.scratch);
    else
        rule_run(&j);
    for (size_t i = 0; !first && i < size; i++)
        sum[i] += j.out[i];
}

static void run_back(const reverse_plan *p, float *workspace, uint32_t element, lk_rectifier rule,
                     reverse_stopped stopped, void *by)
{
    const graph *g = &p->reverse->graph;
    const float *inputs[GRAPH_MAX_INPUTS];
    float *seed = reverse_gradient(p, workspace, p->output);
    memset(seed, 0, graph_size(&g->nodes[p->output].shape) * sizeof *seed);
    seed[element] = 1;
    for (uint32_t i = p->output; i > p->target && !stopped(by); i--) {
        const graph_node *n = &g->nodes[i];
        if (!p->is_on_path[i])
            continue;
        gather(p, workspace, n, inputs);
        for (uint32_t k = 0; k < n->input_count; k++)
            if (p->is_on_path[n->inputs[k]])
                derive(p, workspace, i, k, rule, inputs);
    }
}

void reverse_plan_run(const reverse_plan *p, float *workspace, uint32_t element, lk_rectifier rule,
                      reverse_stopped stopped, void *by)
{
    run_forward(p, workspace, stopped, by);
    if (reverse_plan_reaches(p))
        run_back(p, workspace, element, rule, stopped, by);
}
