/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "model.h"

lk_status model_read(model *m, lk_context *ctx)
{
    lk_status status = graph_read(ctx, &m->request, &m->read);
    if (!status)
        status = graph_optimise(ctx, &m->read, &m->graph);
    if (!status)
        status = gradients_open(ctx, &m->read, &m->gradients);
    m->graph.info.capabilities = MODEL_CAPABILITIES;
    return status;
}

void model_close(model *m)
{
    crew_close(&m->crew);
    coalitions_close(&m->coalitions);
    gradients_close(&m->gradients);
}

/* ---- The operations ----------------------------------------------------------------- */

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

static lk_status score_coalitions(void *self, lk_context *ctx, const lk_coalitions *problem,
                            lk_output output, lk_score_sink sink, void *user)
{
    model *m = self;
    return coalitions_score(&m->coalitions, &m->engine, &m->crew, ctx, problem, output, sink, user);
}

static lk_status coalition_plan(void *self, lk_context *ctx, const lk_coalitions *problem,
                                lk_output output, lk_coalition_plan *out)
{
    const model *m = self;
    return coalitions_describe(&m->engine, &m->coalitions.setting, ctx, problem, output, out);
}

static void coalition_effort(void *self, lk_coalition_effort *out)
{
    model *m = self;
    coalitions_tell(&m->coalitions.effort, out);
    m->coalitions.effort = (coalitions_effort){0};
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

const lk_backend_ops model_ops = {.struct_size = sizeof model_ops,
                                  .info = info,
                                  .scores = scores,
                                  .raw_scores = raw_scores,
                                  .coalitions = score_coalitions,
                                  .gradients = find_gradients,
                                  .activations = find_activations,
                                  .export_model = export_model,
                                  .coalition_plan = coalition_plan,
                                  .coalition_effort = coalition_effort};
