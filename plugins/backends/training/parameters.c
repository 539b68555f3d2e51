/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "../graph/pattern.h"
#include "trainer.h"

/* The weights that training changes, each once in one block. */

static int is_layer_of_weights(const graph_node *n)
{
    return n->op == GRAPH_CONV || n->op == GRAPH_DENSE;
}

/* Batch normalisation, not a rescaling by numbers of the network file. */
static int is_batch_norm(const graph_node *n)
{
    return n->op == GRAPH_NORM && n->weights[GRAPH_AVERAGE] && n->weights[GRAPH_VARIANCE];
}

const char *trainer_layer(const training *t, uint32_t node)
{
    return t->graph.info.layers[t->graph.nodes[node].layer]->name;
}

/* ---- What is frozen ---------------------------------------------------------------------- */

static int is_frozen(const lk_training *how, const char *layer)
{
    for (uint32_t i = 0; i < how->frozen_count; i++)
        if (pattern_matches(how->frozen[i], layer))
            return 1;
    return 0;
}

static lk_status check_frozen(const training *t, lk_context *ctx, const lk_training *how)
{
    const lk_network_info *info = &t->read.info;
    for (uint32_t i = 0; i < how->frozen_count; i++) {
        uint32_t k = 0;
        while (k < info->layer_count && !pattern_matches(how->frozen[i], info->layers[k]->name))
            k++;
        if (k == info->layer_count)
            return lk_error(ctx, LK_E_INPUT,
                            "the network %s has no layer `%s` that could be frozen (likeness "
                            "inspect lists them)",
                            info->name, how->frozen[i]);
    }
    return LK_OK;
}

/* ---- The list ------------------------------------------------------------------------------ */

static void add_parameter(training *t, uint32_t node, graph_weight role, int is_trained)
{
    parameters *p = &t->parameters;
    const graph_node *n = &t->graph.nodes[node];
    size_t size = graph_weight_size(&t->graph, n, role);
    if (role != GRAPH_BIAS || !n->weights[GRAPH_FILTER])
        p->size = (p->size + 15) / 16 * 16;
    p->list[p->count++] = (parameter){node, role, p->size, size, is_trained};
    p->size += size;
    t->has_trained[node] |= is_trained;
}

static void list_parameters(training *t, const lk_training *how)
{
    for (uint32_t i = 1; i < t->graph.node_count; i++) {
        const graph_node *n = &t->graph.nodes[i];
        if (!is_layer_of_weights(n) && !is_batch_norm(n))
            continue;
        int is_trained = t->is_needed[i] && !is_frozen(how, trainer_layer(t, i));
        t->norms[i].by_batch = is_trained && n->op == GRAPH_NORM;
        for (int role = 0; role < GRAPH_WEIGHT_COUNT; role++)
            if (n->weights[role])
                add_parameter(t, i, (graph_weight)role, is_trained && role < GRAPH_AVERAGE);
    }
}

/* A weight of two layers would have two gradients. */
static lk_status check_shared(const training *t, lk_context *ctx)
{
    const parameters *p = &t->parameters;
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < i; k++) {
            const parameter *a = &p->list[k], *b = &p->list[i];
            if (t->graph.nodes[a->node].weights[a->role] ==
                t->graph.nodes[b->node].weights[b->role])
                return lk_error(ctx, LK_E_UNSUPPORTED,
                                "the network %s cannot be trained: its layers `%s` and `%s` share "
                                "a weight",
                                t->graph.info.name, trainer_layer(t, a->node),
                                trainer_layer(t, b->node));
        }
    return LK_OK;
}

/* ---- The blocks ------------------------------------------------------------------------------ */

static void redirect(graph *g, const float *old, const float *made)
{
    for (uint32_t i = 0; i < g->node_count; i++)
        for (int role = 0; role < GRAPH_WEIGHT_COUNT; role++)
            if (g->nodes[i].weights[role] == old)
                g->nodes[i].weights[role] = made;
    for (size_t i = 0; i < g->tensor_count; i++)
        if (g->tensors[i].values == old)
            g->tensors[i].values = made;
}

static void take_values(training *t)
{
    parameters *p = &t->parameters;
    for (size_t i = 0; i < p->count; i++) {
        const parameter *q = &p->list[i];
        const float *old = t->graph.nodes[q->node].weights[q->role];
        memcpy(p->values + q->offset, old, q->size * sizeof *old);
        redirect(&t->read, old, p->values + q->offset);
        redirect(&t->graph, old, p->values + q->offset);
    }
}

lk_status parameters_make(training *t, lk_context *ctx, const lk_training *how)
{
    parameters *p = &t->parameters;
    lk_status status = check_frozen(t, ctx, how);
    p->list = calloc((size_t)t->graph.node_count * GRAPH_WEIGHT_COUNT, sizeof *p->list);
    if (!status && p->list) {
        list_parameters(t, how);
        status = check_shared(t, ctx);
    }
    if (status)
        return status;
    p->values = calloc(p->size + 1, sizeof *p->values);
    p->gradients = calloc(p->size + 1, sizeof *p->gradients);
    int failed = !p->list || !p->values || !p->gradients;
    for (int i = 0; i < optimiser_moments(&t->how); i++)
        failed |= !(p->moments[i] = calloc(p->size + 1, sizeof *p->moments[i]));
    if (failed)
        return lk_error(ctx, LK_E_MEMORY,
                        "no memory to train the network %s: its weights take %zu MB, and as much "
                        "for gradients and each of %d moments",
                        t->graph.info.name, p->size * sizeof(float) >> 20,
                        optimiser_moments(&t->how));
    take_values(t);
    return LK_OK;
}

void parameters_close(parameters *p)
{
    free(p->list);
    free(p->values);
    free(p->gradients);
    free(p->moments[0]);
    free(p->moments[1]);
}

/* ---- Looking at them ----------------------------------------------------------------------------
 */

float *parameters_gradient(const training *t, uint32_t node, graph_weight role)
{
    const float *w = t->graph.nodes[node].weights[role];
    const parameters *p = &t->parameters;
    return w && t->has_trained[node] ? p->gradients + (w - p->values) : NULL;
}

/* A sum is finite only where all of it is; those of some lanes are added as fast
 * as memory is. */
int trainer_is_finite(const float *values, size_t count)
{
    float sums[16] = {0};
    float sum = 0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16)
        for (size_t k = 0; k < 16; k++)
            sums[k] += values[i + k] * 0;
    for (; i < count; i++)
        sum += values[i] * 0;
    for (size_t k = 0; k < 16; k++)
        sum += sums[k];
    return sum == 0;
}

const parameter *parameters_find_wild(const parameters *p, const float *block)
{
    for (size_t i = 0; i < p->count; i++)
        if (!trainer_is_finite(block + p->list[i].offset, p->list[i].size))
            return &p->list[i];
    return NULL;
}
