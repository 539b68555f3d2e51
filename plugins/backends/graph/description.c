/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "description.h"

#include <stdio.h>

#include "fields.h"

enum { MAX_SIDE = 16384, MAX_CLASSES = 1 << 16 };

/* ---- What it takes --------------------------------------------------------------- */

static lk_status read_view(description *d)
{
    static const char *const keys[] = {"box",    "enlarge", "floor",  "pad",
                                       "resize", "width",   "height", NULL};
    static const char *const boxes[] = {"whole", "face", "landmarks", NULL};
    static const char *const pads[] = {"none", "centre", "end", NULL};
    static const char *const rules[] = {"bilinear", "corner", "nearest", "area", NULL};
    int box = LK_BOX_FACE, pad = LK_PAD_NONE, resize = LK_RESIZE_BILINEAR, is_floored = 0;
    int64_t width = 0, height = 0;
    lk_view *v = &d->info.view;
    const lk_node *view;
    lk_context *ctx = d->ctx;
    lk_status status = field_need(ctx, d->root, "view", &view);
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

lk_status description_read_input(description *d)
{
    static const char *const keys[] = {"channels", NULL};
    const lk_node *input;
    int64_t channels = 0;
    lk_status status = field_need(d->ctx, d->root, "input", &input);
    if (!status)
        status = fields_check(d->ctx, input, "the input", keys);
    if (!status)
        status = field_need_int(d->ctx, input, "channels", 1, 3, &channels);
    if (!status && channels == 2)
        return lk_node_error(d->ctx, input, "a network takes 1 channel (grey) or 3 (colour)");
    d->info.input_channels = (uint32_t)channels;
    return status;
}

lk_status description_read_model(description *d, description_model *out)
{
    static const char *const keys[] = {"onnx", "tensor", "activation", NULL};
    static const char *const others[] = {"input", "layers", "weights"};
    const lk_node *model = lk_node_get(d->root, "model");
    description_model m = {.path = NULL};
    int activation = FOREIGN_LINEAR;
    if (!model)
        return LK_OK;
    lk_status status = fields_check(d->ctx, model, "a model", keys);
    for (size_t i = 0; !status && i < sizeof others / sizeof others[0]; i++)
        if (lk_node_get(d->root, others[i]))
            status = lk_node_error(d->ctx, lk_node_get(d->root, others[i]),
                                   "`%s` does not go with `model`, which has all that", others[i]);
    if (!status)
        status = field_need(d->ctx, model, "onnx", &m.at);
    if (!status)
        status = field_text(d->ctx, model, "onnx", &m.path);
    if (!status)
        status = field_text(d->ctx, model, "tensor", &m.tensor);
    if (!status)
        status = field_choice(d->ctx, model, "activation", foreign_activations, &activation);
    m.activation = (foreign_activation)activation;
    if (!status)
        *out = m;
    return status;
}

lk_status description_read_normalise(description *d)
{
    static const char *const keys[] = {"order", "grey", "subtract", "divide", NULL};
    static const char *const orders[] = {"rgb", "bgr", NULL};
    const lk_node *map = lk_node_get(d->root, "normalise"), *grey = lk_node_get(map, "grey");
    graph_normalise *n = &d->normalise;
    uint32_t channels = d->info.input_channels;
    *n = (graph_normalise){
        .is_grey = channels == 1, .grey = {.299f, .587f, .114f}, .divide = {1, 1, 1}};
    if (!map)
        return LK_OK;
    lk_status status = fields_check(d->ctx, map, "`normalise`", keys);
    if (!status && grey && !n->is_grey)
        status = lk_node_error(d->ctx, grey, "`grey` belongs to networks of 1 channel");
    if (!status)
        status = field_floats(d->ctx, map, "grey", 3, n->grey);
    if (!status)
        status = field_choice(d->ctx, map, "order", orders, &n->reversed);
    if (!status)
        status = field_floats(d->ctx, map, "subtract", channels, n->subtract);
    if (!status)
        status = field_floats(d->ctx, map, "divide", channels, n->divide);
    for (uint32_t c = 0; !status && c < channels; c++)
        if (n->divide[c] == 0)
            status = lk_node_error(d->ctx, lk_node_get(map, "divide"), "`divide` must not be 0");
    return status;
}

/* ---- What it gives ------------------------------------------------------------------ */

lk_status description_read_output(description *d, description_end end)
{
    static const char *const words[] = {"probability", "logit", "raw", NULL};
    int word = LK_OUTPUT_PROBABILITY;
    const lk_node *at;
    lk_status status = field_need(d->ctx, d->root, "output", &at);
    if (!status)
        status = field_choice(d->ctx, d->root, "output", words, &word);
    if (status)
        return status;
    if (word == LK_OUTPUT_PROBABILITY && end == DESCRIPTION_BARE)
        return lk_node_error(d->ctx, at,
                             "the network's last layer is no softmax or sigmoid, so its output is "
                             "logit or raw");
    if (word == LK_OUTPUT_LOGIT && end == DESCRIPTION_SQUASHED)
        return lk_node_error(d->ctx, at,
                             "the network ends in a softmax or sigmoid, so its output is "
                             "probability; its logits can be had all the same");
    d->info.output = (lk_output)word;
    return LK_OK;
}

static lk_status read_class(description *d, const lk_node *n, const lk_node *labels,
                            const char **name, const char **label)
{
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return lk_node_error(d->ctx, n, "a class is a word");
    const lk_node *word = lk_node_get(labels, n->text);
    if (word && (word->kind != LK_NODE_SCALAR || !*word->text))
        return lk_node_error(d->ctx, word, "a label is the study's word for a class, or none");
    *name = n->text;
    *label = !word ? n->text : !strcmp(word->text, "none") ? NULL : word->text;
    return LK_OK;
}

static lk_status check_classes(description *d, const lk_node *classes)
{
    const lk_node *l = lk_node_get(d->root, "labels");
    for (size_t i = 0; i < classes->count; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(classes->items[i]->text, classes->items[k]->text))
                return lk_node_error(d->ctx, classes->items[i], "the class `%s` stands twice",
                                     classes->items[i]->text);
    if (l && l->kind != LK_NODE_MAP)
        return lk_node_error(d->ctx, l, "`labels` is a map, {class: label}");
    for (size_t i = 0; l && i < l->count; i++) {
        int known = 0;
        for (size_t k = 0; k < classes->count; k++)
            known |= !strcmp(classes->items[k]->text, l->items[i]->key);
        if (!known)
            return lk_node_error(d->ctx, l->items[i], "the network has no class `%s`",
                                 l->items[i]->key);
    }
    return LK_OK;
}

lk_status description_read_classes(description *d, uint32_t count)
{
    lk_network_info *info = &d->info;
    const lk_node *classes = lk_node_get(d->root, "classes"),
                  *labels = lk_node_get(d->root, "labels");
    const lk_node *stray = classes ? classes : labels;
    info->class_count = count;
    if (info->output == LK_OUTPUT_RAW)
        return stray ? lk_node_error(d->ctx, stray, "a network with raw output has no classes")
                     : LK_OK;
    lk_status status = field_need(d->ctx, d->root, "classes", &classes);
    if (status)
        return status;
    if (classes->kind != LK_NODE_LIST || !classes->count || classes->count > MAX_CLASSES)
        return lk_node_error(d->ctx, classes, "`classes` must be a list of 1 to %d words",
                             MAX_CLASSES);
    if (count && classes->count != count)
        return lk_node_error(d->ctx, classes, "%zu classes are named here and the network gives %u",
                             classes->count, count);
    info->class_count = (uint32_t)classes->count;
    const char **names = lk_alloc_array(d->ctx, classes->count + 1, sizeof *names);
    const char **words = lk_alloc_array(d->ctx, classes->count + 1, sizeof *words);
    if (!names || !words)
        return lk_error(d->ctx, LK_E_MEMORY, "no memory for the classes of %s", d->path);
    for (size_t i = 0; !status && i < classes->count; i++)
        status = read_class(d, classes->items[i], labels, &names[i], &words[i]);
    info->classes = names;
    info->labels = words;
    return status ? status : check_classes(d, classes);
}

/* Classes are numbered, and no study has a word for them. */
static lk_status number_classes(description *d)
{
    enum { ROOM = 12 };
    lk_network_info *info = &d->info;
    const char **names = lk_alloc_array(d->ctx, info->class_count + 1, sizeof *names);
    const char **labels = lk_alloc_array(d->ctx, info->class_count + 1, sizeof *labels);
    char *words = lk_alloc_array(d->ctx, info->class_count, ROOM);
    if (!names || !labels || !words)
        return lk_error(d->ctx, LK_E_MEMORY, "no memory for the classes of %s", d->path);
    for (uint32_t i = 0; i < info->class_count; i++) {
        snprintf(words + (size_t)i * ROOM, ROOM, "%u", i);
        names[i] = words + (size_t)i * ROOM;
    }
    info->classes = names;
    info->labels = labels;
    return LK_OK;
}

/* ---- The whole --------------------------------------------------------------- */

static lk_status read_name(description *d)
{
    const lk_node *at;
    lk_status status = field_need(d->ctx, d->root, "name", &at);
    return status ? status : field_text(d->ctx, d->root, "name", &d->info.name);
}

lk_status description_open(lk_context *ctx, const char *path, description *out)
{
    static const char *const keys[] = {"name",   "input",   "view",        "normalise",
                                       "output", "classes", "labels",      "weights",
                                       "layers", "model",   "initializer", NULL};
    description d = {.ctx = ctx, .path = path, .info = {.struct_size = sizeof d.info}};
    lk_status status = ctx->host->read_yaml(ctx, path, NULL, &d.root);
    if (!status)
        status = fields_check(ctx, d.root, "a network file", keys);
    if (!status)
        status = read_name(&d);
    if (!status)
        status = read_view(&d);
    if (!status)
        *out = d;
    return status;
}

int description_is_model(const char *path)
{
    size_t length = strlen(path);
    return length >= 5 && !strcmp(path + length - 5, ".onnx");
}

lk_status description_of_model(description *d, int64_t height, int64_t width, uint32_t channels,
                               lk_output output, uint32_t count)
{
    const char *slash = strrchr(d->path, '/');
    d->info = (lk_network_info){.struct_size = sizeof d->info,
                                .name = slash ? slash + 1 : d->path,
                                .view = {.struct_size = sizeof d->info.view,
                                         .box = LK_BOX_FACE,
                                         .width = (uint32_t)width,
                                         .height = (uint32_t)height,
                                         .frames = 1},
                                .input_channels = channels,
                                .class_count = count,
                                .output = count > MAX_CLASSES ? LK_OUTPUT_RAW : output};
    d->normalise = (graph_normalise){
        .is_grey = channels == 1, .grey = {.299f, .587f, .114f}, .divide = {255, 255, 255}};
    return d->info.output == LK_OUTPUT_RAW ? LK_OK : number_classes(d);
}

lk_status graph_describe(lk_context *ctx, const char *path, lk_network_info *info,
                         graph_normalise *normalise)
{
    static const char *const strangers[] = {"layers", "weights", "model"};
    description d;
    lk_status status = description_open(ctx, path, &d);
    for (size_t i = 0; !status && i < sizeof strangers / sizeof strangers[0]; i++)
        if (lk_node_get(d.root, strangers[i]))
            status = lk_node_error(ctx, lk_node_get(d.root, strangers[i]),
                                   "nothing would read `%s`: another program has the network",
                                   strangers[i]);
    if (!status)
        status = description_read_input(&d);
    if (!status)
        status = description_read_normalise(&d);
    if (!status)
        status = description_read_output(&d, DESCRIPTION_UNKNOWN);
    if (!status)
        status = description_read_classes(&d, 0);
    if (!status) {
        *info = d.info;
        *normalise = d.normalise;
    }
    return status;
}
