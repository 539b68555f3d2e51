/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "graph.h"

#include <stdio.h>

#include "fields.h"
#include "layers.h"
#include "onnx/onnx.h"
#include "weights.h"

/* A network file from its top: what it takes, what it gives, where its weights
 * are. The layers have a file of their own. */

enum { MAX_SIDE = 16384, MAX_CLASSES = 1 << 16 };

typedef struct file {
    lk_context *ctx;
    const char *path;
    const lk_node *root;
    graph *graph;
    int has_model; /* which has given the input and the nodes */
} file;

/* ---- What it takes --------------------------------------------------------------- */

static lk_status read_view(file *f)
{
    static const char *const keys[] = {"box",    "enlarge", "floor",  "pad",
                                       "resize", "width",   "height", NULL};
    static const char *const boxes[] = {"whole", "face", "landmarks", NULL};
    static const char *const pads[] = {"none", "centre", "end", NULL};
    static const char *const rules[] = {"bilinear", "corner", "nearest", "area", NULL};
    int box = LK_BOX_FACE, pad = LK_PAD_NONE, resize = LK_RESIZE_BILINEAR, is_floored = 0;
    int64_t width = 0, height = 0;
    lk_view *v = &f->graph->info.view;
    const lk_node *view;
    lk_context *ctx = f->ctx;
    lk_status status = field_need(ctx, f->root, "view", &view);
    if (!status)
        status = fields_check(ctx, view, "a view", keys);
    if (!status)
        status = field_choice(ctx, view, "box", boxes, &box);
    if (!status)
        status = field_number(ctx, view, "enlarge", -.9, 9, &v->enlarge);
    if (!status)
        status = field_bool(ctx, view, "floor", &is_floored);
    if (!status)
        status = field_choice(ctx, view, "pad", pads, &pad);
    if (!status)
        status = field_choice(ctx, view, "resize", rules, &resize);
    if (!status)
        status = field_need_int(ctx, view, "width", 1, MAX_SIDE, &width);
    if (!status)
        status = field_need_int(ctx, view, "height", 1, MAX_SIDE, &height);
    *v = (lk_view){.struct_size = sizeof *v,
                   .box = (lk_view_box)box,
                   .enlarge = v->enlarge,
                   .floor_box = is_floored,
                   .pad = (lk_view_pad)pad,
                   .resize = (lk_view_resize)resize,
                   .width = (uint32_t)width,
                   .height = (uint32_t)height,
                   .frames = 1};
    return status;
}

static lk_status read_input(file *f)
{
    static const char *const keys[] = {"channels", NULL};
    const lk_node *input;
    int64_t channels = 0;
    if (f->has_model)
        return LK_OK;
    lk_status status = field_need(f->ctx, f->root, "input", &input);
    if (!status)
        status = fields_check(f->ctx, input, "the input", keys);
    if (!status)
        status = field_need_int(f->ctx, input, "channels", 1, 3, &channels);
    if (!status && channels == 2)
        return lk_node_error(f->ctx, input, "a network takes 1 channel (grey) or 3 (colour)");
    f->graph->info.input_channels = (uint32_t)channels;
    return status;
}

static lk_status read_normalise(file *f)
{
    static const char *const keys[] = {"order", "grey", "subtract", "divide", NULL};
    static const char *const orders[] = {"rgb", "bgr", NULL};
    const lk_node *map = lk_node_get(f->root, "normalise"), *grey = lk_node_get(map, "grey");
    graph_normalise *n = &f->graph->normalise;
    uint32_t channels = f->graph->info.input_channels;
    *n = (graph_normalise){
        .is_grey = channels == 1, .grey = {.299f, .587f, .114f}, .divide = {1, 1, 1}};
    if (!map)
        return LK_OK;
    lk_status status = fields_check(f->ctx, map, "`normalise`", keys);
    if (!status && grey && !n->is_grey)
        status = lk_node_error(f->ctx, grey, "`grey` belongs to networks of 1 channel");
    if (!status)
        status = field_floats(f->ctx, map, "grey", 3, n->grey);
    if (!status)
        status = field_choice(f->ctx, map, "order", orders, &n->reversed);
    if (!status)
        status = field_floats(f->ctx, map, "subtract", channels, n->subtract);
    if (!status)
        status = field_floats(f->ctx, map, "divide", channels, n->divide);
    for (uint32_t c = 0; !status && c < channels; c++)
        if (n->divide[c] == 0)
            status = lk_node_error(f->ctx, lk_node_get(map, "divide"), "`divide` must not be 0");
    return status;
}

/* ---- Its weights -------------------------------------------------------------------- */

static lk_status read_weights(file *f, graph_weights *out)
{
    static const char *const keys[] = {"tfjs", NULL};
    const lk_node *map, *path;
    lk_status status = field_need(f->ctx, f->root, "weights", &map);
    if (!status)
        status = fields_check(f->ctx, map, "`weights`", keys);
    if (!status)
        status = field_need(f->ctx, map, "tfjs", &path);
    if (!status && (path->kind != LK_NODE_SCALAR || !*path->text))
        status = lk_node_error(f->ctx, path, "`tfjs` must be the path of a TF.js manifest");
    return status ? status : graph_read_tfjs(f->ctx, path->text, f->path, out);
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
    g->info.output = output;
    g->info.class_count = (uint32_t)graph_size(&last->shape);
}

static lk_status read_output(file *f)
{
    static const char *const words[] = {"probability", "logit", "raw", NULL};
    int word = LK_OUTPUT_PROBABILITY, is_squashed = gives_probability(f->graph);
    const lk_node *at;
    lk_status status = field_need(f->ctx, f->root, "output", &at);
    if (!status)
        status = field_choice(f->ctx, f->root, "output", words, &word);
    if (status)
        return status;
    if (word == LK_OUTPUT_PROBABILITY && !is_squashed)
        return lk_node_error(f->ctx, at,
                             "the network's last layer is no softmax or sigmoid, so its output is "
                             "logit or raw");
    if (word == LK_OUTPUT_LOGIT && is_squashed)
        return lk_node_error(f->ctx, at,
                             "the network ends in a softmax or sigmoid, so its output is "
                             "probability; its logits can be had all the same");
    set_output(f->graph, (lk_output)word);
    return LK_OK;
}

static lk_status read_class(file *f, const lk_node *n, const lk_node *labels, const char **name,
                            const char **label)
{
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return lk_node_error(f->ctx, n, "a class is a word");
    const lk_node *word = lk_node_get(labels, n->text);
    if (word && (word->kind != LK_NODE_SCALAR || !*word->text))
        return lk_node_error(f->ctx, word, "a label is the study's word for a class, or none");
    *name = n->text;
    *label = !word ? n->text : !strcmp(word->text, "none") ? NULL : word->text;
    return LK_OK;
}

static lk_status check_classes(file *f, const lk_node *classes)
{
    const lk_node *l = lk_node_get(f->root, "labels");
    for (size_t i = 0; i < classes->count; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(classes->items[i]->text, classes->items[k]->text))
                return lk_node_error(f->ctx, classes->items[i], "the class `%s` stands twice",
                                     classes->items[i]->text);
    if (l && l->kind != LK_NODE_MAP)
        return lk_node_error(f->ctx, l, "`labels` is a map, {class: label}");
    for (size_t i = 0; l && i < l->count; i++) {
        int known = 0;
        for (size_t k = 0; k < classes->count; k++)
            known |= !strcmp(classes->items[k]->text, l->items[i]->key);
        if (!known)
            return lk_node_error(f->ctx, l->items[i], "the network has no class `%s`",
                                 l->items[i]->key);
    }
    return LK_OK;
}

static lk_status read_classes(file *f)
{
    lk_network_info *info = &f->graph->info;
    const lk_node *classes = lk_node_get(f->root, "classes"),
                  *labels = lk_node_get(f->root, "labels");
    const lk_node *stray = classes ? classes : labels;
    if (info->output == LK_OUTPUT_RAW)
        return stray ? lk_node_error(f->ctx, stray, "a network with raw output has no classes")
                     : LK_OK;
    lk_status status = field_need(f->ctx, f->root, "classes", &classes);
    if (status)
        return status;
    if (classes->kind != LK_NODE_LIST || classes->count > MAX_CLASSES)
        return lk_node_error(f->ctx, classes, "`classes` must be a list of at most %d words",
                             MAX_CLASSES);
    if (classes->count != info->class_count)
        return lk_node_error(f->ctx, classes, "%zu classes are named here and the network gives %u",
                             classes->count, info->class_count);
    const char **names = lk_alloc_array(f->ctx, classes->count + 1, sizeof *names);
    const char **words = lk_alloc_array(f->ctx, classes->count + 1, sizeof *words);
    if (!names || !words)
        return lk_error(f->ctx, LK_E_MEMORY, "no memory for the classes of %s", f->path);
    for (size_t i = 0; !status && i < classes->count; i++)
        status = read_class(f, classes->items[i], labels, &names[i], &words[i]);
    info->classes = names;
    info->labels = words;
    return status ? status : check_classes(f, classes);
}

/* ---- The whole ------------------------------------------------------------------------- */

static lk_status read_name(file *f)
{
    const lk_node *at;
    lk_status status = field_need(f->ctx, f->root, "name", &at);
    return status ? status : field_text(f->ctx, f->root, "name", &f->graph->info.name);
}

/* Softmax or sigmoid where the model leaves them to its user. */
static lk_status finish_model(file *f, const lk_node *model)
{
    static const char *const words[] = {"linear", "softmax", "sigmoid", NULL};
    graph *g = f->graph;
    int word = 0;
    lk_status status = field_choice(f->ctx, model, "activation", words, &word);
    if (status || !word)
        return status;
    uint32_t *last = lk_alloc(f->ctx, sizeof *last);
    graph_node *nodes = lk_alloc_array(f->ctx, g->node_count + 1, sizeof *nodes);
    if (!last || !nodes)
        return lk_error(f->ctx, LK_E_MEMORY, "no memory for the network %s", f->path);
    *last = g->node_count - 1;
    memcpy(nodes, g->nodes, g->node_count * sizeof *nodes);
    nodes[g->node_count++] = (graph_node){.op = word == 1 ? GRAPH_SOFTMAX : GRAPH_IDENTITY,
                                          .activation = word == 1 ? GRAPH_LINEAR : GRAPH_SIGMOID,
                                          .input_count = 1,
                                          .inputs = last,
                                          .shape = nodes[*last].shape};
    g->nodes = nodes;
    return LK_OK;
}

static lk_status read_model(file *f)
{
    static const char *const keys[] = {"onnx", "tensor", "activation", NULL};
    static const char *const others[] = {"input", "layers", "weights"};
    const lk_view *v = &f->graph->info.view;
    onnx_request r = {.beside = f->path, .height = v->height, .width = v->width};
    const lk_node *path, *model = lk_node_get(f->root, "model");
    if (!model)
        return LK_OK;
    f->has_model = 1;
    lk_status status = fields_check(f->ctx, model, "a model", keys);
    for (size_t i = 0; !status && i < sizeof others / sizeof others[0]; i++)
        if (lk_node_get(f->root, others[i]))
            status = lk_node_error(f->ctx, lk_node_get(f->root, others[i]),
                                   "`%s` does not go with `model`, which has all that", others[i]);
    if (!status)
        status = field_need(f->ctx, model, "onnx", &path);
    if (!status)
        status = field_text(f->ctx, model, "onnx", &r.path);
    if (!status)
        status = field_text(f->ctx, model, "tensor", &r.tensor);
    if (!status)
        status = graph_read_onnx(f->ctx, &r, f->graph);
    if (!status && !f->graph->info.input_channels)
        status = lk_node_error(f->ctx, path,
                               "the model's input is no picture of 1 channel (grey) or 3 (colour)");
    return status ? status : finish_model(f, model);
}

static lk_status read_body(file *f)
{
    graph_weights weights;
    const lk_node *layers;
    if (f->has_model)
        return LK_OK;
    lk_status status = field_need(f->ctx, f->root, "layers", &layers);
    if (!status)
        status = read_weights(f, &weights);
    return status ? status : graph_read_layers(f->ctx, layers, &weights, f->graph);
}

static lk_status read_network(file *f)
{
    static const char *const keys[] = {"name",   "input",   "view",   "normalise",
                                       "output", "classes", "labels", "weights",
                                       "layers", "model",   NULL};
    static lk_status (*const parts[])(file *) = {read_name,   read_view,      read_model,
                                                 read_input,  read_normalise, read_body,
                                                 read_output, read_classes};
    lk_status status = f->ctx->host->read_yaml(f->ctx, f->path, NULL, &f->root);
    if (!status)
        status = fields_check(f->ctx, f->root, "a network file", keys);
    for (size_t i = 0; !status && i < sizeof parts / sizeof parts[0]; i++)
        status = parts[i](f);
    return status;
}

/* ---- A model without a network file ------------------------------------------------------ */

static int is_model(const char *path)
{
    size_t length = strlen(path);
    return length >= 5 && !strcmp(path + length - 5, ".onnx");
}

/* Classes are numbered, and no study has a word for them. */
static lk_status number_classes(file *f)
{
    enum { ROOM = 12 };
    lk_network_info *info = &f->graph->info;
    const char **names = lk_alloc_array(f->ctx, info->class_count + 1, sizeof *names);
    const char **labels = lk_alloc_array(f->ctx, info->class_count + 1, sizeof *labels);
    char *words = lk_alloc_array(f->ctx, info->class_count, ROOM);
    if (!names || !labels || !words)
        return lk_error(f->ctx, LK_E_MEMORY, "no memory for the classes of %s", f->path);
    for (uint32_t i = 0; i < info->class_count; i++) {
        snprintf(words + (size_t)i * ROOM, ROOM, "%u", i);
        names[i] = words + (size_t)i * ROOM;
    }
    info->classes = names;
    info->labels = labels;
    return LK_OK;
}

static void describe_model(file *f)
{
    graph *g = f->graph;
    const graph_shape *in = &g->nodes[0].shape;
    const char *slash = strrchr(f->path, '/');
    g->info.name = slash ? slash + 1 : f->path;
    g->info.view = (lk_view){.struct_size = sizeof g->info.view,
                             .box = LK_BOX_FACE,
                             .width = (uint32_t)in->width,
                             .height = (uint32_t)in->height,
                             .frames = 1};
    g->normalise = (graph_normalise){.is_grey = g->info.input_channels == 1,
                                     .grey = {.299f, .587f, .114f},
                                     .divide = {255, 255, 255}};
}

/* A vector that is no probability is taken for logits. */
static lk_status read_bare(file *f)
{
    onnx_request r = {.path = f->path};
    lk_status status = graph_read_onnx(f->ctx, &r, f->graph);
    if (status)
        return status;
    describe_model(f);
    set_output(f->graph, gives_probability(f->graph) ? LK_OUTPUT_PROBABILITY
                         : f->graph->nodes[f->graph->node_count - 1].shape.is_vector &&
                                 f->graph->info.class_count <= MAX_CLASSES
                             ? LK_OUTPUT_LOGIT
                             : LK_OUTPUT_RAW);
    return f->graph->info.output == LK_OUTPUT_RAW ? LK_OK : number_classes(f);
}

lk_status graph_read(lk_context *ctx, const char *path, graph *out)
{
    graph g = {.info = {.struct_size = sizeof g.info}};
    file f = {.ctx = ctx, .path = path, .graph = &g};
    lk_status status = is_model(path) ? read_bare(&f) : read_network(&f);
    if (!status)
        status = graph_optimise(ctx, &g);
    if (!status)
        *out = g;
    return status;
}

lk_status graph_find_output(lk_context *ctx, const graph *g, lk_output output, uint32_t *node)
{
    static const char *const words[] = {"probabilities", "logits", "raw values"};
    if ((unsigned)output < 3 && g->outputs[output] != GRAPH_NONE) {
        *node = g->outputs[output];
        return LK_OK;
    }
    return lk_error(ctx, LK_E_UNSUPPORTED, "the network %s gives %s, not %s", g->info.name,
                    g->info.output == LK_OUTPUT_PROBABILITY ? "probabilities and logits"
                                                            : words[g->info.output],
                    (unsigned)output < 3 ? words[output] : "that");
}
