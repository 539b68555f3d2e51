/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../model/model.h"
#include "plan.h"

typedef struct instance {
    model model; /* first: model_ops get the instance */
    plan plan;
} instance;

static const lk_param params[] = {GRAPH_PARAMS(instance, model.request)};

/* ---- Its engine: an item at a time ------------------------------------------------------ */

static float *input(const void *p, float *workspace, size_t slot)
{
    (void)slot;
    return plan_value(p, workspace, 0);
}

static void run(const void *p, float *workspace, size_t count, int (*stopped)(void *user),
                void *user)
{
    (void)count;
    plan_run(p, workspace, stopped, user);
}

static const float *value(const void *p, float *workspace, uint32_t node, size_t slot)
{
    (void)slot;
    return plan_value(p, workspace, node);
}

/* ---- The instance ----------------------------------------------------------------------- */

static lk_status open_instance(void *self, lk_context *ctx)
{
    instance *in = self;
    model *m = &in->model;
    lk_status status = model_read(m, ctx);
    if (!status)
        status = plan_make(ctx, &m->graph, &in->plan);
    m->graph.info.weight_bytes = graph_weights_size(&m->graph) * sizeof(float);
    m->graph.info.arena_bytes = in->plan.size * sizeof(float);
    m->crew.floats = in->plan.size;
    m->engine = (engine){.graph = &m->graph,
                         .plan = &in->plan,
                         .group = 1,
                         .input = input,
                         .run = run,
                         .value = value};
    return status;
}

static void close_instance(void *self)
{
    instance *in = self;
    model_close(&in->model);
}

LK_PLUGIN(
        .stage = LK_STAGE_BACKEND, .name = "openblas", .version = "0.1.0", .revision = 2,
        .summary = "Run a network described in YAML or ONNX on the CPU, in float32, over OpenBLAS.",
        .details =
            "The reference backend. Each item is computed on its own, tile by tile, in an order "
            "that is a function of the network alone: its scores do not depend on the batch, on "
            "its place in it, or on the number of threads, which share out whole items. So are the "
            "gradients of an output with respect to the input or to any layer, by reverse mode "
            "through the network as its file has it, with PyTorch's conventions where a function "
            "has no derivative.",
        .licence = "MIT AND BSD-3-Clause AND BSD-2-Clause AND Apache-2.0",
        .author = "The Likeness authors", .capabilities = MODEL_CAPABILITIES,
        .instance_size = sizeof(instance), LK_PARAMS(params), .open = open_instance,
        .close = close_instance, .ops = &model_ops)
