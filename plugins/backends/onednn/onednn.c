/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../model/model.h"
#include "batch.h"
#include "plan.h"

typedef struct instance {
    model model; /* first: model_ops get the instance */
    plan plan;
} instance;

static const lk_param params[] = {MODEL_PARAMS(instance, model)};

static double speed(const graph *g, const graph_node *n)
{
    if (n->op == GRAPH_DENSE)
        return .2;
    if (n->groups > 1)
        return .12;
    if (plan_is_for_winograd(g, n))
        return 1.8;
    return graph_input_shape(g, n, 0)->channels < 16 ? .35 : .75;
}

static lk_status make(lk_context *ctx, const graph *g, void *made, engine *e, crew *c)
{
    plan *p = made;
    lk_status status = plan_make(ctx, g, p);
    *e = (engine){.graph = g,
                  .plan = p,
                  .group = p->group,
                  .run = plan_run,
                  .value = plan_value,
                  .has_entrance = plan_has_entrance,
                  .speed = speed};
    *c = (crew){.floats = p->size, .begin = plan_begin, .end = plan_end, .maker = p};
    return status;
}

static void close_plan(void *made)
{
    plan_close(made);
}

static lk_status open_instance(void *self, lk_context *ctx)
{
    static const model_backend backend = {.plan_size = sizeof(plan),
                                          .make = make,
                                          .close = close_plan,
                                          .operations = &batch_operations};
    instance *in = self;
    lk_network_info *info = &in->model.graph.info;
    lk_status status = model_open(&in->model, ctx, &backend, &in->plan);
    info->weight_bytes = in->plan.weight_floats * sizeof(float);
    info->arena_bytes = in->plan.size * sizeof(float);
    return status;
}

static void close_instance(void *self)
{
    instance *in = self;
    model_close(&in->model);
    plan_close(&in->plan);
}

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "onednn", .version = "0.1.0", .revision = 2,
          .summary = "Run a network described in YAML or ONNX on the CPU, in float32, over oneDNN.",
          .details =
              "Computes what the backend openblas computes, faster: fused convolutions in the "
              "layout that oneDNN likes best on this processor. Each item is computed on its own "
              "by primitives for one thread, and dense layers by one for eight items always: its "
              "scores are the same bits in any batch, at any place in it and for any number of "
              "threads, which share out whole items. They differ from those of openblas by "
              "rounding; gradients are the very same. Large 3 x 3 convolutions go through "
              "Winograd's minimal filtering where the processor has AVX-512, by a rule of their "
              "shape alone; with it the logits of VGG16 and VGG19 are within 1e-5 of their "
              "standard deviation of PyTorch's in double precision, as they are without. Rows of "
              "coalitions share their work as in openblas.",
          .licence = "MIT AND Apache-2.0 AND BSD-3-Clause AND BSD-2-Clause AND "
                     "(GPL-3.0-or-later WITH GCC-exception-3.1)",
          .author = "The Likeness authors", .capabilities = MODEL_CAPABILITIES,
          .instance_size = sizeof(instance), LK_PARAMS(params), .open = open_instance,
          .close = close_instance, .ops = &model_ops)
