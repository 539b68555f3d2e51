/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "asked.h"
#include "description.h"
#include "fields.h"
#include "layers.h"
#include "onnx/onnx.h"
#include "pattern.h"
#include "randomise.h"
#include "weights.h"

/* A network file, or a model by itself, made into a graph. */

typedef struct file {
    lk_context *ctx;
    const graph_request *request;
    description about;
    graph *graph;
} file;

/* ---- Its weights -------------------------------------------------------------------- */

/* The file that `weights` of the network file names. */
static lk_status read_named_weights(file *f, const lk_node *map, graph_weights *out)
{
    static const char *const formats[] = {[GRAPH_TFJS] = "tfjs",
                                          [GRAPH_SAFETENSORS] = "safetensors",
                                          [GRAPH_HDF5] = "hdf5",
                                          [GRAPH_ANY_FORMAT] = NULL};
    const char *path = NULL;
    int format = 0;
    lk_status status = fields_check(f->ctx, map, "`weights`", formats);
    if (!status && map->count != 1)
        status = lk_node_error(f->ctx, map, "`weights` names one file, by its format");
    while (!status && !lk_node_get(map, formats[format]))
        format++;
    if (!status)
        status = field_text(f->ctx, map, formats[format], &path);
    return status ? status
                  : graph_read_weights(f->ctx, (graph_format)format, path, f->request->path, out);
}

static lk_status read_weights(file *f, graph_weights *out)
{
    const graph_request *r = f->request;
    const lk_node *map = lk_node_get(f->about.root, "weights");
    if (r->weights && r->random >= 0 && !r->untrained.count)
        return lk_error(f->ctx, LK_E_INPUT,
                        "`weights` and `random_weights` are two answers to one question: give one");
    lk_status status = LK_OK;
    if (r->weights)
        status = graph_read_weights(f->ctx, GRAPH_ANY_FORMAT, r->weights, NULL, out);
    else if (r->random >= 0 && !(map && r->untrained.count))
        *out = (graph_weights){.origin = GRAPH_UNTRAINED};
    else if (map)
        status = read_named_weights(f, map, out);
    out->seed = r->random >= 0 ? (uint64_t)r->random : 0;
    return status;
}

/* The seed of layers that are untrained beside a weight file is `random_weights`,
 * which then says no more. */
static lk_status read_untrained(file *f, const lk_node *layers, graph_weights *out)
{
    const lk_string_list *names = &f->request->untrained;
    for (size_t i = 0; i < names->count; i++) {
        size_t k = 0;
        while (k < layers->count &&
               !pattern_matches(names->items[i], lk_node_text(layers->items[k], "name", "")))
            k++;
        if (k == layers->count)
            return lk_error(f->ctx, LK_E_INPUT, "`untrained`: %s has no layer `%s`",
                            f->request->path, names->items[i]);
    }
    out->untrained = *names;
    return graph_read_initializer(f->ctx, f->about.root, &out->initializer);
}

lk_status graph_refuse_weights(lk_context *ctx, const graph_request *r)
{
    if (!r->weights && r->random < 0 && !r->untrained.count && !r->width && !r->height)
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT,
                    "%s: a model of ONNX has its own weights and size, so it takes no `weights`, "
                    "`random_weights`, `untrained`, `width` or `height`",
                    r->path);
}

/* ---- What it gives ------------------------------------------------------------------ */

/* Softmax and sigmoid are nodes of their own: what they take are the logits. */
static int gives_probability(const graph *g)
{
    const graph_node *last = &g->nodes[g->node_count - 1];
    return last->op == GRAPH_SOFTMAX ||
           (last->op == GRAPH_IDENTITY && last->activation == GRAPH_SIGMOID);
}

static void set_output(graph *g, lk_output output)
{
    const graph_node *last = &g->nodes[g->node_count - 1];
    for (int i = 0; i < 3; i++)
        g->outputs[i] = GRAPH_NONE;
    g->outputs[output] = g->node_count - 1;
    if (output == LK_OUTPUT_PROBABILITY)
        g->outputs[LK_OUTPUT_LOGIT] = last->inputs[0];
}

/* What its file says of the network and what its nodes do. */
static void join(graph *g, const description *d)
{
    lk_network_info *info = &g->info;
    info->name = d->info.name;
    info->view = d->info.view;
    info->output = d->info.output;
    info->class_count = d->info.class_count;
    info->classes = d->info.classes;
    info->labels = d->info.labels;
    g->normalise = d->normalise;
    set_output(g, info->output);
}

static uint32_t count_values(const graph *g)
{
    return (uint32_t)graph_size(&g->nodes[g->node_count - 1].shape);
}

/* ---- From a model ---------------------------------------------------------------------- */

/* Softmax or sigmoid where the model leaves them to its user. */
static lk_status finish_model(file *f, foreign_activation activation)
{
    graph *g = f->graph;
    int is_softmax = activation == FOREIGN_SOFTMAX;
    if (activation == FOREIGN_LINEAR)
        return LK_OK;
    uint32_t *last = lk_alloc(f->ctx, sizeof *last);
    graph_node *nodes = lk_alloc_array(f->ctx, g->node_count + 1, sizeof *nodes);
    if (!last || !nodes)
        return lk_error(f->ctx, LK_E_MEMORY, "no memory for the network %s", f->request->path);
    *last = g->node_count - 1;
    memcpy(nodes, g->nodes, g->node_count * sizeof *nodes);
    nodes[g->node_count++] = (graph_node){.op = is_softmax ? GRAPH_SOFTMAX : GRAPH_IDENTITY,
                                          .activation = is_softmax ? GRAPH_LINEAR : GRAPH_SIGMOID,
                                          .input_count = 1,
                                          .inputs = last,
                                          .shape = nodes[*last].shape};
    g->nodes = nodes;
    return LK_OK;
}

static lk_status read_model(file *f)
{
    const lk_view *v = &f->about.info.view;
    description_model model;
    lk_status status = graph_refuse_weights(f->ctx, f->request);
    if (!status)
        status = description_read_model(&f->about, &model);
    if (status)
        return status;
    const onnx_request r = {.path = model.path,
                            .beside = f->request->path,
                            .tensor = model.tensor,
                            .height = v->height,
                            .width = v->width};
    status = graph_read_onnx(f->ctx, &r, f->graph);
    if (!status && !f->graph->info.input_channels)
        status = lk_node_error(f->ctx, model.at,
                               "the model's input is no picture of 1 channel (grey) or 3 (colour)");
    f->about.info.input_channels = f->graph->info.input_channels;
    return status ? status : finish_model(f, model.activation);
}

/* ---- From layers ------------------------------------------------------------------------ */

static lk_status read_layers(file *f)
{
    graph_weights weights = {.origin = GRAPH_NOWHERE};
    const lk_node *layers;
    lk_status status = description_read_input(&f->about);
    f->graph->info.view = f->about.info.view;
    f->graph->info.input_channels = f->about.info.input_channels;
    if (!status)
        status = field_need(f->ctx, f->about.root, "layers", &layers);
    if (!status)
        status = read_weights(f, &weights);
    if (!status)
        status = read_untrained(f, layers, &weights);
    if (!status)
        status = graph_read_layers(f->ctx, layers, &weights, f->graph);
    f->graph->info.lacks_weights = weights.origin == GRAPH_NOWHERE && f->graph->tensor_count;
    return status;
}

/* ---- The whole -------------------------------------------------------------------------- */

static lk_status read_network(file *f)
{
    const graph_request *r = f->request;
    lk_view *view = &f->about.info.view;
    lk_status status = description_open(f->ctx, r->path, &f->about);
    view->width = r->width ? (uint32_t)r->width : view->width;
    view->height = r->height ? (uint32_t)r->height : view->height;
    if (!status)
        status = lk_node_get(f->about.root, "model") ? read_model(f) : read_layers(f);
    if (!status)
        status = description_read_normalise(&f->about);
    if (!status)
        status = description_read_output(
            &f->about, gives_probability(f->graph) ? DESCRIPTION_SQUASHED : DESCRIPTION_BARE);
    return status ? status : description_read_classes(&f->about, count_values(f->graph));
}

/* A vector that is no probability is taken for logits. */
static lk_status read_bare(file *f)
{
    onnx_request r = {.path = f->request->path};
    const graph *g = f->graph;
    lk_status status = graph_refuse_weights(f->ctx, f->request);
    if (!status)
        status = graph_read_onnx(f->ctx, &r, f->graph);
    if (status)
        return status;
    const graph_shape *in = &g->nodes[0].shape;
    f->about = (description){.ctx = f->ctx, .path = f->request->path};
    return description_of_model(&f->about, in->height, in->width, g->info.input_channels,
                                gives_probability(g) ? LK_OUTPUT_PROBABILITY
                                : g->nodes[g->node_count - 1].shape.is_vector ? LK_OUTPUT_LOGIT
                                                                              : LK_OUTPUT_RAW,
                                count_values(g));
}

/* Nodes between the results of two layers are of the later. */
static void find_layers(graph *g)
{
    uint32_t next = 0;
    for (uint32_t k = 0; k < g->info.layer_count; k++)
        for (; g->layer_nodes[k] != GRAPH_NONE && next <= g->layer_nodes[k]; next++)
            g->nodes[next].layer = k;
    for (; next < g->node_count; next++)
        g->nodes[next].layer = g->info.layer_count - 1;
}

lk_status graph_read(lk_context *ctx, const graph_request *r, graph *out)
{
    graph g = {.info = {.struct_size = sizeof g.info}};
    file f = {.ctx = ctx, .request = r, .graph = &g};
    lk_status status = description_is_model(r->path) ? read_bare(&f) : read_network(&f);
    if (status)
        return status;
    join(&g, &f.about);
    find_layers(&g);
    status = graph_make_random(ctx, &r->randomise, &g);
    if (!status)
        status = graph_find_receptive_fields(ctx, &g);
    if (!status)
        *out = g;
    return status;
}

lk_status graph_output_node(lk_context *ctx, const graph *g, lk_output output, uint32_t *node)
{
    lk_status status = asked_output(ctx, &g->info, g->info.output == LK_OUTPUT_PROBABILITY, output);
    if (!status)
        *node = g->outputs[output];
    return status;
}

lk_status graph_find_output(lk_context *ctx, const graph *g, lk_output output, uint32_t *node)
{
    lk_status status = asked_weights(ctx, &g->info);
    return status ? status : graph_output_node(ctx, g, output, node);
}
