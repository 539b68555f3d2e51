/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainer.h"

typedef struct forward {
    const training *training;
    const pass *pass;
    uint32_t node;
    training_job job; /* of a node that is the backend's */
} forward;

/* ---- A node ---------------------------------------------------------------------------------- */

static const float *input_of(const forward *f, uint32_t input, size_t item)
{
    const graph *g = &f->training->graph;
    uint32_t node = g->nodes[f->node].inputs[input];
    return pass_value(f->training, f->pass, node) + item * graph_size(&g->nodes[node].shape);
}

static void run_item(const forward *f, size_t item)
{
    const training *t = f->training;
    const graph_node *n = &t->graph.nodes[f->node];
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t k = 0; k < n->input_count; k++)
        inputs[k] = input_of(f, k, item);
    job j = {.graph = &t->graph,
             .node = n,
             .lanes = t->lanes,
             .prepared = t->norms[f->node].scale_shift,
             .inputs = inputs,
             .out = pass_value(t, f->pass, f->node) + item * graph_size(&n->shape),
             .count = graph_pixels(&n->shape)};
    if (dropout_is_on(t, n))
        dropout_run(t, f->node, item, inputs[0], j.out);
    else if (n->op == GRAPH_IDENTITY && n->activation == GRAPH_SWISH)
        t->lanes->swish(inputs[0], graph_size(&n->shape), j.out);
    else if (j.out == inputs[0])
        point_activate(&j);
    else
        kernel_run(&j);
}

static int run_items(void *user, size_t piece, float *scratch)
{
    const forward *f = user;
    size_t items = f->pass->items, pieces = work_pieces(items);
    (void)scratch;
    for (size_t i = training_first(items, pieces, piece);
         i < training_first(items, pieces, piece + 1); i++)
        run_item(f, i);
    return 0;
}

static int run_backends(void *user, size_t piece, float *scratch)
{
    const forward *f = user;
    return f->training->operations->run(f->pass->work, &f->job, piece, scratch);
}

static lk_status run_operation(training *t, lk_context *ctx, forward *f)
{
    const graph_node *n = &t->graph.nodes[f->node];
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t k = 0; k < n->input_count; k++)
        inputs[k] = input_of(f, k, 0);
    f->job = (training_job){.phase = TRAINING_FORWARD,
                            .node = f->node,
                            .inputs = inputs,
                            .kept = pass_kept(t, f->pass, f->node),
                            .out = pass_value(t, f->pass, f->node)};
    memcpy(f->job.weights, n->weights, sizeof f->job.weights);
    size_t pieces = t->operations->pieces(f->pass->work, f->node, TRAINING_FORWARD);
    return work_share(t, ctx, pieces, run_backends, f);
}

static lk_status run_node(training *t, lk_context *ctx, const pass *p, uint32_t node)
{
    const graph_node *n = &t->graph.nodes[node];
    forward f = {.training = t, .pass = p, .node = node};
    lk_status status;
    if (t->norms[node].by_batch)
        status = norm_forward(t, ctx, p, node);
    else if (t->operations->takes(p->work, node))
        status = run_operation(t, ctx, &f);
    else if (n->op == GRAPH_FLATTEN && pass_is_in_place(p->values, n, node))
        status = LK_OK;
    else
        status = work_share(t, ctx, work_pieces(p->items), run_items, &f);
    return status == LK_E_FAIL ? lk_error(ctx, status, "the backend failed at the layer `%s`",
                                          trainer_layer(t, node))
                               : status;
}

/* ---- All of them -------------------------------------------------------------------------------
 */

static lk_status check_node(const training *t, lk_context *ctx, const pass *p, uint32_t node)
{
    size_t size = p->items * graph_size(&t->graph.nodes[node].shape);
    if (trainer_is_finite(pass_value(t, p, node), size))
        return LK_OK;
    return lk_error(ctx, LK_E_FAIL,
                    "the training of the network %s went out of bounds: values of its layer `%s` "
                    "are not finite at step %llu; lower the rate, or look at the pictures",
                    t->graph.info.name, trainer_layer(t, node),
                    (unsigned long long)t->parameters.steps + 1);
}

lk_status forward_run(training *t, lk_context *ctx, const pass *p, int is_checked)
{
    for (uint32_t i = 1; i <= t->logits; i++) {
        if (!t->is_needed[i])
            continue;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        lk_status status = run_node(t, ctx, p, i);
        if (!status && is_checked)
            status = check_node(t, ctx, p, i);
        if (status)
            return status;
    }
    return LK_OK;
}
