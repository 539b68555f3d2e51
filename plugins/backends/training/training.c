/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "../graph/asked.h"
#include "trainer.h"

/* ---- Can it be trained? ---------------------------------------------------------------- */

static lk_status refuse(lk_context *ctx, const graph *g, const char *why)
{
    return lk_error(ctx, LK_E_UNSUPPORTED, "the network %s cannot be trained: %s", g->info.name,
                    why);
}

lk_status training_check(lk_context *ctx, const graph *g)
{
    uint32_t last = g->outputs[LK_OUTPUT_PROBABILITY];
    if (g->info.lacks_weights)
        return asked_weights(ctx, &g->info);
    if (last == GRAPH_NONE || g->nodes[last].op != GRAPH_SOFTMAX ||
        graph_pixels(&g->nodes[last].shape) != 1)
        return refuse(ctx, g, "it does not end in a softmax over its classes");
    return LK_OK;
}

/* ---- Numbers of the request --------------------------------------------------------------- */

static int is_share(double v)
{
    return v >= 0 && v < 1;
}

static lk_status check_numbers(lk_context *ctx, const lk_training *h)
{
    if ((unsigned)h->optimiser > LK_ADAM || (unsigned)h->convention > LK_PYTORCH)
        return lk_error(ctx, LK_E_INPUT, "there is no such optimiser");
    if (is_share(h->momentum) && is_share(h->decay) && is_share(h->beta1) && is_share(h->beta2) &&
        h->norm_momentum >= 0 && h->norm_momentum <= 1 && h->epsilon >= 0 && isfinite(h->epsilon) &&
        h->weight_decay >= 0 && isfinite(h->weight_decay))
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT,
                    "momentum, decay and betas of an optimiser are from 0 to less than 1, its "
                    "epsilon and weight decay not negative");
}

/* ---- Beginning ------------------------------------------------------------------------------ */

static int copy_nodes(graph *g)
{
    graph_node *nodes = malloc(g->node_count * sizeof *nodes);
    graph_tensor *tensors = malloc((g->tensor_count + 1) * sizeof *tensors);
    if (nodes)
        memcpy(nodes, g->nodes, g->node_count * sizeof *nodes);
    if (tensors && g->tensor_count)
        memcpy(tensors, g->tensors, g->tensor_count * sizeof *tensors);
    g->nodes = nodes;
    g->tensors = tensors;
    return nodes && tensors ? 0 : -1;
}

static int make_tables(training *t)
{
    size_t count = t->graph.node_count;
    int failed = copy_nodes(&t->read) | copy_nodes(&t->graph);
    t->flows = calloc(count, 1);
    t->is_needed = calloc(count, 1);
    t->has_trained = calloc(count, 1);
    t->last_reader = calloc(count, sizeof *t->last_reader);
    t->readers = calloc(count, sizeof *t->readers);
    t->norms = calloc(count, sizeof *t->norms);
    return failed || !t->flows || !t->is_needed || !t->has_trained || !t->last_reader ||
                   !t->readers || !t->norms
               ? -1
               : 0;
}

static void mark_needed(training *t)
{
    t->is_needed[t->logits] = 1;
    for (uint32_t i = t->logits + 1; i-- > 0;)
        for (uint32_t k = 0; t->is_needed[i] && k < t->graph.nodes[i].input_count; k++)
            t->is_needed[t->graph.nodes[i].inputs[k]] = 1;
}

/* Gradients go back as far as there is something to train. */
static void mark_flows(training *t)
{
    for (uint32_t i = 1; i <= t->logits; i++) {
        const graph_node *n = &t->graph.nodes[i];
        t->flows[i] = t->has_trained[i];
        for (uint32_t k = 0; k < n->input_count; k++)
            t->flows[i] |= t->flows[n->inputs[k]];
        t->flows[i] &= t->is_needed[i];
        for (uint32_t k = 0; t->flows[i] && k < n->input_count; k++) {
            t->last_reader[n->inputs[k]] = i;
            t->readers[n->inputs[k]] += t->flows[n->inputs[k]];
        }
    }
}

static lk_status make_norms(training *t, lk_context *ctx)
{
    for (uint32_t i = 1; i < t->graph.node_count; i++) {
        const graph_node *n = &t->graph.nodes[i];
        size_t channels = (size_t)n->shape.channels;
        norm *m = &t->norms[i];
        if (n->op != GRAPH_NORM)
            continue;
        m->mean = calloc(2 * channels, sizeof *m->mean);
        m->scale_shift = calloc(2 * channels, sizeof *m->scale_shift);
        if (!m->mean || !m->scale_shift)
            return lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s",
                            t->graph.info.name);
        m->variance = m->mean + channels;
        norm_settle(t, i);
    }
    return LK_OK;
}

static lk_status begin(training *t, lk_context *ctx, const lk_training *how)
{
    if (make_tables(t))
        return lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", t->graph.info.name);
    t->logits = t->graph.outputs[LK_OUTPUT_LOGIT];
    mark_needed(t);
    lk_status status = parameters_make(t, ctx, how);
    if (status)
        return status;
    mark_flows(t);
    if (!t->flows[t->logits])
        return lk_error(ctx, LK_E_INPUT, "all layers of the network %s are frozen",
                        t->graph.info.name);
    return make_norms(t, ctx);
}

lk_status training_begin(lk_context *ctx, const graph *read, const graph *parted,
                         const training_operations *operations, const lk_training *how,
                         training **out)
{
    lk_status status = training_check(ctx, parted);
    if (!status)
        status = check_numbers(ctx, how);
    if (status)
        return status;
    training *t = calloc(1, sizeof *t);
    if (!t)
        return lk_error(ctx, LK_E_MEMORY, "no memory to train the network %s", parted->info.name);
    *t = (training){.how = *how,
                    .operations = operations,
                    .read = *read,
                    .graph = *parted,
                    .version = 1,
                    .lanes = lanes_choose()};
    t->how.frozen = NULL;
    status = begin(t, ctx, how);
    if (status)
        training_close(t);
    else
        *out = t;
    return status;
}

void training_close(training *t)
{
    if (!t)
        return;
    for (uint32_t i = 0; t->norms && i < t->graph.node_count; i++) {
        free(t->norms[i].mean);
        free(t->norms[i].scale_shift);
    }
    pass_close(t, &t->passes[0]);
    pass_close(t, &t->passes[1]);
    parameters_close(&t->parameters);
    crew_close(&t->crew);
    free(t->norms);
    free(t->readers);
    free(t->last_reader);
    free(t->has_trained);
    free(t->is_needed);
    free(t->flows);
    free(t->read.nodes);
    free(t->read.tensors);
    free(t->graph.nodes);
    free(t->graph.tensors);
    free(t->room);
    free(t->outcome);
    free(t);
}

const graph *training_graph(const training *t)
{
    return &t->read;
}

/* ---- A step -------------------------------------------------------------------------------------
 */

typedef struct step {
    training *training;
    lk_context *ctx;
    const pass *pass;
    const float *views;
} step;

static lk_status check_step(const training *t, lk_context *ctx, const lk_tensor *batch,
                            const uint32_t *targets, double rate)
{
    const lk_network_info *info = &t->graph.info;
    lk_status status = asked_views(ctx, info, batch);
    if (!status && !(rate >= 0 && isfinite(rate)))
        status = lk_error(ctx, LK_E_INPUT, "the rate of a training step is not negative");
    for (int64_t i = 0; !status && i < batch->shape[0]; i++)
        if (targets[i] >= info->class_count)
            status = lk_error(ctx, LK_E_INPUT, "the network %s has no class %u: it has %u",
                              info->name, targets[i], info->class_count);
    return status;
}

static int enter_items(void *user, size_t piece, float *scratch)
{
    const step *s = user;
    const training *t = s->training;
    const graph_shape *in = &t->graph.nodes[0].shape;
    size_t items = s->pass->items, pieces = work_pieces(items), pixels = graph_pixels(in);
    (void)scratch;
    for (size_t i = training_first(items, pieces, piece);
         i < training_first(items, pieces, piece + 1); i++)
        graph_normalise_view(&t->graph.normalise, s->views + i * pixels * 3, pixels,
                             pass_value(t, s->pass, 0) + i * graph_size(in));
    return 0;
}

static lk_status make_outcome(training *t, lk_context *ctx, size_t items)
{
    float *made = realloc(t->outcome, items * t->graph.info.class_count * sizeof *made);
    if (!made)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the scores of %zu pictures", items);
    t->outcome = made;
    t->outcome_items = items;
    return LK_OK;
}

static lk_status enter(const step *s)
{
    step copy = *s;
    return work_share(s->training, s->ctx, work_pieces(s->pass->items), enter_items, &copy);
}

/* Once more, to see where it begins: values have been overwritten since. */
static lk_status find_wild_values(const step *s)
{
    training *t = s->training;
    lk_status status = enter(s);
    if (!status && !trainer_is_finite(pass_value(t, s->pass, 0),
                                      s->pass->items * graph_size(&t->graph.nodes[0].shape)))
        return lk_error(s->ctx, LK_E_FAIL,
                        "the network %s cannot be trained on a picture whose values are not finite",
                        t->graph.info.name);
    if (!status)
        status = forward_run(t, s->ctx, s->pass, 1);
    return status ? status
                  : lk_error(s->ctx, LK_E_FAIL,
                             "the training of the network %s went out of bounds: its loss is not "
                             "finite; lower the rate",
                             t->graph.info.name);
}

static lk_status check_gradients(const step *s)
{
    const training *t = s->training;
    const parameter *q = parameters_find_wild(&t->parameters, t->parameters.gradients);
    return q ? lk_error(s->ctx, LK_E_FAIL,
                        "the training of the network %s went out of bounds: the gradient of its "
                        "layer `%s` is not finite at step %llu; lower the rate",
                        t->graph.info.name, trainer_layer(t, q->node),
                        (unsigned long long)t->parameters.steps + 1)
             : LK_OK;
}

/* Loss and gradients; no weight changes. */
static lk_status differentiate(const step *s, const uint32_t *targets, double *loss)
{
    training *t = s->training;
    lk_status status = enter(s);
    if (!status)
        status = forward_run(t, s->ctx, s->pass, 0);
    if (status)
        return status;
    double found =
        loss_run(pass_value(t, s->pass, t->logits), s->pass->items, t->graph.info.class_count,
                 targets, t->outcome, pass_gradient(t, s->pass, t->logits));
    if (!isfinite(found))
        return find_wild_values(s);
    status = backward_run(t, s->ctx, s->pass);
    if (!status)
        status = optimiser_decay(t, s->ctx);
    if (!status)
        status = check_gradients(s);
    if (!status)
        *loss = found;
    return status;
}

/* What has begun to change weights is brought to its end. */
static lk_status update(training *t, lk_context *ctx, const pass *p, double rate)
{
    if (lk_cancelled(ctx))
        return LK_CANCELLED;
    t->parameters.steps++;
    t->version++;
    for (uint32_t i = 1; i < t->graph.node_count; i++)
        if (t->norms[i].by_batch)
            norm_update(t, p, i);
    return optimiser_step(t, ctx, rate);
}

lk_status training_step(training *t, lk_context *ctx, const lk_tensor *batch,
                        const uint32_t *targets, double rate, double *loss)
{
    pass *p = NULL;
    double found = 0;
    lk_status status = check_step(t, ctx, batch, targets, rate);
    t->outcome_items = 0;
    if (!status)
        status = pass_find(t, ctx, (size_t)batch->shape[0], &p);
    if (!status)
        status = make_outcome(t, ctx, p->items);
    if (status)
        return status;
    const step s = {t, ctx, p, batch->data};
    status = differentiate(&s, targets, &found);
    if (!status)
        status = update(t, ctx, p, rate);
    if (!status)
        *loss = found;
    else
        t->outcome_items = 0;
    return status;
}

lk_status training_outcome(const training *t, lk_context *ctx, float *scores)
{
    if (!t->outcome_items)
        return lk_error(ctx, LK_E_INPUT, "the network %s has made no step of training yet",
                        t->graph.info.name);
    memcpy(scores, t->outcome, t->outcome_items * t->graph.info.class_count * sizeof *scores);
    return LK_OK;
}
