/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "import.h"
#include "onnx.h"

enum { MAX_NODES = 1 << 16 };

/* ---- The names of a model ------------------------------------------------------- */

static size_t hash_name(const char *name)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3u;
    return (size_t)(h ^ h >> 32);
}

/* The slot of the name, or the empty one where it would be. */
onnx_name *onnx_find_name(const onnx_import *m, const char *name)
{
    size_t at = hash_name(name) % m->name_room;
    while (m->names[at].value.name && strcmp(m->names[at].value.name, name))
        at = (at + 1) % m->name_room;
    return &m->names[at];
}

static lk_status give_name(onnx_import *m, const char *name, onnx_name **out)
{
    *out = onnx_find_name(m, name);
    if ((*out)->value.name)
        return lk_error(m->ctx, LK_E_INPUT, "%s: two things in the model are called `%s`", m->path,
                        name);
    (*out)->value.name = name;
    return LK_OK;
}

/* ---- Refusals ------------------------------------------------------------------------ */

static const char *name_of(const Onnx__NodeProto *n)
{
    if (*onnx_text(n->name))
        return n->name;
    return n->n_output ? onnx_text(n->output[0]) : "";
}

lk_status onnx_refuse(onnx_call *c, const char *format, ...)
{
    char why[512];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    return lk_error(c->ctx, LK_E_INPUT, "%s: the node `%s` (%s): %s", c->import->path,
                    name_of(c->proto), onnx_text(c->proto->op_type), why);
}

lk_status onnx_no_memory(onnx_call *c)
{
    return lk_error(c->ctx, LK_E_MEMORY, "no memory for the model %s", c->import->path);
}

lk_status onnx_import_no_memory(onnx_import *m)
{
    return lk_error(m->ctx, LK_E_MEMORY, "no memory for the model %s", m->path);
}

/* ---- Which names there are, and which are needed ----------------------------------------- */

static lk_status name_all(onnx_import *m)
{
    const Onnx__GraphProto *p = m->proto;
    size_t count = p->n_initializer + p->n_input;
    lk_status status = LK_OK;
    onnx_name *e;
    for (size_t i = 0; i < p->n_node; i++)
        count += p->node[i]->n_output;
    m->name_room = 2 * count + 1;
    m->names = lk_alloc_array(m->ctx, m->name_room, sizeof *m->names);
    if (!m->names)
        return onnx_import_no_memory(m);
    for (size_t i = 0; !status && i < p->n_initializer; i++) {
        status = give_name(m, onnx_text(p->initializer[i]->name), &e);
        e->tensor = p->initializer[i];
        e->value.is_weight = 1;
    }
    for (size_t i = 0; !status && i < p->n_input; i++)
        if (!onnx_find_name(m, onnx_text(p->input[i]->name))->tensor)
            status = give_name(m, onnx_text(p->input[i]->name), &e);
    for (size_t i = 0; !status && i < p->n_node; i++)
        for (size_t k = 0; !status && k < p->node[i]->n_output; k++)
            if (*onnx_text(p->node[i]->output[k]))
                status = give_name(m, p->node[i]->output[k], &e);
    return status;
}

/* Does the result need this node? What it needs itself is then needed too. */
static int mark(onnx_import *m, const Onnx__NodeProto *n)
{
    int needed = 0;
    for (size_t k = 0; k < n->n_output; k++)
        needed |= *onnx_text(n->output[k]) && onnx_find_name(m, n->output[k])->is_needed;
    for (size_t k = 0; needed && k < n->n_input; k++)
        if (*onnx_text(n->input[k]))
            onnx_find_name(m, n->input[k])->is_needed = 1;
    return needed;
}

/* ---- One operator ---------------------------------------- */

static lk_status take_input(onnx_call *c, const char *name, onnx_value **out)
{
    onnx_name *e = onnx_find_name(c->import, name);
    if (!e->value.name)
        return onnx_refuse(c, "it takes `%s`, which nothing in the model gives", name);
    if (!e->is_known && !e->tensor)
        return onnx_refuse(c,
                           "it takes `%s`, which no node before it gives: the model is cyclic or "
                           "out of order",
                           name);
    lk_status status = e->is_known ? LK_OK : onnx_read_tensor(c->import, e->tensor, &e->value);
    e->is_known = !status;
    *out = &e->value;
    return status;
}

static lk_status take_inputs(onnx_call *c, const onnx_operator *op, int *are_constant)
{
    size_t count = c->proto->n_input;
    lk_status status = LK_OK;
    *are_constant = 1;
    if (count < op->least_inputs || count > op->most_inputs || count > ONNX_MAX_INPUTS)
        return onnx_refuse(c, "it has %zu inputs, and an operator of its kind has %u to %u", count,
                           op->least_inputs, op->most_inputs);
    for (size_t i = 0; !status && i < count; i++) {
        if (*onnx_text(c->proto->input[i]))
            status = take_input(c, c->proto->input[i], &c->inputs[i]);
        else if (i < op->least_inputs)
            status = onnx_refuse(c, "its input %zu is left out", i + 1);
        *are_constant &= !c->inputs[i] || c->inputs[i]->is_constant;
    }
    c->input_count = (uint32_t)count;
    return status;
}

static lk_status name_outputs(onnx_call *c)
{
    size_t count = c->proto->n_output;
    if (!count || count > ONNX_MAX_OUTPUTS)
        return onnx_refuse(c, "it has %zu outputs, and 1 to %d are possible", count,
                           ONNX_MAX_OUTPUTS);
    for (size_t k = 0; k < count; k++)
        if (*onnx_text(c->proto->output[k])) {
            c->outputs[k] = &onnx_find_name(c->import, c->proto->output[k])->value;
            c->outputs[k]->node = GRAPH_NONE;
        }
    c->output_count = (uint32_t)count;
    return LK_OK;
}

/* What the call gave is known from now on. Constants are checked here once: no
 * operator may make one that is beyond bounds. */
static void know_outputs(onnx_call *c)
{
    for (uint32_t k = 0; k < c->output_count; k++)
        if (c->outputs[k])
            onnx_find_name(c->import, c->outputs[k]->name)->is_known =
                c->outputs[k]->is_constant || c->outputs[k]->node != GRAPH_NONE;
}

/* The node that has the first output, or the last that the call made. */
static uint32_t result_of(const onnx_call *c)
{
    const onnx_value *out = c->outputs[0];
    return out && !out->is_constant && out->node != GRAPH_NONE ? out->node
                                                               : c->graph->node_count - 1;
}

static void describe(const onnx_call *c, lk_layer_info *info)
{
    const onnx_value *out = c->outputs[0];
    const graph_shape *s = &c->graph->nodes[result_of(c)].shape;
    *info = (lk_layer_info){.struct_size = sizeof *info,
                            .name = out ? out->name : name_of(c->proto),
                            .kind = c->proto->op_type,
                            .rank = s->is_vector ? 1 : 3,
                            .shape = {s->height, s->width, s->channels},
                            .parameters = c->parameters,
                            .macs = c->macs};
    if (s->is_vector)
        info->shape[0] = s->channels;
}

static lk_status build(onnx_call *c, const onnx_operator *op)
{
    int are_constant = 0;
    lk_status status = take_inputs(c, op, &are_constant);
    if (!status)
        status = name_outputs(c);
    if (status)
        return status;
    if (op->fold && are_constant)
        return op->fold(c);
    return op->build ? op->build(c)
                     : onnx_refuse(c, "its inputs must be constants, and are computed from the "
                                      "image");
}

static lk_status read_node(onnx_import *m, const Onnx__NodeProto *n, lk_layer_info **made,
                           uint32_t *result)
{
    onnx_call c = {.ctx = m->ctx, .import = m, .graph = m->graph, .proto = n, .opset = m->opset};
    const char *domain = onnx_text(n->domain), *type = onnx_text(n->op_type);
    const onnx_operator *op =
        *domain && strcmp(domain, "ai.onnx") ? NULL : onnx_find_operator(type);
    uint32_t before = m->graph->node_count;
    *made = NULL;
    if (!op)
        return lk_error(m->ctx, LK_E_UNSUPPORTED,
                        "%s: the node `%s` is of the operator %s%s%s, which is not supported",
                        m->path, name_of(n), domain, *domain ? "." : "", type);
    lk_status status = build(&c, op);
    if (status)
        return status;
    know_outputs(&c);
    if (m->graph->node_count == before)
        return LK_OK;
    *made = lk_alloc(m->ctx, sizeof **made);
    if (!*made)
        return onnx_import_no_memory(m);
    describe(&c, *made);
    *result = result_of(&c);
    m->graph->info.parameters += c.parameters;
    m->graph->info.macs += c.macs;
    return LK_OK;
}

/* ---- The whole ---------------------------------------- */

/* Which nodes the result needs, from the last to the first. */
static lk_status mark_nodes(onnx_import *m, const char *result, uint8_t **out)
{
    const Onnx__GraphProto *p = m->proto;
    onnx_name *e = onnx_find_name(m, result);
    uint8_t *needed = lk_alloc_array(m->ctx, p->n_node + 1, 1);
    if (!needed)
        return onnx_import_no_memory(m);
    if (!e->value.name || !*result)
        return lk_error(m->ctx, LK_E_INPUT, "%s: the model has no tensor `%s`", m->path, result);
    e->is_needed = 1;
    for (size_t i = p->n_node; i-- > 0;)
        needed[i] = (uint8_t)mark(m, p->node[i]);
    *out = needed;
    return LK_OK;
}

static lk_status read_nodes(onnx_import *m, const uint8_t *needed)
{
    const Onnx__GraphProto *p = m->proto;
    lk_status status = LK_OK;
    const lk_layer_info **layers = lk_alloc_array(m->ctx, p->n_node + 1, sizeof *layers);
    uint32_t *results = lk_alloc_array(m->ctx, p->n_node + 1, sizeof *results);
    if (!layers || !results)
        return onnx_import_no_memory(m);
    m->graph->info.layers = layers;
    m->graph->layer_nodes = results;
    for (size_t i = 0; !status && i < p->n_node; i++) {
        lk_layer_info *info = NULL;
        if (lk_cancelled(m->ctx))
            return LK_CANCELLED;
        if (needed[i])
            status = read_node(m, p->node[i], &info, &results[m->graph->info.layer_count]);
        if (info)
            layers[m->graph->info.layer_count++] = info;
    }
    return status;
}

/* Make the value the last node's, in its own order. */
static lk_status finish(onnx_import *m, const char *name)
{
    const int order[VIEW_MAX_RANK] = {0, 1, 2, 3, 4, 5, 6, 7};
    const Onnx__NodeProto nobody = ONNX__NODE_PROTO__INIT;
    onnx_call c = {.ctx = m->ctx, .import = m, .graph = m->graph, .proto = &nobody};
    graph *g = m->graph;
    onnx_value v = onnx_find_name(m, name)->value;
    graph_node copy = {.op = GRAPH_IDENTITY};
    lk_status status = LK_OK;
    if (!onnx_find_name(m, name)->is_known || v.is_constant)
        return lk_error(m->ctx, LK_E_INPUT, "%s: `%s` is not computed from the model's input",
                        m->path, name);
    if (!view_is_stored(&v.view, order, (int64_t)graph_size(&g->nodes[v.node].shape)))
        status = onnx_settle(&c, &v);
    if (!status && v.node == 0)
        status = onnx_append(&c, &copy, 1, &v.node, &v.node);
    if (status)
        return status;
    g->node_count = v.node + 1;
    for (uint32_t i = 0; i < g->info.layer_count; i++)
        if (g->layer_nodes[i] >= g->node_count)
            g->layer_nodes[i] = GRAPH_NONE;
    return LK_OK;
}

static lk_status read_model(onnx_import *m, const onnx_request *r)
{
    const char *result = r->tensor;
    uint8_t *needed = NULL;
    if (m->proto->n_node > MAX_NODES || m->proto->n_sparse_initializer)
        return lk_error(m->ctx, LK_E_UNSUPPORTED,
                        "%s: the model has more than %d nodes, or sparse weights", m->path,
                        MAX_NODES);
    if (!result && !m->proto->n_output)
        return lk_error(m->ctx, LK_E_INPUT, "%s: the model has no output", m->path);
    result = result ? result : onnx_text(m->proto->output[0]->name);
    m->graph->nodes = lk_alloc(m->ctx, sizeof *m->graph->nodes);
    m->graph->node_count = 1;
    lk_status status = m->graph->nodes ? name_all(m) : onnx_import_no_memory(m);
    if (!status)
        status = mark_nodes(m, result, &needed);
    if (!status)
        status = onnx_set_input(m, r->height, r->width);
    if (!status)
        status = read_nodes(m, needed);
    return status ? status : finish(m, result);
}

lk_status graph_read_onnx(lk_context *ctx, const onnx_request *r, graph *g)
{
    onnx_file file;
    lk_status status = onnx_file_open(ctx, r->path, r->beside, &file);
    onnx_import m = {.ctx = ctx, .graph = g, .path = file.path};
    if (!status) {
        m.proto = file.model->graph;
        m.opset = file.opset;
        status = read_model(&m, r);
    }
    if (!status)
        status = onnx_keep(&m);
    onnx_file_close(&file);
    return status;
}
