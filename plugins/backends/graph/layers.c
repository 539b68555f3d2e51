/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "layers.h"

#include <stdio.h>

#include "fields.h"
#include "pattern.h"

enum { MAX_LAYERS = 4096 };

/* Where the layers are, while they are read. */
typedef struct list {
    lk_context *ctx;
    const lk_node *layers;
    const graph_weights *weights;
    graph *graph;
    uint32_t *results; /* by layer, the node that is its result */
    uint8_t *used;     /* by layer, whether a later one takes it */
} list;

/* ---- What the kinds ask for ---------------------------------------------------- */

lk_status graph_layer_append(graph_layer *l, const graph_node *n, int chained)
{
    graph *g = l->graph;
    graph_node *made = &g->nodes[g->node_count];
    uint32_t count = chained ? 1 : l->input_count;
    uint32_t *inputs = lk_alloc_array(l->ctx, count, sizeof *inputs);
    char why[GRAPH_WHY_SIZE];
    if (!inputs)
        return lk_error(l->ctx, LK_E_MEMORY, "no memory for the layers of the network");
    memcpy(inputs, l->inputs, count * sizeof *inputs);
    if (chained)
        inputs[0] = g->node_count - 1;
    *made = *n;
    made->input_count = count;
    made->inputs = inputs;
    if (graph_infer(g, made, why))
        return lk_node_error(l->ctx, l->at, "the layer `%s` is impossible here: %s", l->info->name,
                             why);
    l->info->macs += graph_node_macs(g, made);
    l->last = made;
    g->node_count++;
    return LK_OK;
}

/* Keep the weight among the graph's, as `<layer>/<role>`. */
static lk_status note_weight(graph_layer *l, const char *role, int32_t rank, const int64_t *shape,
                             graph_tensor **out)
{
    size_t room = strlen(l->info->name) + strlen(role) + 2;
    char *name = lk_alloc(l->ctx, room);
    if (!name)
        return lk_error(l->ctx, LK_E_MEMORY, "no memory for the layers of the network");
    snprintf(name, room, "%s/%s", l->info->name, role);
    graph_tensor *t = &l->graph->tensors[l->graph->tensor_count++];
    *t = (graph_tensor){.name = name, .rank = rank};
    memcpy(t->shape, shape, (size_t)rank * sizeof *shape);
    uint64_t size = 1;
    for (int32_t i = 0; i < rank; i++)
        size *= (uint64_t)shape[i];
    l->info->parameters += size;
    *out = t;
    return LK_OK;
}

/* In a file: the name that the layer's `weights` give, or `<layer>/<role>`, or
 * Keras' word for the role. */
static lk_status find_weight(graph_layer *l, const char *role, const graph_tensor *wanted,
                             const lk_node **at, const graph_tensor **out)
{
    const lk_node *given = lk_node_get(lk_node_get(l->at, "weights"), role);
    char keras[512] = "", shape[GRAPH_EXTENTS_SIZE];
    *at = given ? given : l->at;
    if (given && (given->kind != LK_NODE_SCALAR || !*given->text))
        return lk_node_error(l->ctx, given, "`%s` must be the name of a tensor", role);
    *out = graph_weights_find(l->weights, given ? given->text : wanted->name);
    if (*out)
        return LK_OK;
    if (!given)
        snprintf(keras, sizeof keras, "%s/%s", l->info->name, graph_keras_word(role));
    *out = graph_weights_find(l->weights, keras);
    if (*out)
        return LK_OK;
    int is_other = *keras && strcmp(keras, wanted->name);
    graph_format_extents(wanted->shape, wanted->rank, shape);
    return lk_node_error(l->ctx, *at, "%s has no tensor `%s`%s%s%s (%s, the %s of `%s`)",
                         l->weights->file, given ? given->text : wanted->name,
                         is_other ? " or `" : "", is_other ? keras : "", is_other ? "`" : "", shape,
                         role, l->info->name);
}

static lk_status take_weight(graph_layer *l, const char *role, const graph_tensor *wanted,
                             const float **out)
{
    const lk_node *at;
    const graph_tensor *t;
    char shape[GRAPH_EXTENTS_SIZE], found[GRAPH_EXTENTS_SIZE];
    lk_status status = find_weight(l, role, wanted, &at, &t);
    if (status)
        return status;
    graph_format_extents(wanted->shape, wanted->rank, shape);
    graph_format_extents(t->shape, t->rank, found);
    if (t->rank != wanted->rank ||
        memcmp(t->shape, wanted->shape, (size_t)t->rank * sizeof *t->shape))
        return lk_node_error(l->ctx, at, "the %s of `%s` must be %s, and the tensor `%s` is %s",
                             role, l->info->name, shape, t->name, found);
    if (!t->values)
        return lk_node_error(l->ctx, at, "the tensor `%s` is not of a type of real numbers",
                             t->name);
    *out = t->values;
    return LK_OK;
}

static int is_untrained(const graph_layer *l)
{
    const graph_weights *w = l->weights;
    if (w->origin == GRAPH_UNTRAINED)
        return 1;
    for (size_t i = 0; w->origin == GRAPH_FILE && i < w->untrained.count; i++)
        if (pattern_matches(w->untrained.items[i], l->info->name))
            return 1;
    return 0;
}

static lk_status draw_weight(graph_layer *l, const char *role, graph_tensor *t)
{
    graph_initializer initializer = l->weights->initializer;
    lk_status status = graph_read_initializer(l->ctx, l->at, &initializer);
    return status ? status
                  : graph_untrained(l->ctx, l->weights->seed, initializer, role, t, &t->values);
}

lk_status graph_layer_weight(graph_layer *l, const char *role, int32_t rank, const int64_t *shape,
                             const float **out)
{
    graph_tensor *t = NULL;
    lk_status status = note_weight(l, role, rank, shape, &t);
    if (!status && is_untrained(l))
        status = draw_weight(l, role, t);
    else if (!status && l->weights->origin == GRAPH_FILE)
        status = take_weight(l, role, t, &t->values);
    if (!status)
        *out = t->values;
    return status;
}

/* ---- Inputs ----------------------------------------------------------------------- */

static int find_layer(const list *s, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(lk_node_text(s->layers->items[i], "name", ""), name))
            return (int)i;
    return -1;
}

static lk_status add_input(list *s, graph_layer *l, size_t index, const lk_node *from)
{
    if (from->kind != LK_NODE_SCALAR)
        return lk_node_error(s->ctx, from, "`from` must be the name of a layer or a list of names");
    int found = find_layer(s, index, from->text);
    if (found >= 0) {
        s->used[found] = 1;
        l->inputs[l->input_count++] = s->results[found];
        return LK_OK;
    }
    if (!strcmp(from->text, "input")) {
        l->inputs[l->input_count++] = 0;
        return LK_OK;
    }
    if (find_layer(s, s->layers->count, from->text) >= 0)
        return lk_node_error(s->ctx, from,
                             "`%s` comes later or is this layer itself: a layer takes only earlier "
                             "ones",
                             from->text);
    return lk_node_error(s->ctx, from, "no layer is called `%s`", from->text);
}

static lk_status read_inputs(list *s, graph_layer *l, size_t index, const graph_kind *kind)
{
    const lk_node *from = lk_node_get(l->at, "from");
    lk_status status = LK_OK;
    if (!from) {
        l->inputs[l->input_count++] = index ? s->results[index - 1] : 0;
        s->used[index ? index - 1 : 0] |= index > 0;
    } else if (from->kind == LK_NODE_SCALAR) {
        status = add_input(s, l, index, from);
    } else if (from->count > GRAPH_MAX_INPUTS) {
        status = lk_node_error(s->ctx, from, "a layer has at most %d inputs", GRAPH_MAX_INPUTS);
    } else {
        for (size_t i = 0; !status && i < from->count; i++)
            status = add_input(s, l, index, from->items[i]);
    }
    if (status || (l->input_count >= kind->least_inputs && l->input_count <= kind->most_inputs))
        return status;
    return lk_node_error(s->ctx, from ? from : l->at, "a layer of kind %s takes %s", kind->name,
                         kind->most_inputs > 1 ? "two inputs or more: name them in `from`"
                                               : "one input");
}

/* ---- One layer --------------------------------------------------------------------- */

static lk_status find_kind(list *s, const lk_node *at, const graph_kind **out)
{
    const char *words[64] = {NULL};
    int choice = 0;
    const lk_node *kind;
    for (size_t i = 0; graph_kinds[i]; i++)
        words[i] = graph_kinds[i]->name;
    lk_status status = field_need(s->ctx, at, "kind", &kind);
    if (!status)
        status = field_choice(s->ctx, at, "kind", words, &choice);
    *out = graph_kinds[choice];
    return status;
}

static lk_status read_name(list *s, const lk_node *at, size_t index, const char **out)
{
    const lk_node *name;
    lk_status status = field_need(s->ctx, at, "name", &name);
    if (!status)
        status = field_text(s->ctx, at, "name", out);
    if (status)
        return status;
    if (find_layer(s, index, *out) >= 0 || !strcmp(*out, "input"))
        return lk_node_error(s->ctx, name, "the name `%s` is taken: each layer has its own", *out);
    return LK_OK;
}

static void finish_info(lk_layer_info *info, const graph_shape *s)
{
    info->rank = s->is_vector ? 1 : 3;
    if (s->is_vector) {
        info->shape[0] = s->channels;
    } else {
        info->shape[0] = s->height;
        info->shape[1] = s->width;
        info->shape[2] = s->channels;
    }
}

static lk_status check_layer(list *s, const lk_node *at, const graph_kind *kind)
{
    char what[64];
    const lk_node *weights = lk_node_get(at, "weights");
    snprintf(what, sizeof what, "a layer of kind %s", kind->name);
    lk_status status = fields_check(s->ctx, at, what, kind->keys);
    if (status || !weights)
        return status;
    snprintf(what, sizeof what, "the weights of a layer of kind %s", kind->name);
    return fields_check(s->ctx, weights, what, kind->roles);
}

static lk_status read_layer(list *s, size_t index, lk_layer_info *info)
{
    const graph_kind *kind = NULL;
    graph_layer l = {.ctx = s->ctx,
                     .at = s->layers->items[index],
                     .graph = s->graph,
                     .weights = s->weights,
                     .info = info};
    lk_status status = find_kind(s, l.at, &kind);
    if (status)
        return status;
    info->kind = kind->name;
    status = check_layer(s, l.at, kind);
    if (!status)
        status = read_name(s, l.at, index, &info->name);
    if (!status)
        status = read_inputs(s, &l, index, kind);
    if (!status)
        status = kind->build(&l);
    if (!status)
        status = graph_layer_activate(&l);
    if (status)
        return status;
    s->results[index] = s->graph->node_count - 1;
    finish_info(info, &l.last->shape);
    s->graph->info.parameters += info->parameters;
    s->graph->info.macs += info->macs;
    return LK_OK;
}

/* ---- All of them -------------------------------------------------------------------- */

static lk_status check_used(list *s)
{
    for (size_t i = 0; i + 1 < s->layers->count; i++)
        if (!s->used[i])
            return lk_node_error(s->ctx, s->layers->items[i],
                                 "no layer takes the result of `%s`, and it is not the last",
                                 lk_node_text(s->layers->items[i], "name", ""));
    return LK_OK;
}

static void set_input(graph *g)
{
    g->nodes[0] =
        (graph_node){.op = GRAPH_INPUT,
                     .shape = {g->info.view.height, g->info.view.width, g->info.input_channels, 0}};
    g->node_count = 1;
}

lk_status graph_read_layers(lk_context *ctx, const lk_node *layers, const graph_weights *weights,
                            graph *g)
{
    size_t count = layers->count;
    if (layers->kind != LK_NODE_LIST || !count || count > MAX_LAYERS)
        return lk_node_error(ctx, layers, "`layers` must be a list of 1 to %d layers", MAX_LAYERS);
    list s = {.ctx = ctx, .layers = layers, .weights = weights, .graph = g};
    const lk_layer_info **table = lk_alloc_array(ctx, count + 1, sizeof *table);
    lk_layer_info *infos = lk_alloc_array(ctx, count, sizeof *infos);
    g->nodes = lk_alloc_array(ctx, 1 + count * GRAPH_NODES_PER_LAYER, sizeof *g->nodes);
    g->tensors = lk_alloc_array(ctx, count * GRAPH_WEIGHTS_PER_LAYER, sizeof *g->tensors);
    s.results = lk_alloc_array(ctx, count, sizeof *s.results);
    s.used = lk_alloc_array(ctx, count, 1);
    if (!table || !infos || !g->nodes || !g->tensors || !s.results || !s.used)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the layers of the network");
    set_input(g);
    for (size_t i = 0; i < count; i++) {
        infos[i].struct_size = sizeof infos[i];
        table[i] = &infos[i];
        lk_status status = read_layer(&s, i, &infos[i]);
        if (status)
            return status;
    }
    g->info.layer_count = (uint32_t)count;
    g->info.layers = table;
    g->layer_nodes = s.results;
    return check_used(&s);
}
