/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "write.h"

#include <stdarg.h>
#include <stdio.h>

#include "onnx.h"

enum { IR_VERSION = 7, OPSET = 13, MOST_INTS = 16 };

static void *take(onnx_writer *w, size_t count, size_t size)
{
    void *room = w->status ? NULL : lk_alloc_array(w->ctx, count, size);
    if (!room && !w->status)
        w->status =
            lk_error(w->ctx, LK_E_MEMORY, "no memory to write the network %s", w->graph->info.name);
    return room;
}

LK_PRINTF(2, 3) static char *format(onnx_writer *w, const char *words, ...)
{
    va_list args;
    va_start(args, words);
    int size = vsnprintf(NULL, 0, words, args) + 1;
    va_end(args);
    char *text = take(w, (size_t)size, 1);
    if (text) {
        va_start(args, words);
        vsnprintf(text, (size_t)size, words, args);
        va_end(args);
    }
    return text ? text : (char *)"";
}

/* One more of a list of pointers; NULL when there is no memory. */
static void **extend(onnx_writer *w, void ***list, size_t *count, size_t *room)
{
    if (*count == *room) {
        size_t more = *room ? 2 * *room : 64;
        void **grown = take(w, more, sizeof *grown);
        if (!grown)
            return NULL;
        if (*count)
            memcpy(grown, *list, *count * sizeof *grown);
        *list = grown;
        *room = more;
    }
    return &(*list)[(*count)++];
}

/* ---- Operators ------------------------------------------------------------------ */

const char *onnx_write_operator(onnx_writer *w, const char *type, const char *const *inputs)
{
    Onnx__NodeProto *n = take(w, 1, sizeof *n);
    void **place = extend(w, (void ***)&w->operators, &w->operator_count, &w->operator_room);
    size_t count = 0;
    while (inputs[count])
        count++;
    char **names = take(w, count + 1, sizeof *names), **output = take(w, 1, sizeof *output);
    if (!n || !place || !names || !output)
        return "";
    onnx__node_proto__init(n);
    for (size_t i = 0; i < count; i++)
        names[i] = (char *)inputs[i];
    *output = format(w, "%s:%u", w->labels[w->node], ++w->made);
    n->op_type = (char *)type;
    n->name = *output;
    n->input = names;
    n->n_input = count;
    n->output = output;
    n->n_output = 1;
    *place = n;
    return *output;
}

static Onnx__AttributeProto *add_attribute(onnx_writer *w, const char *name)
{
    if (w->status)
        return NULL;
    Onnx__NodeProto *n = w->operators[w->operator_count - 1];
    Onnx__AttributeProto *a = take(w, 1, sizeof *a),
                         **list = take(w, n->n_attribute + 1, sizeof *list);
    if (!a || !list)
        return NULL;
    if (n->n_attribute)
        memcpy(list, n->attribute, n->n_attribute * sizeof *list);
    onnx__attribute_proto__init(a);
    a->name = (char *)name;
    a->has_type = 1;
    list[n->n_attribute++] = a;
    n->attribute = list;
    return a;
}

void onnx_write_int(onnx_writer *w, const char *name, int64_t value)
{
    Onnx__AttributeProto *a = add_attribute(w, name);
    if (!a)
        return;
    a->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT;
    a->has_i = 1;
    a->i = value;
}

void onnx_write_float(onnx_writer *w, const char *name, float value)
{
    Onnx__AttributeProto *a = add_attribute(w, name);
    if (!a)
        return;
    a->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
    a->has_f = 1;
    a->f = value;
}

void onnx_write_ints(onnx_writer *w, const char *name, size_t count, const int64_t *values)
{
    Onnx__AttributeProto *a = add_attribute(w, name);
    int64_t *kept = take(w, count, sizeof *kept);
    if (!a || !kept)
        return;
    a->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
    a->n_ints = count;
    a->ints = memcpy(kept, values, count * sizeof *kept);
}

/* ---- Constants ------------------------------------------------------------------ */

static const char *add_tensor(onnx_writer *w, const char *role, size_t rank, const int64_t *dims,
                              int32_t type, const void *bytes, size_t width)
{
    Onnx__TensorProto *t = take(w, 1, sizeof *t);
    void **place = extend(w, (void ***)&w->tensors, &w->tensor_count, &w->tensor_room);
    int64_t *kept = take(w, rank + 1, sizeof *kept);
    if (!t || !place || !kept)
        return "";
    onnx__tensor_proto__init(t);
    t->name = format(w, "%s:%s", w->labels[w->node], role);
    t->has_data_type = 1;
    t->data_type = type;
    t->n_dims = rank;
    t->dims = rank ? memcpy(kept, dims, rank * sizeof *kept) : kept;
    t->has_raw_data = 1;
    t->raw_data = (ProtobufCBinaryData){.len = width, .data = (uint8_t *)bytes};
    for (size_t i = 0; i < rank; i++)
        t->raw_data.len *= (size_t)dims[i];
    w->bytes += t->raw_data.len;
    *place = t;
    return t->name;
}

const char *onnx_write_floats(onnx_writer *w, const char *role, size_t rank, const int64_t *dims,
                              const float *values)
{
    return add_tensor(w, role, rank, dims, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, values,
                      sizeof *values);
}

const char *onnx_write_int64s(onnx_writer *w, const char *role, size_t count, const int64_t *values)
{
    int64_t dims[1] = {(int64_t)count}, *kept = take(w, count, sizeof *kept);
    /* A node may have several of one role. */
    role = format(w, "%s:%zu", role, w->tensor_count);
    return add_tensor(w, role, 1, dims, ONNX__TENSOR_PROTO__DATA_TYPE__INT64,
                      kept ? memcpy(kept, values, count * sizeof *kept) : values, sizeof *kept);
}

const char *onnx_write_scalar(onnx_writer *w, const char *role, float value)
{
    float *kept = take(w, 1, sizeof *kept);
    if (!kept)
        return "";
    *kept = value;
    return onnx_write_floats(w, role, 0, NULL, kept);
}

float *onnx_write_room(onnx_writer *w, size_t count)
{
    return take(w, count, sizeof(float));
}

/* ---- Names ---------------------------------------------------------------------- */

static int is_layer(const graph *g, const char *name)
{
    for (uint32_t k = 0; k < g->info.layer_count; k++)
        if (!strcmp(g->info.layers[k]->name, name))
            return 1;
    return 0;
}

static void label_nodes(onnx_writer *w)
{
    const graph *g = w->graph;
    w->labels = take(w, g->node_count, sizeof *w->labels);
    for (uint32_t k = 0; w->labels && k < g->info.layer_count; k++)
        if (g->layer_nodes[k] != GRAPH_NONE)
            w->labels[g->layer_nodes[k]] = (char *)g->info.layers[k]->name;
    for (uint32_t i = 0; w->labels && i < g->node_count; i++) {
        char *label = w->labels[i] ? w->labels[i] : i ? format(w, "node:%u", i) : (char *)"input";
        while (!w->labels[i] && !w->status && is_layer(g, label))
            label = format(w, "%s:", label);
        w->labels[i] = label;
    }
}

/* ---- The whole ------------------------------------------------------------------- */

static Onnx__TensorShapeProto__Dimension *dimension(onnx_writer *w, int64_t extent)
{
    Onnx__TensorShapeProto__Dimension *d = take(w, 1, sizeof *d);
    if (!d)
        return NULL;
    onnx__tensor_shape_proto__dimension__init(d);
    d->value_case = extent ? ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE
                           : ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
    if (extent)
        d->dim_value = extent;
    else
        d->dim_param = (char *)"N";
    return d;
}

/* The value of a node: N x channels, or N x channels x height x width. */
static Onnx__ValueInfoProto *value(onnx_writer *w, uint32_t node)
{
    const graph_shape *s = &w->graph->nodes[node].shape;
    const int64_t extents[4] = {0, s->channels, s->height, s->width};
    Onnx__ValueInfoProto *v = take(w, 1, sizeof *v);
    Onnx__TypeProto *type = take(w, 1, sizeof *type);
    Onnx__TypeProto__Tensor *tensor = take(w, 1, sizeof *tensor);
    Onnx__TensorShapeProto *shape = take(w, 1, sizeof *shape);
    Onnx__TensorShapeProto__Dimension **dims = take(w, 4, sizeof *dims);
    if (w->status)
        return NULL;
    onnx__value_info_proto__init(v);
    onnx__type_proto__init(type);
    onnx__type_proto__tensor__init(tensor);
    onnx__tensor_shape_proto__init(shape);
    shape->n_dim = s->is_vector ? 2 : 4;
    shape->dim = dims;
    for (size_t i = 0; i < shape->n_dim; i++)
        dims[i] = dimension(w, extents[i]);
    tensor->has_elem_type = 1;
    tensor->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    tensor->shape = shape;
    type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    type->tensor_type = tensor;
    v->name = w->labels[node];
    v->type = type;
    return v;
}

/* The last operator's result is the node's. */
static void write_nodes(onnx_writer *w)
{
    for (uint32_t i = 1; i < w->graph->node_count && !w->status; i++) {
        w->node = i;
        w->made = 0;
        if (w->graph->nodes[i].op == GRAPH_CONSTANT) {
            w->labels[i] = (char *)onnx_write_node(w);
            continue;
        }
        onnx_write_activation(w, onnx_write_node(w));
        if (w->status)
            return;
        Onnx__NodeProto *last = w->operators[w->operator_count - 1];
        last->name = last->output[0] = w->labels[i];
    }
}

typedef struct sink_buffer {
    ProtobufCBuffer base;
    lk_byte_sink sink;
    void *user;
    lk_status status;
} sink_buffer;

static void append(ProtobufCBuffer *base, size_t size, const uint8_t *bytes)
{
    sink_buffer *b = (sink_buffer *)base;
    if (!b->status)
        b->status = b->sink(b->user, bytes, size);
}

static lk_status pack(onnx_writer *w, lk_byte_sink sink, void *user)
{
    const graph *g = w->graph;
    const uint32_t logits = g->outputs[LK_OUTPUT_LOGIT], last = g->outputs[g->info.output];
    Onnx__OperatorSetIdProto set = ONNX__OPERATOR_SET_ID_PROTO__INIT, *sets[1] = {&set};
    Onnx__ValueInfoProto *input = value(w, 0), *outputs[2] = {value(w, last), NULL};
    Onnx__GraphProto body = ONNX__GRAPH_PROTO__INIT;
    Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
    sink_buffer buffer = {{append}, sink, user, LK_OK};
    body.n_output = 1;
    if (logits != GRAPH_NONE && logits != last)
        outputs[body.n_output++] = value(w, logits);
    if (w->status)
        return w->status;
    set.domain = (char *)"";
    set.has_version = 1;
    set.version = OPSET;
    body.name = (char *)g->info.name;
    body.node = w->operators;
    body.n_node = w->operator_count;
    body.initializer = w->tensors;
    body.n_initializer = w->tensor_count;
    body.input = &input;
    body.n_input = 1;
    body.output = outputs;
    model.has_ir_version = 1;
    model.ir_version = IR_VERSION;
    model.opset_import = sets;
    model.n_opset_import = 1;
    model.producer_name = (char *)"likeness";
    model.graph = &body;
    onnx__model_proto__pack_to_buffer(&model, &buffer.base);
    return buffer.status;
}

lk_status graph_write_onnx(lk_context *ctx, const graph *g, lk_byte_sink sink, void *user)
{
    onnx_writer w = {.ctx = ctx, .graph = g};
    label_nodes(&w);
    write_nodes(&w);
    if (!w.status && w.bytes > INT32_MAX)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "the weights of %s are more than the 2 GiB that a file of ONNX can hold",
                        g->info.name);
    return w.status ? w.status : pack(&w, sink, user);
}
