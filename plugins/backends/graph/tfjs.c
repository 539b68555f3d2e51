/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "weights.h"

#include <inttypes.h>
#include <stdint.h>

#include "fields.h"

/* The weights of a TF.js model. A group of the manifest lists its tensors,
 * which lie back to back and unaligned in the concatenation of its .bin
 * files, and the names of these. Quantised tensors are bytes:
 * w = byte * scale + min, in double precision as TF.js has it. */

typedef struct manifest {
    lk_context *ctx;
    const char *file;   /* absolute */
    const uint8_t *bin; /* of the group that is being read */
    size_t size, at;
    graph_tensor *tensors;
    size_t count;
} manifest;

typedef enum element { FLOAT32, BYTES, OTHER } element;

static lk_status no_memory(const manifest *m)
{
    return lk_error(m->ctx, LK_E_MEMORY, "no memory for the weights of %s", m->file);
}

/* ---- The .bin files of a group ------------------------------------------------ */

typedef struct part {
    const void *bytes;
    size_t size;
} part;

static lk_status map_parts(manifest *m, const lk_node *paths, part *parts)
{
    m->size = 0;
    for (size_t i = 0; i < paths->count; i++) {
        const lk_node *path = paths->items[i];
        if (path->kind != LK_NODE_SCALAR || !graph_stays_beside(path->text))
            return lk_node_error(m->ctx, path,
                                 "this must be the name of a file beside the manifest");
        lk_status status =
            m->ctx->host->map_file(m->ctx, path->text, m->file, 0, &parts[i].bytes, &parts[i].size);
        if (status)
            return status;
        if (parts[i].size > SIZE_MAX - m->size)
            return lk_node_error(m->ctx, path, "the files of this group are too large");
        m->size += parts[i].size;
    }
    return LK_OK;
}

/* One file is used where it is mapped; several are joined. */
static lk_status read_bins(manifest *m, const lk_node *group)
{
    const lk_node *paths;
    lk_status status = field_need(m->ctx, group, "paths", &paths);
    if (status)
        return status;
    if (paths->kind != LK_NODE_LIST || !paths->count)
        return lk_node_error(m->ctx, paths, "`paths` must be a list of file names");
    part *parts = lk_alloc_array(m->ctx, paths->count, sizeof *parts);
    status = parts ? map_parts(m, paths, parts) : no_memory(m);
    if (status)
        return status;
    m->at = 0;
    m->bin = parts[0].bytes;
    if (paths->count == 1)
        return LK_OK;
    uint8_t *joined = lk_alloc(m->ctx, m->size), *end = joined;
    if (!joined)
        return no_memory(m);
    for (size_t i = 0; i < paths->count; end += parts[i++].size)
        memcpy(end, parts[i].bytes, parts[i].size);
    m->bin = joined;
    return LK_OK;
}

/* ---- Tensors ------------------------------------------------------------------- */

static lk_status read_shape(manifest *m, const lk_node *entry, graph_tensor *t, size_t *elements)
{
    const lk_node *shape;
    lk_status status = field_need(m->ctx, entry, "shape", &shape);
    if (status)
        return status;
    int good = shape->kind == LK_NODE_LIST && shape->count <= LK_MAX_RANK;
    *elements = 1;
    for (size_t i = 0; good && i < shape->count; i++) {
        good = node_int(shape->items[i], 1, GRAPH_MAX_ELEMENTS, &t->shape[i]) &&
               graph_count_elements(elements, t->shape[i]);
    }
    if (!good)
        return lk_node_error(m->ctx, shape,
                             "`shape` must be a list of at most %d whole numbers whose product is "
                             "at most %d",
                             LK_MAX_RANK, GRAPH_MAX_ELEMENTS);
    t->rank = (int32_t)shape->count;
    return LK_OK;
}

/* The type of the elements, and their size in the file. */
static lk_status read_type(manifest *m, const lk_node *entry, element *type, size_t *width)
{
    static const char *const types[] = {"float32", "int32", "bool", "uint8", NULL};
    static const char *const quantised[] = {"uint8", NULL};
    const lk_node *quantisation = lk_node_get(entry, "quantization"), *dtype;
    int choice = 0;
    lk_status status = field_need(m->ctx, entry, "dtype", &dtype);
    if (!status)
        status = field_choice(m->ctx, entry, "dtype", types, &choice);
    if (!status && quantisation)
        status = field_need(m->ctx, quantisation, "dtype", &dtype);
    if (!status && quantisation)
        status = field_choice(m->ctx, quantisation, "dtype", quantised, &(int){0});
    if (status)
        return status;
    *type = choice ? OTHER : quantisation ? BYTES : FLOAT32;
    *width = quantisation || choice > 1 ? 1 : 4;
    return LK_OK;
}

static lk_status dequantise(manifest *m, const lk_node *entry, const uint8_t *bytes,
                            size_t elements, graph_tensor *t)
{
    const lk_node *q = lk_node_get(entry, "quantization"), *scale, *min;
    double s, low;
    lk_status status = field_need(m->ctx, q, "scale", &scale);
    if (!status)
        status = field_need(m->ctx, q, "min", &min);
    if (status)
        return status;
    if (!node_number(scale, &s) || !node_number(min, &low))
        return lk_node_error(m->ctx, q, "`scale` and `min` must be numbers");
    float *values = lk_alloc_array(m->ctx, elements, sizeof *values);
    if (!values)
        return no_memory(m);
    for (size_t i = 0; i < elements; i++)
        values[i] = (float)(bytes[i] * s + low);
    t->values = values;
    return LK_OK;
}

static lk_status read_values(manifest *m, const lk_node *entry, element type, graph_tensor *t,
                             size_t elements)
{
    const uint8_t *bytes = m->bin + m->at;
    if (type == OTHER)
        return LK_OK;
    lk_status status = type == BYTES ? dequantise(m, entry, bytes, elements, t)
                                     : graph_floats_at(m->ctx, bytes, elements, &t->values);
    if (!status && !graph_are_finite(t->values, elements))
        status = lk_node_error(m->ctx, entry, "this tensor holds a value that is not finite");
    return status;
}

static lk_status read_tensor(manifest *m, const lk_node *entry)
{
    graph_tensor *t = &m->tensors[m->count];
    element type = FLOAT32;
    size_t elements = 0, width = 0;
    const lk_node *name;
    lk_status status = field_need(m->ctx, entry, "name", &name);
    if (!status)
        status = field_text(m->ctx, entry, "name", &t->name);
    if (!status)
        status = read_shape(m, entry, t, &elements);
    if (!status)
        status = read_type(m, entry, &type, &width);
    if (status)
        return status;
    if (elements * width > m->size - m->at)
        return lk_node_error(m->ctx, entry,
                             "the tensor `%s` takes %zu bytes and the files of its group have %zu "
                             "left: they are truncated or belong to another model",
                             t->name, elements * width, m->size - m->at);
    status = read_values(m, entry, type, t, elements);
    m->at += elements * width;
    m->count++;
    return status;
}

static lk_status read_group(manifest *m, const lk_node *group)
{
    const lk_node *list;
    lk_status status = field_need(m->ctx, group, "weights", &list);
    if (!status)
        status = read_bins(m, group);
    for (size_t i = 0; !status && i < list->count; i++)
        status = read_tensor(m, list->items[i]);
    if (!status && m->at != m->size)
        status = lk_node_error(m->ctx, group,
                               "the files of this group have %zu bytes more than its tensors take: "
                               "they belong to another model",
                               m->size - m->at);
    return status;
}

/* ---- The manifest --------------------------------------------------------------- */

static lk_status find_groups(manifest *m, const lk_node *root, const lk_node **groups)
{
    size_t count = 0;
    *groups = root->kind == LK_NODE_LIST ? root : lk_node_get(root, "weightsManifest");
    if (!*groups || (*groups)->kind != LK_NODE_LIST)
        return lk_node_error(m->ctx, root,
                             "this is no TF.js manifest: it must be a list of weight groups or "
                             "have one as `weightsManifest`");
    for (size_t i = 0; i < (*groups)->count; i++) {
        const lk_node *list = lk_node_get((*groups)->items[i], "weights");
        if (!list || list->kind != LK_NODE_LIST)
            return lk_node_error(m->ctx, (*groups)->items[i],
                                 "a weight group is a map of `weights`, a list, and `paths`");
        count += list->count;
    }
    if (!count || count > GRAPH_MAX_TENSORS)
        return lk_node_error(m->ctx, *groups, "a manifest lists 1 to %d tensors",
                             GRAPH_MAX_TENSORS);
    m->tensors = lk_alloc_array(m->ctx, count, sizeof *m->tensors);
    return m->tensors ? LK_OK : no_memory(m);
}

lk_status graph_read_tfjs(lk_context *ctx, const char *path, const char *beside, graph_weights *out)
{
    manifest m = {.ctx = ctx, .file = ctx->host->resolve(ctx, path, beside)};
    const lk_node *root, *groups;
    if (!m.file)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the path of %s", path);
    lk_status status = ctx->host->read_yaml(ctx, path, beside, &root);
    if (!status)
        status = find_groups(&m, root, &groups);
    for (size_t i = 0; !status && i < groups->count; i++)
        status = read_group(&m, groups->items[i]);
    out->count = m.count;
    out->tensors = m.tensors;
    return status;
}
