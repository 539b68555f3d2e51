/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "graph.h"

/* One sweep over the nodes. Each is looked at with what it follows; where the
 * two can be one, the earlier stands for both from then on. A node that
 * something else needs too, or that is an output, stays as it is. */

typedef struct sweep {
    lk_context *ctx;
    graph *graph;
    uint32_t *uses;    /* by node, the inputs and outputs that it is */
    uint32_t *same;    /* by node, the one that stands for it */
    uint32_t **inputs; /* by node, its own */
} sweep;

static lk_status no_memory(const sweep *s)
{
    return lk_error(s->ctx, LK_E_MEMORY, "no memory to optimise the network");
}

/* ---- Counting ------------------------------------------------------------------- */

static lk_status begin(sweep *s)
{
    graph *g = s->graph;
    s->uses = lk_alloc_array(s->ctx, g->node_count, sizeof *s->uses);
    s->same = lk_alloc_array(s->ctx, g->node_count, sizeof *s->same);
    s->inputs = lk_alloc_array(s->ctx, g->node_count, sizeof *s->inputs);
    if (!s->uses || !s->same || !s->inputs)
        return no_memory(s);
    for (uint32_t i = 0; i < g->node_count; i++) {
        graph_node *n = &g->nodes[i];
        s->same[i] = i;
        s->inputs[i] = lk_alloc_array(s->ctx, n->input_count + 1, sizeof **s->inputs);
        if (!s->inputs[i])
            return no_memory(s);
        if (n->input_count)
            memcpy(s->inputs[i], n->inputs, n->input_count * sizeof *n->inputs);
        n->inputs = s->inputs[i];
        for (uint32_t k = 0; k < n->input_count; k++)
            s->uses[n->inputs[k]]++;
    }
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            s->uses[g->outputs[i]]++;
    return LK_OK;
}

/* From now on `by` stands for `node`, which used it once. */
static void replace(sweep *s, uint32_t node, uint32_t by)
{
    s->uses[by] += s->uses[node] - 1;
    s->uses[node] = 0;
    s->same[node] = by;
}

/* ---- Normalisation into a convolution --------------------------------------------- */

void graph_norm_scale(const graph_node *n, size_t c, double *scale, double *shift)
{
    const float *const *w = n->weights;
    double deviation = w[GRAPH_VARIANCE] ? sqrt((double)w[GRAPH_VARIANCE][c] + n->epsilon) : 1;
    *scale = (w[GRAPH_GAMMA] ? (double)w[GRAPH_GAMMA][c] : 1) / deviation;
    *shift = (w[GRAPH_BETA] ? (double)w[GRAPH_BETA][c] : 0) -
             (w[GRAPH_AVERAGE] ? (double)w[GRAPH_AVERAGE][c] * *scale : 0);
}

static lk_status fold_norm(sweep *s, graph_node *n, const graph_node *norm)
{
    size_t channels = (size_t)n->shape.channels;
    size_t rows = graph_weight_size(s->graph, n, GRAPH_FILTER) / channels;
    if (s->graph->info.lacks_weights)
        return LK_OK;
    float *filter = lk_alloc_array(s->ctx, rows * channels, sizeof *filter);
    float *bias = lk_alloc_array(s->ctx, channels, sizeof *bias);
    double *scale = lk_alloc_array(s->ctx, channels, sizeof *scale);
    if (!filter || !bias || !scale)
        return no_memory(s);
    for (size_t c = 0; c < channels; c++) {
        double shift;
        graph_norm_scale(norm, c, &scale[c], &shift);
        bias[c] =
            (float)(shift +
                    scale[c] * (n->weights[GRAPH_BIAS] ? (double)n->weights[GRAPH_BIAS][c] : 0));
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < channels; c++)
            filter[r * channels + c] =
                (float)(scale[c] * (double)n->weights[GRAPH_FILTER][r * channels + c]);
    n->weights[GRAPH_FILTER] = filter;
    n->weights[GRAPH_BIAS] = bias;
    return LK_OK;
}

/* ---- The rules ---------------------------------------------------------------------- */

static void take_activation(graph_node *to, const graph_node *from)
{
    to->activation = from->activation;
    to->alpha = from->alpha;
    to->beta = from->beta;
}

/* x times its sigmoid is an activation of x. */
static void form_swish(sweep *s, uint32_t node)
{
    graph_node *n = &s->graph->nodes[node];
    for (int k = 0; k < 2 && n->op == GRAPH_MULTIPLY && n->input_count == 2; k++) {
        uint32_t x = n->inputs[k], gate = n->inputs[1 - k];
        const graph_node *g = &s->graph->nodes[gate];
        int is_swish = g->activation == GRAPH_SIGMOID;
        int is_hard = g->activation == GRAPH_HARD_SIGMOID && g->alpha == 1.f / 6 && g->beta == .5f;
        if (g->op != GRAPH_IDENTITY || g->inputs[0] != x || s->uses[gate] != 1 ||
            n->activation != GRAPH_LINEAR || !(is_swish || is_hard))
            continue;
        n->op = GRAPH_IDENTITY;
        n->activation = is_swish ? GRAPH_SWISH : GRAPH_HARD_SWISH;
        n->input_count = 1;
        s->inputs[node][0] = x;
        s->uses[gate] = 0;
        s->uses[x]--;
    }
}

/* A border of zeros is padding of the convolution after it. */
static void fold_pad(sweep *s, uint32_t node)
{
    graph_node *n = &s->graph->nodes[node];
    const graph_node *pad = &s->graph->nodes[n->inputs[0]];
    if (n->op != GRAPH_CONV || pad->op != GRAPH_PAD || pad->alpha != 0 ||
        pad->activation != GRAPH_LINEAR || s->uses[n->inputs[0]] != 1)
        return;
    for (int a = 0; a < 2; a++) {
        n->window.before[a] += pad->window.before[a];
        n->window.after[a] += pad->window.after[a];
    }
    n->window.padding = GRAPH_EXPLICIT;
    s->uses[n->inputs[0]] = 0;
    s->inputs[node][0] = pad->inputs[0];
}

static lk_status look_at(sweep *s, uint32_t node)
{
    graph_node *n = &s->graph->nodes[node];
    if (!n->input_count)
        return LK_OK;
    form_swish(s, node);
    fold_pad(s, node);
    uint32_t before = n->inputs[0];
    graph_node *p = &s->graph->nodes[before];
    int is_free = s->uses[before] == 1 && p->activation == GRAPH_LINEAR;
    if (n->op == GRAPH_IDENTITY && n->activation == GRAPH_LINEAR) {
        replace(s, node, before);
    } else if (n->op == GRAPH_IDENTITY && is_free && p->input_count && p->op != GRAPH_PAD) {
        take_activation(p, n);
        replace(s, node, before);
    } else if (n->op == GRAPH_NORM && is_free && (p->op == GRAPH_CONV || p->op == GRAPH_DENSE)) {
        take_activation(p, n);
        replace(s, node, before);
        return fold_norm(s, p, n);
    }
    return LK_OK;
}

/* ---- What is left --------------------------------------------------------------------- */

/* Drop the nodes that no output needs, and number the others anew. */
static void compact(sweep *s)
{
    graph *g = s->graph;
    uint32_t *number = s->uses, left = 0;
    memset(number, 0, g->node_count * sizeof *number);
    number[0] = 1;
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            number[g->outputs[i]] = 1;
    for (uint32_t i = g->node_count; i-- > 0;)
        for (uint32_t k = 0; number[i] && k < g->nodes[i].input_count; k++)
            number[g->nodes[i].inputs[k]] = 1;
    for (uint32_t i = 0; i < g->node_count; i++) {
        if (!number[i])
            continue;
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            s->inputs[i][k] = number[s->inputs[i][k]];
        g->nodes[left] = g->nodes[i];
        number[i] = left++;
    }
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            g->outputs[i] = number[g->outputs[i]];
    g->node_count = left;
}

lk_status graph_optimise(lk_context *ctx, const graph *read, graph *out)
{
    graph *g = lk_alloc(ctx, sizeof *g);
    sweep s = {.ctx = ctx, .graph = g};
    graph_node *nodes = lk_alloc_array(ctx, read->node_count, sizeof *nodes);
    if (!g || !nodes)
        return no_memory(&s);
    *g = *read;
    g->nodes = memcpy(nodes, read->nodes, read->node_count * sizeof *nodes);
    g->layer_nodes = NULL;
    lk_status status = begin(&s);
    for (uint32_t i = 1; !status && i < g->node_count; i++) {
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            s.inputs[i][k] = s.same[s.inputs[i][k]];
        status = look_at(&s, i);
    }
    if (status)
        return status;
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            g->outputs[i] = s.same[g->outputs[i]];
    compact(&s);
    *out = *g;
    return LK_OK;
}
