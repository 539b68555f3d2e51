/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../products/gradients.h"
#include "../scoring/scoring.h"
#include "plan.h"

enum {
    CAPABILITIES = LK_CAP_DETERMINISTIC | LK_CAP_COALITIONS | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS
};

typedef struct model {
    graph_request request;
    graph read;  /* as the file has it */
    graph graph; /* optimised: what is computed */
    plan plan;
    engine engine;
    crew crew;
    gradients gradients;
} model;

static const lk_param params[] = {GRAPH_PARAMS(model, request)};

static void set_up(model *m)
{
    m->graph.info.capabilities = CAPABILITIES;
    m->graph.info.weight_bytes = m->plan.weight_floats * sizeof(float);
    m->graph.info.arena_bytes = m->plan.size * sizeof(float);
    m->engine = (engine){.graph = &m->graph,
                         .plan = &m->plan,
                         .group = m->plan.group,
                         .input = plan_input,
                         .run = plan_run,
                         .value = plan_value};
    m->crew =
        (crew){.floats = m->plan.size, .begin = plan_begin, .end = plan_end, .maker = &m->plan};
}

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
    if (!status)
        set_up(m);
    return status;
}

static void close_model(void *self)
{
    model *m = self;
    crew_close(&m->crew);
    plan_close(&m->plan);
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

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "onednn", .version = "0.1.0", .revision = 1,
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
              "standard deviation of PyTorch's in double precision, as they are without.",
          .licence = "MIT AND Apache-2.0 AND BSD-3-Clause AND BSD-2-Clause AND "
                     "(GPL-3.0-or-later WITH GCC-exception-3.1)",
          .author = "The Likeness authors", .capabilities = CAPABILITIES,
          .instance_size = sizeof(model), LK_PARAMS(params), .open = open_model,
          .close = close_model, .ops = &ops)
