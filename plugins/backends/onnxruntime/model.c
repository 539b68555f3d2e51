/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "model.h"

#include <stdlib.h>

#include "../graph/onnx/file.h"
#include "../graph/weights.h"

static lk_status no_memory(lk_context *ctx, const model *m)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory for the model %s", m->path);
}

static lk_status keep_text(lk_context *ctx, const model *m, const char *text, const char **out)
{
    size_t size = strlen(text) + 1;
    char *copy = lk_alloc(ctx, size);
    if (!copy)
        return no_memory(ctx, m);
    *out = memcpy(copy, text, size);
    return LK_OK;
}

/* ---- Its answer -------------------------------------------------------------------- */

static const Onnx__NodeProto *giver_of(const Onnx__GraphProto *g, const char *tensor)
{
    for (size_t i = g->n_node; *tensor && i-- > 0;)
        for (size_t k = 0; k < g->node[i]->n_output; k++)
            if (!strcmp(onnx_text(g->node[i]->output[k]), tensor))
                return g->node[i];
    return NULL;
}

static int is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(word, *words))
        words++;
    return *words != NULL;
}

/* The tensor before the softmax or sigmoid that gives `tensor`, but for its
 * shape; NULL where nothing of the kind does. */
static const char *before_squash(const Onnx__GraphProto *g, const char *tensor)
{
    static const char *const squash[] = {"Softmax", "Sigmoid", NULL};
    static const char *const keep[] = {"Identity", "Flatten", "Reshape",
                                       "Squeeze",  "Dropout", NULL};
    for (size_t steps = 0; steps <= g->n_node; steps++) {
        const Onnx__NodeProto *n = giver_of(g, tensor);
        const char *type = n ? onnx_text(n->op_type) : "";
        if (!n || !n->n_input || (!is_one_of(type, squash) && !is_one_of(type, keep)))
            return NULL;
        tensor = onnx_text(n->input[0]);
        if (is_one_of(type, squash))
            return *tensor ? tensor : NULL;
    }
    return NULL;
}

static lk_status find_answer(lk_context *ctx, const Onnx__GraphProto *g, const char *tensor,
                             model *m)
{
    if (!tensor && !g->n_output)
        return lk_error(ctx, LK_E_INPUT, "%s: the model has no output", m->path);
    tensor = tensor ? tensor : onnx_text(g->output[0]->name);
    if (!giver_of(g, tensor))
        return lk_error(ctx, LK_E_INPUT, "%s: no node of the model gives the tensor `%s`", m->path,
                        tensor);
    const char *logits = before_squash(g, tensor);
    lk_status status = keep_text(ctx, m, tensor, &m->answer);
    return status || !logits ? status : keep_text(ctx, m, logits, &m->logits);
}

/* ---- Outputs that it lacks ------------------------------------------------------------ */

static int is_output(const Onnx__GraphProto *g, const char *tensor)
{
    for (size_t i = 0; i < g->n_output; i++)
        if (!strcmp(onnx_text(g->output[i]->name), tensor))
            return 1;
    return 0;
}

/* Messages that follow each other are one: a second one with outputs alone adds
 * them to the first. */
static lk_status add_outputs(lk_context *ctx, const Onnx__GraphProto *g, model *m)
{
    const char *wanted[] = {m->answer, m->logits};
    Onnx__ValueInfoProto infos[2] = {ONNX__VALUE_INFO_PROTO__INIT, ONNX__VALUE_INFO_PROTO__INIT};
    Onnx__ValueInfoProto *outputs[2];
    Onnx__GraphProto body = ONNX__GRAPH_PROTO__INIT;
    Onnx__ModelProto more = ONNX__MODEL_PROTO__INIT;
    for (size_t i = 0; i < 2; i++)
        if (wanted[i] && !is_output(g, wanted[i])) {
            infos[i].name = (char *)(uintptr_t)wanted[i];
            outputs[body.n_output++] = &infos[i];
        }
    if (!body.n_output)
        return LK_OK;
    body.output = outputs;
    more.graph = &body;
    size_t extra = onnx__model_proto__get_packed_size(&more);
    m->own = malloc(m->size + extra);
    if (!m->own)
        return no_memory(ctx, m);
    memcpy(m->own, m->bytes, m->size);
    onnx__model_proto__pack(&more, (uint8_t *)m->own + m->size);
    m->bytes = m->own;
    m->size += extra;
    return LK_OK;
}

/* ---- Its files ---------------------------------------------------------------------------- */

static int is_external(const Onnx__TensorProto *t)
{
    return t &&
           (t->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL || t->n_external_data);
}

static const char *location_of(const Onnx__TensorProto *t)
{
    for (size_t i = 0; i < t->n_external_data; i++)
        if (!strcmp(onnx_text(t->external_data[i]->key), "location"))
            return onnx_text(t->external_data[i]->value);
    return "";
}

static lk_status add_file(lk_context *ctx, model *m, const char *name)
{
    model_files *f = &m->files;
    const void *bytes;
    for (size_t i = 0; i < f->count; i++)
        if (!strcmp(f->names[i], name))
            return LK_OK;
    if (!graph_stays_beside(name))
        return lk_error(ctx, LK_E_INPUT,
                        "%s: a tensor has its data in `%s`, which is not in the model's folder",
                        m->path, name);
    lk_status status = keep_text(ctx, m, name, &f->names[f->count]);
    if (!status)
        status = ctx->host->map_file(ctx, name, m->path, 0, &bytes, &f->sizes[f->count]);
    if (!status)
        f->bytes[f->count++] = (char *)(uintptr_t)bytes;
    return status;
}

static lk_status read_files(lk_context *ctx, const Onnx__GraphProto *g, model *m)
{
    model_files *f = &m->files;
    lk_status status = LK_OK;
    f->names = lk_alloc_array(ctx, g->n_initializer + 1, sizeof *f->names);
    f->bytes = lk_alloc_array(ctx, g->n_initializer + 1, sizeof *f->bytes);
    f->sizes = lk_alloc_array(ctx, g->n_initializer + 1, sizeof *f->sizes);
    if (!f->names || !f->bytes || !f->sizes)
        return no_memory(ctx, m);
    for (size_t i = 0; !status && i < g->n_initializer; i++)
        if (is_external(g->initializer[i]))
            status = add_file(ctx, m, location_of(g->initializer[i]));
    return status;
}

/* ONNX Runtime would open the files of other tensors by itself, and no key of a
 * result would know of them. */
static int graph_has_external(const Onnx__GraphProto *g, int is_top);

static int nodes_have_external(size_t count, Onnx__NodeProto *const *nodes)
{
    int found = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < nodes[i]->n_attribute; k++) {
            const Onnx__AttributeProto *a = nodes[i]->attribute[k];
            found |= is_external(a->t) || (a->g && graph_has_external(a->g, 0));
            for (size_t j = 0; j < a->n_tensors; j++)
                found |= is_external(a->tensors[j]);
            for (size_t j = 0; j < a->n_graphs; j++)
                found |= graph_has_external(a->graphs[j], 0);
            found |= a->sparse_tensor != NULL || a->n_sparse_tensors;
        }
    return found;
}

static int graph_has_external(const Onnx__GraphProto *g, int is_top)
{
    int found = g->n_sparse_initializer != 0 || nodes_have_external(g->n_node, g->node);
    for (size_t i = 0; !is_top && i < g->n_initializer; i++)
        found |= is_external(g->initializer[i]);
    return found;
}

static lk_status check_files(lk_context *ctx, const Onnx__ModelProto *p, const model *m)
{
    int found = graph_has_external(p->graph, 1);
    for (size_t i = 0; i < p->n_functions; i++)
        found |= nodes_have_external(p->functions[i]->n_node, p->functions[i]->node);
    return found ? lk_error(ctx, LK_E_UNSUPPORTED,
                            "%s: the model has sparse tensors, or tensors within nodes whose data "
                            "is in other files",
                            m->path)
                 : LK_OK;
}

/* ---- The whole ------------------------------------------------------------------------------ */

lk_status model_look(lk_context *ctx, const char *path, const void *bytes, size_t size,
                     const char *tensor, model *out)
{
    onnx_file f;
    model m = {.path = path, .bytes = bytes, .size = size};
    lk_status status = onnx_file_unpack(ctx, path, bytes, size, &f);
    if (!status)
        status = find_answer(ctx, f.model->graph, tensor, &m);
    if (!status)
        status = check_files(ctx, f.model, &m);
    if (!status)
        status = read_files(ctx, f.model->graph, &m);
    if (!status)
        status = add_outputs(ctx, f.model->graph, &m);
    onnx_file_close(&f);
    if (!status)
        *out = m;
    return status;
}

void model_forget(model *m)
{
    free(m->own);
    m->own = NULL;
}
