/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainer.h"

typedef struct backward {
    training *training;
    lk_context *ctx;
    const pass *pass;
    uint32_t node, input;
    float *out;
    training_job job; /* of a node that is the backend's */
} backward;

static const graph_node *node_of(const backward *b)
{
    return &b->training->graph.nodes[b->node];
}

static size_t input_size(const backward *b)
{
    return graph_size(graph_input_shape(&b->training->graph, node_of(b), b->input));
}

/* ---- Item by item ---------------------------------------------------------------------------- */

static void derive_item(const backward *b, size_t item, float *scratch)
{
    const training *t = b->training;
    const graph_node *n = node_of(b);
    size_t size = graph_size(&n->shape);
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t k = 0; k < n->input_count; k++)
        inputs[k] = pass_value(t, b->pass, n->inputs[k]) +
                    item * graph_size(graph_input_shape(&t->graph, n, k));
    rule_job j = {.graph = &t->graph,
                  .node = n,
                  .inputs = inputs,
                  .value = pass_value(t, b->pass, b->node) + item * size,
                  .gradient = pass_gradient(t, b->pass, b->node) + item * size,
                  .input = b->input,
                  .out = b->out + item * input_size(b),
                  .scratch = scratch};
    if (dropout_is_on(t, n))
        dropout_run(t, b->node, item, j.gradient, j.out);
    else if (n->op == GRAPH_IDENTITY && n->activation == GRAPH_SWISH)
        t->lanes->swish_back(inputs[0], j.gradient, size, j.out);
    else if (j.out != j.gradient || n->activation != GRAPH_LINEAR)
        rule_run(&j);
}

static int derive_items(void *user, size_t piece, float *scratch)
{
    const backward *b = user;
    size_t items = b->pass->items, pieces = work_pieces(items);
    for (size_t i = training_first(items, pieces, piece);
         i < training_first(items, pieces, piece + 1); i++)
        derive_item(b, i, scratch);
    return 0;
}

static int add_items(void *user, size_t piece, float *scratch)
{
    const backward *b = user;
    size_t items = b->pass->items, pieces = work_pieces(items), size = input_size(b);
    size_t first = training_first(items, pieces, piece) * size;
    size_t end = training_first(items, pieces, piece + 1) * size;
    float *sum = pass_gradient(b->training, b->pass, node_of(b)->inputs[b->input]);
    (void)scratch;
    b->training->lanes->accumulate(sum + first, b->out + first, end - first);
    return 0;
}

/* ---- By the backend ----------------------------------------------------------------------------
 */

static int run_piece(void *user, size_t piece, float *scratch)
{
    const backward *b = user;
    return b->training->operations->run(b->pass->work, &b->job, piece, scratch);
}

static lk_status run_phase(backward *b, training_phase phase, float *out)
{
    training *t = b->training;
    const graph_node *n = node_of(b);
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t k = 0; k < n->input_count; k++)
        inputs[k] = pass_value(t, b->pass, n->inputs[k]);
    b->job = (training_job){.phase = phase,
                            .node = b->node,
                            .input = b->input,
                            .inputs = inputs,
                            .value = pass_value(t, b->pass, b->node),
                            .gradient = pass_gradient(t, b->pass, b->node),
                            .kept = pass_kept(t, b->pass, b->node),
                            .out = out};
    memcpy(b->job.weights, n->weights, sizeof b->job.weights);
    size_t pieces = t->operations->pieces(b->pass->work, b->node, phase);
    return work_share(t, b->ctx, pieces, run_piece, b);
}

typedef struct sum {
    training *training;
    const float *blocks;
    float *out;
    size_t size, count;
} sum;

enum { SUM_PIECE = 1 << 14 };

/* A part of the block, over all blocks in their order. */
static int add_blocks(void *user, size_t piece, float *scratch)
{
    const sum *s = user;
    size_t first = piece * SUM_PIECE;
    size_t count = s->size - first < SUM_PIECE ? s->size - first : SUM_PIECE;
    (void)scratch;
    memcpy(s->out + first, s->blocks + first, count * sizeof *s->out);
    for (size_t k = 1; k < s->count; k++)
        s->training->lanes->accumulate(s->out + first, s->blocks + k * s->size + first, count);
    return 0;
}

static lk_status derive_weights(backward *b)
{
    training *t = b->training;
    float *out = parameters_gradient(t, b->node, GRAPH_FILTER);
    if (!t->operations->is_summed(b->pass->work, b->node))
        return run_phase(b, TRAINING_BACKWARD_WEIGHTS, out);
    sum s = {.training = t,
             .blocks = t->room + b->pass->sums,
             .out = out,
             .size = training_block(&t->graph, node_of(b)),
             .count = t->operations->pieces(b->pass->work, b->node, TRAINING_BACKWARD_WEIGHTS)};
    lk_status status = run_phase(b, TRAINING_BACKWARD_WEIGHTS, t->room + b->pass->sums);
    if (!status)
        status = work_share(t, b->ctx, (s.size + SUM_PIECE - 1) / SUM_PIECE, add_blocks, &s);
    return status;
}

/* ---- A node -------------------------------------------------------------------------------------
 */

/* Does a node before this in the way back, or an input before, give a gradient
 * to the same node? */
static int is_first(const backward *b)
{
    const uint32_t *inputs = node_of(b)->inputs;
    for (uint32_t k = 0; k < b->input; k++)
        if (inputs[k] == inputs[b->input])
            return 0;
    return b->training->last_reader[inputs[b->input]] == b->node;
}

static lk_status derive_data(backward *b)
{
    training *t = b->training;
    const graph_node *n = node_of(b);
    if (t->norms[b->node].by_batch)
        return norm_backward(t, b->ctx, b->pass, b->node, b->out);
    if (t->operations->takes(b->pass->work, b->node))
        return run_phase(b, TRAINING_BACKWARD_DATA, b->out);
    if (n->op == GRAPH_FLATTEN && pass_is_in_place(b->pass->gradients, n, b->node))
        return LK_OK;
    return work_share(t, b->ctx, work_pieces(b->pass->items), derive_items, b);
}

static lk_status derive_input(backward *b, uint32_t input)
{
    training *t = b->training;
    b->input = input;
    int first = is_first(b);
    b->out =
        first ? pass_gradient(t, b->pass, node_of(b)->inputs[input]) : t->room + b->pass->share;
    lk_status status = derive_data(b);
    if (!status && !first)
        status = work_share(t, b->ctx, work_pieces(b->pass->items), add_items, b);
    return status;
}

static lk_status derive_node(backward *b)
{
    const training *t = b->training;
    const graph_node *n = node_of(b);
    int is_norm = t->norms[b->node].by_batch;
    lk_status status = LK_OK;
    if (is_norm && !t->flows[n->inputs[0]])
        return norm_backward(b->training, b->ctx, b->pass, b->node, NULL);
    if (!is_norm && t->has_trained[b->node])
        status = derive_weights(b);
    for (uint32_t k = 0; !status && k < n->input_count; k++)
        if (t->flows[n->inputs[k]])
            status = derive_input(b, k);
    return status;
}

lk_status backward_run(training *t, lk_context *ctx, const pass *p)
{
    backward b = {.training = t, .ctx = ctx, .pass = p};
    for (uint32_t i = t->logits; i > 0; i--) {
        if (!t->flows[i])
            continue;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        b.node = i;
        lk_status status = derive_node(&b);
        if (status == LK_E_FAIL)
            return lk_error(ctx, status, "the backend failed at the way back of the layer `%s`",
                            trainer_layer(t, i));
        if (status)
            return status;
    }
    return LK_OK;
}
