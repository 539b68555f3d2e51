/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "model.h"

lk_status model_open(model *m, lk_context *ctx, const model_backend *backend, void *plan)
{
    m->backend = backend;
    lk_status status = graph_read(ctx, &m->request, &m->read);
    if (!status)
        status = graph_optimise(ctx, &m->read, &m->graph);
    if (!status)
        status = gradients_open(ctx, &m->read, &m->gradients);
    m->graph.info.capabilities = MODEL_CAPABILITIES;
    return status ? status : backend->make(ctx, &m->graph, plan, &m->engine, &m->crew);
}

void model_close(model *m)
{
    crew_close(&m->crew);
    coalitions_close(&m->coalitions);
    gradients_close(&m->gradients);
    training_close(m->training);
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
    return reverse_gradients(&m->gradients.reverse, ctx, batch, classes, output, LK_RECTIFIER_PLAIN,
                             out, gradient);
}

static lk_status find_rectified(void *self, lk_context *ctx, const lk_tensor *batch,
                                const uint32_t *classes, lk_output output, lk_rectifier rule,
                                float *out, lk_tensor *gradient)
{
    model *m = self;
    return reverse_gradients(&m->gradients.reverse, ctx, batch, classes, output, rule, out,
                             gradient);
}

static lk_status find_activations(void *self, lk_context *ctx, const lk_tensor *batch,
                                  const char *layer, uint32_t class_index, lk_output output,
                                  lk_tensor *activation, lk_tensor *gradient)
{
    model *m = self;
    return reverse_activations(&m->gradients.reverse, ctx, batch, layer, class_index, output,
                               activation, gradient);
}

static lk_status find_scores_from(void *self, lk_context *ctx, const lk_tensor *view,
                                  const char *layer, const lk_tensor *values, lk_output output,
                                  float *out)
{
    model *m = self;
    return reverse_scores_from(&m->gradients.reverse, ctx, view, layer, values, output, out);
}

static lk_status export_model(void *self, lk_context *ctx, const char *format, lk_byte_sink sink,
                              void *user)
{
    const model *m = self;
    return graph_export(ctx, m->training ? training_graph(m->training) : &m->read, format, sink,
                        user);
}

/* ---- Training ----------------------------------------------------------------------- */

static lk_status train_begin(void *self, lk_context *ctx, const lk_training *how)
{
    model *m = self;
    training *made = NULL;
    lk_status status = training_begin(ctx, &m->read, &m->gradients.reverse.graph,
                                      m->backend->operations, how, &made);
    if (status)
        return status;
    training_close(m->training);
    m->training = made;
    return LK_OK;
}

static lk_status check_begun(const model *m, lk_context *ctx)
{
    return m->training ? LK_OK
                       : lk_error(ctx, LK_E_INPUT, "the training of the network %s has not begun",
                                  m->read.info.name);
}

static lk_status train_step(void *self, lk_context *ctx, const lk_tensor *batch,
                            const uint32_t *targets, double rate, double *loss)
{
    model *m = self;
    lk_status status = check_begun(m, ctx);
    return status ? status : training_step(m->training, ctx, batch, targets, rate, loss);
}

static lk_status train_outcome(void *self, lk_context *ctx, float *out)
{
    model *m = self;
    lk_status status = check_begun(m, ctx);
    return status ? status : training_outcome(m->training, ctx, out);
}

static lk_status save_state(void *self, lk_context *ctx, const void **out, size_t *size)
{
    model *m = self;
    lk_status status = check_begun(m, ctx);
    return status ? status : training_save(m->training, ctx, out, size);
}

static lk_status load_state(void *self, lk_context *ctx, const void *state, size_t size)
{
    model *m = self;
    lk_status status = check_begun(m, ctx);
    return status ? status : training_load(m->training, ctx, state, size);
}

/* As the network will be scored once its weights are a file: what the call
 * makes of them lives as long as it. */
static lk_status train_scores(void *self, lk_context *ctx, const lk_tensor *batch, float *out)
{
    model *m = self;
    const model_backend *b = m->backend;
    graph g;
    engine e;
    crew c = {0};
    lk_status status = check_begun(m, ctx);
    if (!status)
        status = graph_optimise(ctx, training_graph(m->training), &g);
    void *plan = status ? NULL : lk_alloc(ctx, b->plan_size);
    if (!status && !plan)
        status = lk_error(ctx, LK_E_MEMORY, "no memory to plan the network %s", m->read.info.name);
    if (status)
        return status;
    status = b->make(ctx, &g, plan, &e, &c);
    if (!status)
        status = engine_scores(&e, &c, ctx, batch, LK_OUTPUT_PROBABILITY, out);
    crew_close(&c);
    if (b->close)
        b->close(plan);
    return status;
}

const lk_backend_ops model_ops = {.struct_size = sizeof model_ops,
                                  .info = info,
                                  .scores = scores,
                                  .raw_scores = raw_scores,
                                  .coalitions = score_coalitions,
                                  .gradients = find_gradients,
                                  .activations = find_activations,
                                  .train_step = train_step,
                                  .save_state = save_state,
                                  .load_state = load_state,
                                  .export_model = export_model,
                                  .coalition_plan = coalition_plan,
                                  .coalition_effort = coalition_effort,
                                  .train_begin = train_begin,
                                  .train_outcome = train_outcome,
                                  .train_scores = train_scores,
                                  .rectified_gradients = find_rectified,
                                  .scores_from = find_scores_from};
