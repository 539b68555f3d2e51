/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../weights.h"
#include "import.h"
#include "onnx.h"

enum { MAX_NODES = 1 << 16, MAX_SIDE = 16384 };

/* ---- The names of a model ------------------------------------------------------- */

/* A name and what it stands for. What comes from a tensor of the file is read
 * when it is first asked for. */
typedef struct onnx_name {
    onnx_value value;
    const Onnx__TensorProto *tensor;
    int is_known, is_needed;
} entry;

static size_t hash_name(const char *name)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3u;
    return (size_t)(h ^ h >> 32);
}

/* The slot of a name, an empty one where it is new. */
static entry *find(const onnx_import *m, const char *name)
{
    size_t at = hash_name(name) % m->name_room;
    while (m->names[at].value.name && strcmp(m->names[at].value.name, name))
        at = (at + 1) % m->name_room;
    return &m->names[at];
}

static lk_status give_name(onnx_import *m, const char *name, entry **out)
{
    *out = find(m, name);
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

static lk_status no_memory(onnx_import *m)
{
    return lk_error(m->ctx, LK_E_MEMORY, "no memory for the model %s", m->path);
}

/* ---- Which names there are, and which are needed ----------------------------------------- */

static lk_status name_all(onnx_import *m)
{
    const Onnx__GraphProto *p = m->proto;
    size_t count = p->n_initializer + p->n_input;
    lk_status status = LK_OK;
    entry *e;
    for (size_t i = 0; i < p->n_node; i++)
        count += p->node[i]->n_output;
    m->name_room = 2 * count + 1;
    m->names = lk_alloc_array(m->ctx, m->name_room, sizeof *m->names);
    if (!m->names)
        return no_memory(m);
    for (size_t i = 0; !status && i < p->n_initializer; i++) {
        status = give_name(m, onnx_text(p->initializer[i]->name), &e);
        e->tensor = p->initializer[i];
        e->value.is_weight = 1;
    }
    for (size_t i = 0; !status && i < p->n_input; i++)
        if (!find(m, onnx_text(p->input[i]->name))->tensor)
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
        needed |= *onnx_text(n->output[k]) && find(m, n->output[k])->is_needed;
    for (size_t k = 0; needed && k < n->n_input; k++)
        if (*onnx_text(n->input[k]))
            find(m, n->input[k])->is_needed = 1;
    return needed;
}

/* ---- The input ----------------------------------------------------------------------------- */

static lk_status find_input(onnx_import *m, const Onnx__ValueInfoProto **out)
{
    const Onnx__GraphProto *p = m->proto;
    *out = NULL;
    for (size_t i = 0; i < p->n_input; i++) {
        const entry *e = find(m, onnx_text(p->input[i]->name));
        if (e->tensor || !e->is_needed)
            continue;
        if (*out)
            return lk_error(m->ctx, LK_E_UNSUPPORTED,
                            "%s: the model takes two inputs, `%s` and `%s`, and a network here "
                            "takes one",
                            m->path, onnx_text((*out)->name), onnx_text(p->input[i]->name));
        *out = p->input[i];
    }
    return *out ? LK_OK
                : lk_error(m->ctx, LK_E_INPUT, "%s: the model's result needs no input", m->path);
}

/* The extents that the file states; -1: free. */
static lk_status read_extents(onnx_import *m, const Onnx__ValueInfoProto *in, int *rank,
                              int64_t *dims)
{
    const Onnx__TypeProto__Tensor *t =
        in->type && in->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
            ? in->type->tensor_type
            : NULL;
    if (!t || !t->shape || !t->shape->n_dim || t->shape->n_dim > VIEW_MAX_RANK)
        return lk_error(m->ctx, LK_E_INPUT,
                        "%s: the input `%s` must be a tensor of 1 to %d axes whose shape the model "
                        "states",
                        m->path, onnx_text(in->name), VIEW_MAX_RANK);
    if (t->elem_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
        return lk_error(m->ctx, LK_E_UNSUPPORTED, "%s: the input `%s` is not of type float32",
                        m->path, onnx_text(in->name));
    *rank = (int)t->shape->n_dim;
    for (int a = 0; a < *rank; a++) {
        const Onnx__TensorShapeProto__Dimension *d = t->shape->dim[a];
        int is_free = d->value_case != ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE ||
                      d->dim_value <= 0;
        dims[a] = is_free ? -1 : d->dim_value;
        if (dims[a] > ONNX_MAX_EXTENT)
            return lk_error(m->ctx, LK_E_INPUT,
                            "%s: axis %d of the input `%s` is beyond all bounds", m->path, a,
                            onnx_text(in->name));
    }
    return LK_OK;
}

static int is_colour(int64_t channels)
{
    return channels == 1 || channels == 3;
}

static lk_status fix_extent(onnx_import *m, const char *what, int64_t wanted, int64_t *extent)
{
    if (*extent < 0)
        *extent = wanted;
    if (*extent <= 0)
        return lk_error(m->ctx, LK_E_INPUT,
                        "%s: the model leaves the %s of its input free: give it in the view of a "
                        "network file",
                        m->path, what);
    if (wanted && *extent != wanted)
        return lk_error(m->ctx, LK_E_INPUT,
                        "%s: the %s of the model's input is %" PRId64 ", and the view has %" PRId64,
                        m->path, what, *extent, wanted);
    return LK_OK;
}

static lk_status set_picture(onnx_import *m, const onnx_request *r, onnx_value *in, int64_t *dims)
{
    int is_last = !is_colour(dims[1]) && is_colour(dims[3]);
    int64_t *height = &dims[is_last ? 1 : 2], *width = height + 1,
            *channels = &dims[is_last ? 3 : 1];
    lk_status status = fix_extent(m, "height", r->height, height);
    if (!status)
        status = fix_extent(m, "width", r->width, width);
    if (!status)
        status = fix_extent(m, "number of channels", 0, channels);
    if (status)
        return status;
    in->view = is_last ? view_plain(4, dims) : view_picture(*channels, *height, *width);
    m->graph->nodes[0].shape = (graph_shape){*height, *width, *channels, 0};
    m->graph->info.input_channels = is_colour(*channels) ? (uint32_t)*channels : 0;
    return LK_OK;
}

static lk_status set_input(onnx_import *m, const onnx_request *r)
{
    const Onnx__ValueInfoProto *in;
    int rank = 0;
    int64_t dims[VIEW_MAX_RANK] = {0}, size;
    lk_status status = find_input(m, &in);
    if (!status)
        status = read_extents(m, in, &rank, dims);
    if (status)
        return status;
    entry *e = find(m, onnx_text(in->name));
    e->is_known = 1;
    dims[0] = dims[0] < 0 ? 1 : dims[0];
    if (rank == 4 && dims[0] == 1)
        status = set_picture(m, r, &e->value, dims);
    size = onnx_product(dims, (size_t)rank);
    if (!status && size <= 0)
        status = lk_error(m->ctx, LK_E_INPUT,
                          "%s: the input `%s` has axes that are free or beyond all bounds", m->path,
                          onnx_text(in->name));
    if (status || (rank == 4 && dims[0] == 1))
        return status;
    e->value.view = view_plain(rank, dims);
    m->graph->nodes[0].shape = (graph_shape){1, 1, size, 1};
    return LK_OK;
}

/* ---- One operator ------------------------------------------------------------------------------
 */

static lk_status take_input(onnx_call *c, const char *name, onnx_value **out)
{
    entry *e = find(c->import, name);
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
            c->outputs[k] = &find(c->import, c->proto->output[k])->value;
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
            find(c->import, c->outputs[k]->name)->is_known =
                c->outputs[k]->is_constant || c->outputs[k]->node != GRAPH_NONE;
}

static void describe(const onnx_call *c, lk_layer_info *info)
{
    const onnx_value *out = c->outputs[0];
    const graph_shape *s = &c->graph->nodes[c->graph->node_count - 1].shape;
    if (out && !out->is_constant && out->node != GRAPH_NONE)
        s = &c->graph->nodes[out->node].shape;
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

static lk_status read_node(onnx_import *m, const Onnx__NodeProto *n, lk_layer_info **made)
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
        return no_memory(m);
    describe(&c, *made);
    m->graph->info.parameters += c.parameters;
    m->graph->info.macs += c.macs;
    return LK_OK;
}

/* ---- The whole
 * ------------------------------------------------------------------------------------- */

/* Which nodes the result needs, from the last to the first. */
static lk_status mark_nodes(onnx_import *m, const char *result, uint8_t **out)
{
    const Onnx__GraphProto *p = m->proto;
    entry *e = find(m, result);
    uint8_t *needed = lk_alloc_array(m->ctx, p->n_node + 1, 1);
    if (!needed)
        return no_memory(m);
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
    if (!layers)
        return no_memory(m);
    m->graph->info.layers = layers;
    for (size_t i = 0; !status && i < p->n_node; i++) {
        lk_layer_info *info = NULL;
        if (lk_cancelled(m->ctx))
            return LK_CANCELLED;
        if (needed[i])
            status = read_node(m, p->node[i], &info);
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
    onnx_value v = find(m, name)->value;
    graph_node copy = {.op = GRAPH_IDENTITY};
    lk_status status = LK_OK;
    if (!find(m, name)->is_known || v.is_constant)
        return lk_error(m->ctx, LK_E_INPUT, "%s: `%s` is not computed from the model's input",
                        m->path, name);
    if (!view_is_stored(&v.view, order, (int64_t)graph_size(&g->nodes[v.node].shape)))
        status = onnx_settle(&c, &v);
    if (!status && v.node == 0)
        status = onnx_append(&c, &copy, 1, &v.node, &v.node);
    if (!status)
        g->node_count = v.node + 1;
    return status;
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
    lk_status status = m->graph->nodes ? name_all(m) : no_memory(m);
    if (!status)
        status = mark_nodes(m, result, &needed);
    if (!status)
        status = set_input(m, r);
    if (!status)
        status = read_nodes(m, needed);
    return status ? status : finish(m, result);
}

/* ---- What outlives the file
 * -------------------------------------------------------------------------- */

static int compare_borrowed(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)(*(const onnx_borrowed *const *)a)->data;
    uintptr_t y = (uintptr_t)(*(const onnx_borrowed *const *)b)->data;
    return x < y ? -1 : x > y;
}

static lk_status keep_one(onnx_import *m, const onnx_borrowed **list, size_t count,
                          const float **weights)
{
    const onnx_borrowed key = {.data = *weights}, *wanted = &key;
    const onnx_borrowed **found =
        *weights ? bsearch(&wanted, list, count, sizeof *list, compare_borrowed) : NULL;
    if (!found)
        return LK_OK;
    float *copy = lk_alloc_array(m->ctx, (*found)->count + 1, sizeof *copy);
    if (!copy)
        return no_memory(m);
    *weights = memcpy(copy, (*found)->data, (*found)->count * sizeof *copy);
    return LK_OK;
}

static lk_status keep_weights(onnx_import *m)
{
    size_t count = 0, filled = 0;
    lk_status status = LK_OK;
    for (const onnx_borrowed *b = m->borrowed; b; b = b->next)
        count++;
    const onnx_borrowed **list = lk_alloc_array(m->ctx, count + 1, sizeof *list);
    if (!list)
        return no_memory(m);
    for (const onnx_borrowed *b = m->borrowed; b; b = b->next)
        list[filled++] = b;
    qsort(list, count, sizeof *list, compare_borrowed);
    for (uint32_t i = 0; i < m->graph->node_count; i++)
        for (int k = 0; !status && k < GRAPH_WEIGHT_COUNT; k++)
            status = keep_one(m, list, count, &m->graph->nodes[i].weights[k]);
    return status;
}

static lk_status keep_words(onnx_import *m)
{
    graph *g = m->graph;
    for (uint32_t i = 0; i < g->info.layer_count; i++) {
        lk_layer_info *l = (lk_layer_info *)g->info.layers[i];
        const char **words[2] = {&l->name, &l->kind};
        for (int k = 0; k < 2; k++) {
            size_t size = strlen(*words[k]) + 1;
            char *copy = lk_alloc(m->ctx, size);
            if (!copy)
                return no_memory(m);
            *words[k] = memcpy(copy, *words[k], size);
        }
    }
    return LK_OK;
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
        status = keep_words(&m);
    if (!status)
        status = keep_weights(&m);
    onnx_file_close(&file);
    return status;
}
