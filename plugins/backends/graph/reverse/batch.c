/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "../asked.h"
#include "part.h"
#include "plan.h"

/* Batches: what is asked is checked, a plan is made or found, and items are
 * shared out. */

enum { OF_INPUT, OF_LAYER, FROM_LAYER }; /* of reverse.plans */

lk_status reverse_open(lk_context *ctx, const graph *read, const reverse_ops *ops, void *self,
                       reverse *out)
{
    *out = (reverse){.ops = ops, .self = self};
    return graph_part(ctx, read, &out->graph);
}

void reverse_close(reverse *r)
{
    for (size_t i = 0; i < sizeof r->plans / sizeof r->plans[0]; i++)
        free(r->plans[i]);
    *r = (reverse){0};
}

static lk_status plan(reverse *r, lk_context *ctx, int which, uint32_t target, uint32_t output,
                      const reverse_plan **out)
{
    reverse_plan *p = r->plans[which];
    if (!p || p->target != target || p->output != output) {
        free(p);
        p = r->plans[which] = reverse_plan_make(r, target, output, which == FROM_LAYER);
    }
    *out = p;
    return p ? LK_OK
             : lk_error(ctx, LK_E_MEMORY, "no memory for the gradients of the network %s",
                        r->graph.info.name);
}

/* ---- Items ----------------------------------------------------------------------- */

typedef struct batch {
    const reverse_plan *plan;
    const float *views;
    const uint32_t *classes; /* by item, or NULL: all of `class_index` */
    uint32_t class_index;
    lk_rectifier rule;
    const float *given;             /* the target's values, all of the first view; or NULL */
    float *scores, *view_gradients; /* or NULL; so the others */
    float *values, *gradients;      /* of the target */
} batch;

static void copy_item(const float *from, size_t item, size_t size, float *to)
{
    if (to)
        memcpy(to + item * size, from, size * sizeof *to);
}

static void run_item(void *user, size_t item, float *workspace, reverse_stopped stopped, void *by)
{
    const batch *b = user;
    const reverse_plan *p = b->plan;
    const graph *g = &p->reverse->graph;
    size_t pixels = graph_pixels(&g->nodes[0].shape);
    size_t size = graph_size(&g->nodes[p->target].shape);
    float *gradient = reverse_gradient(p, workspace, p->target);
    if (p->is_needed[0])
        graph_normalise_view(&g->normalise, b->views + (b->given ? 0 : item) * pixels * 3, pixels,
                             reverse_value(p, workspace, 0));
    if (b->given)
        memcpy(reverse_value(p, workspace, p->target), b->given + item * size,
               size * sizeof *b->given);
    reverse_plan_run(p, workspace, b->classes ? b->classes[item] : b->class_index, b->rule, stopped,
                     by);
    if (b->scores)
        copy_item(reverse_value(p, workspace, p->output), item, g->info.class_count, b->scores);
    copy_item(reverse_value(p, workspace, p->target), item, size, b->values);
    if (!reverse_plan_reaches(p))
        return;
    copy_item(gradient, item, size, b->gradients);
    if (b->view_gradients)
        graph_normalise_gradient(&g->normalise, gradient, pixels,
                                 b->view_gradients + item * pixels * 3);
}

static lk_status run(reverse *r, lk_context *ctx, const lk_tensor *views, int64_t items, batch *b)
{
    b->views = views->data;
    return r->ops->share_out(r->self, ctx, (size_t)items, b->plan->size, run_item, b);
}

/* ---- What is asked --------------------------------------------------------------- */

static lk_status check_class(const reverse *r, lk_context *ctx, uint32_t class_index)
{
    return class_index < r->graph.info.class_count
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT, "the network %s has no class %u: it has %u",
                          r->graph.info.name, class_index, r->graph.info.class_count);
}

static lk_status find_layer(const reverse *r, lk_context *ctx, const char *name, uint32_t *index)
{
    const lk_network_info *info = &r->graph.info;
    for (*index = 0; *index < info->layer_count; (*index)++)
        if (!strcmp(info->layers[*index]->name, name))
            return r->graph.layer_nodes[*index] != GRAPH_NONE
                       ? LK_OK
                       : lk_error(ctx, LK_E_UNSUPPORTED,
                                  "the layer `%s` of the network %s is not computed: the output "
                                  "does not depend on it",
                                  name, info->name);
    return lk_error(ctx, LK_E_INPUT, "the network %s has no layer `%s`", info->name, name);
}

/* What is computed from the output has no gradient of it, nor any effect, which
 * is not to be taken for a gradient of 0. */
static lk_status check_order(const reverse_plan *p, lk_context *ctx, const char *layer)
{
    return p->is_beyond ? lk_error(ctx, LK_E_INPUT,
                                   "the layer `%s` comes after the output that is asked for: take "
                                   "a layer before it, or probabilities, not logits",
                                   layer)
                        : LK_OK;
}

/* The plan for a layer's value, or from it, and for the output where there is a class. */
static lk_status plan_layer(reverse *r, lk_context *ctx, int which, const char *layer,
                            const uint32_t *class_index, lk_output output,
                            const lk_layer_info **info, const reverse_plan **out)
{
    uint32_t index = 0, node = GRAPH_NONE;
    lk_status status = asked_weights(ctx, &r->graph.info);
    if (!status)
        status = find_layer(r, ctx, layer, &index);
    if (!status && class_index)
        status = check_class(r, ctx, *class_index);
    if (!status && class_index)
        status = graph_find_output(ctx, &r->graph, output, &node);
    if (!status)
        status = plan(r, ctx, which, r->graph.layer_nodes[index], node, out);
    if (status)
        return status;
    *info = r->graph.info.layers[index];
    return check_order(*out, ctx, layer);
}

static lk_status give(lk_context *ctx, const lk_layer_info *layer, int64_t items, lk_tensor *out)
{
    int64_t shape[LK_MAX_RANK] = {items};
    size_t count = (size_t)items;
    for (uint32_t i = 0; i < layer->rank; i++) {
        shape[i + 1] = layer->shape[i];
        count *= (size_t)layer->shape[i];
    }
    float *data = lk_alloc_array(ctx, count, sizeof *data);
    if (!data)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the values of the layer `%s`",
                        layer->name);
    *out = lk_tensor_over(data, LK_DTYPE_FLOAT, 32, (int32_t)layer->rank + 1, shape);
    return LK_OK;
}

/* ---- The operations -------------------------------------------------------------- */

lk_status reverse_gradients(reverse *r, lk_context *ctx, const lk_tensor *t,
                            const uint32_t *classes, lk_output output, lk_rectifier rule,
                            float *scores, lk_tensor *gradient)
{
    batch b = {
        .classes = classes, .rule = rule, .scores = scores, .view_gradients = gradient->data};
    uint32_t node;
    lk_status status = asked_views(ctx, &r->graph.info, t);
    if (!status)
        status = graph_find_output(ctx, &r->graph, output, &node);
    for (int64_t i = 0; !status && i < t->shape[0]; i++)
        status = check_class(r, ctx, classes[i]);
    if (!status)
        status = plan(r, ctx, OF_INPUT, 0, node, &b.plan);
    if (!status && !reverse_plan_reaches(b.plan))
        memset(gradient->data, 0, lk_tensor_count(t) * sizeof(float));
    return status ? status : run(r, ctx, t, t->shape[0], &b);
}

lk_status reverse_activations(reverse *r, lk_context *ctx, const lk_tensor *t, const char *layer,
                              uint32_t class_index, lk_output output, lk_tensor *activation,
                              lk_tensor *gradient)
{
    batch b = {.class_index = class_index};
    const lk_layer_info *info = NULL;
    lk_status status = asked_views(ctx, &r->graph.info, t);
    if (!status)
        status = plan_layer(r, ctx, OF_LAYER, layer, gradient ? &class_index : NULL, output, &info,
                            &b.plan);
    if (!status)
        status = give(ctx, info, t->shape[0], activation);
    if (!status && gradient)
        status = give(ctx, info, t->shape[0], gradient);
    if (status)
        return status;
    b.values = activation->data;
    b.gradients = gradient ? gradient->data : NULL;
    return run(r, ctx, t, t->shape[0], &b);
}

static int is_of_layer(const lk_layer_info *layer, const lk_tensor *t)
{
    int same = t->data && t->rank == (int32_t)layer->rank + 1 && t->dtype.code == LK_DTYPE_FLOAT &&
               t->dtype.bits == 32 && t->shape[0] > 0;
    for (uint32_t i = 0; same && i < layer->rank; i++)
        same = t->shape[i + 1] == layer->shape[i];
    return same;
}

lk_status reverse_scores_from(reverse *r, lk_context *ctx, const lk_tensor *view, const char *layer,
                              const lk_tensor *values, lk_output output, float *scores)
{
    const uint32_t any = 0;
    batch b = {.given = values->data, .scores = scores};
    const lk_layer_info *info = NULL;
    lk_status status = asked_views(ctx, &r->graph.info, view);
    if (!status)
        status = plan_layer(r, ctx, FROM_LAYER, layer, &any, output, &info, &b.plan);
    if (!status && !is_of_layer(info, values))
        status =
            lk_error(ctx, LK_E_INPUT, "the values must have the shape of the layer `%s`", layer);
    return status ? status : run(r, ctx, view, values->shape[0], &b);
}
