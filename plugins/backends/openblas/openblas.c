/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "model.h"

enum {
    CAPABILITIES = LK_CAP_DETERMINISTIC | LK_CAP_COALITIONS | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS
};

static const lk_param params[] = {GRAPH_PARAMS(model, request)};

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

static lk_status open_model(void *self, lk_context *ctx)
{
    model *m = self;
    lk_status status = graph_read(ctx, &m->request, &m->read);
    if (!status)
        status = graph_optimise(ctx, &m->read, &m->graph);
    if (!status)
        status = plan_make(ctx, &m->graph, &m->plan);
    if (!status)
        status = gradients_open(ctx, &m->read, &m->gradients);
    m->graph.info.capabilities = CAPABILITIES;
    m->graph.info.weight_bytes = graph_weights_size(&m->graph) * sizeof(float);
    m->graph.info.arena_bytes = m->plan.size * sizeof(float);
    m->crew.floats = m->plan.size;
    m->engine = (engine){.graph = &m->graph,
                         .plan = &m->plan,
                         .group = 1,
                         .input = input,
                         .run = run,
                         .value = value};
    return status;
}

static void close_model(void *self)
{
    model *m = self;
    crew_close(&m->crew);
    gradients_close(&m->gradients);
}

static const lk_network_info *info(void *self)
{
    const model *m = self;
    return &m->graph.info;
}

static lk_status scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *out)
{
    model *m = self;
    return engine_scores(&m->engine, &m->crew, ctx, batch, output, out);
}

static lk_status raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                            float *out)
{
    model *m = self;
    return engine_raw_scores(&m->engine, &m->crew, ctx, batch, output, out);
}

static lk_status coalitions(void *self, lk_context *ctx, const lk_coalitions *problem,
                            lk_output output, lk_score_sink sink, void *user)
{
    model *m = self;
    return engine_coalitions(&m->engine, &m->crew, ctx, problem, output, sink, user);
}

static lk_status find_gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                                const uint32_t *classes, lk_output output, float *out,
                                lk_tensor *gradient)
{
    model *m = self;
    return reverse_gradients(&m->gradients.reverse, ctx, batch, classes, output, out, gradient);
}

static lk_status find_activations(void *self, lk_context *ctx, const lk_tensor *batch,
                                  const char *layer, uint32_t class_index, lk_output output,
                                  lk_tensor *activation, lk_tensor *gradient)
{
    model *m = self;
    return reverse_activations(&m->gradients.reverse, ctx, batch, layer, class_index, output,
                               activation, gradient);
}

static lk_status export_model(void *self, lk_context *ctx, const char *format, lk_byte_sink sink,
                              void *user)
{
    const model *m = self;
    return graph_export(ctx, &m->read, format, sink, user);
}

static const lk_backend_ops ops = {.struct_size = sizeof ops,
                                   .info = info,
                                   .scores = scores,
                                   .raw_scores = raw_scores,
                                   .coalitions = coalitions,
                                   .gradients = find_gradients,
                                   .activations = find_activations,
                                   .export_model = export_model};

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
        .author = "The Likeness authors", .capabilities = CAPABILITIES,
        .instance_size = sizeof(model), LK_PARAMS(params), .open = open_model, .close = close_model,
        .ops = &ops)
