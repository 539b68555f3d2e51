/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../model/model.h"
#include "../products/batches.h"
#include "plan.h"

typedef struct instance {
    model model; /* first: model_ops get the instance */
    plan plan;
} instance;

static const lk_param params[] = {MODEL_PARAMS(instance, model)};

/* ---- Its engine: an item at a time ------------------------------------------------------ */

static void run(const void *p, float *workspace, const entrance *in, size_t count,
                int (*stopped)(void *user), void *user)
{
    (void)count;
    in->enter(in->user, in->first, plan_value(p, workspace, in->node));
    plan_run(p, workspace, in->node, stopped, user);
}

static const float *value(const void *p, float *workspace, uint32_t node, size_t slot)
{
    (void)slot;
    return plan_value(p, workspace, node);
}

/* OpenBLAS of 2022 takes a processor that it does not know for one with AVX2. */
static double speed(const graph *g, const graph_node *n)
{
    double products = lanes_choose()->width > 8 ? .45 : .85;
    (void)g;
    if (n->op == GRAPH_DENSE)
        return .1 * products;
    return (n->groups > 1 ? .2 : .8) * products;
}

/* ---- The instance ----------------------------------------------------------------------- */

static lk_status make(lk_context *ctx, const graph *g, void *made, engine *e, crew *c)
{
    plan *p = made;
    lk_status status = plan_make(ctx, g, p);
    c->floats = p->size;
    *e = (engine){.graph = g,
                  .plan = p,
                  .group = 1,
                  .run = run,
                  .value = value,
                  .has_entrance = plan_has_entrance,
                  .speed = speed};
    return status;
}

static lk_status open_instance(void *self, lk_context *ctx)
{
    static const model_backend backend = {
        .plan_size = sizeof(plan), .make = make, .operations = &batches_operations};
    instance *in = self;
    lk_network_info *info = &in->model.graph.info;
    lk_status status = model_open(&in->model, ctx, &backend, &in->plan);
    info->weight_bytes = graph_weights_size(&in->model.graph) * sizeof(float);
    info->arena_bytes = in->plan.size * sizeof(float);
    return status;
}

static void close_instance(void *self)
{
    instance *in = self;
    model_close(&in->model);
}

LK_PLUGIN(
        .stage = LK_STAGE_BACKEND, .name = "openblas", .version = "0.1.0", .revision = 3,
        .summary = "Run a network described in YAML or ONNX on the CPU, in float32, over OpenBLAS.",
        .details =
            "The reference backend. Each item is computed on its own, tile by tile, in an order "
            "that is a function of the network alone: its scores do not depend on the batch, on "
            "its place in it, or on the number of threads, which share out whole items. So are the "
            "gradients of an output with respect to the input or to any layer, by reverse mode "
            "through the network as its file has it, with PyTorch's conventions where a function "
            "has no derivative. Rows of coalitions share what they have in common: a unit is "
            "computed once for every pattern of the segments that it sees, and a row's scores are "
            "those of its picture up to rounding.",
        .licence = "MIT AND BSD-3-Clause AND BSD-2-Clause AND Apache-2.0",
        .author = "The Likeness authors", .capabilities = MODEL_CAPABILITIES,
        .instance_size = sizeof(instance), LK_PARAMS(params), .open = open_instance,
        .close = close_instance, .ops = &model_ops)
