/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/description.h"
#include "network.h"

/* From a network file, or a model by itself, to an open session. */

/* Without room of their own for scores, values are counted as classes. */
static const size_t MOST_VALUES = (size_t)1 << 24;

static lk_status open_bytes(lk_context *ctx, network *n, const char *path, const void *bytes,
                            size_t size, const char *tensor)
{
    const lk_view *v = &n->info.view;
    model m;
    lk_status status = model_look(ctx, path, bytes, size, tensor, &m);
    if (status)
        return status;
    status = session_open(ctx, &m, v->height, v->width, &n->session);
    model_forget(&m);
    if (!status && n->session.values > MOST_VALUES)
        status = lk_error(ctx, LK_E_UNSUPPORTED, "%s: the model gives %zu values an item", path,
                          n->session.values);
    return status;
}

static lk_status open_file(lk_context *ctx, network *n, const char *name, const char *beside,
                           const char *tensor)
{
    const void *bytes;
    size_t size;
    const char *path = ctx->host->resolve(ctx, name, beside);
    if (!path)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the path of %s", name);
    lk_status status = ctx->host->map_file(ctx, name, beside, 0, &bytes, &size);
    return status ? status : open_bytes(ctx, n, path, bytes, size, tensor);
}

static lk_status read_network(lk_context *ctx, network *n, description *d)
{
    description_model at = {.path = NULL};
    lk_status status = description_open(ctx, n->path, d);
    if (!status)
        status = description_read_model(d, &at);
    if (!status && !at.path)
        status = lk_node_error(ctx, d->root,
                               "ONNX Runtime computes models of ONNX, and this network has no "
                               "`model`: use another backend");
    if (status)
        return status;
    n->info.view = d->info.view;
    status = open_file(ctx, n, at.path, n->path, at.tensor);
    if (status)
        return status;
    n->activation = at.activation;
    d->info.input_channels = (uint32_t)n->session.channels;
    status = description_read_normalise(d);
    if (!status)
        status = description_read_output(
            d, n->activation || n->session.logits ? DESCRIPTION_SQUASHED : DESCRIPTION_BARE);
    return status ? status : description_read_classes(d, (uint32_t)n->session.values);
}

/* A vector that is no probability is taken for logits. */
static lk_status read_bare(lk_context *ctx, network *n, description *d)
{
    const session *s = &n->session;
    lk_status status = open_file(ctx, n, n->path, NULL, NULL);
    *d = (description){.ctx = ctx, .path = n->path};
    return status ? status
                  : description_of_model(d, s->height, s->width, (uint32_t)s->channels,
                                         s->logits      ? LK_OUTPUT_PROBABILITY
                                         : s->is_vector ? LK_OUTPUT_LOGIT
                                                        : LK_OUTPUT_RAW,
                                         (uint32_t)s->values);
}

lk_status network_open(lk_context *ctx, network *n)
{
    static const lk_layer_info *const no_layers[] = {NULL};
    description d;
    lk_status status =
        description_is_model(n->path) ? read_bare(ctx, n, &d) : read_network(ctx, n, &d);
    if (status)
        return status;
    n->info = d.info;
    n->info.layers = no_layers;
    n->info.capabilities = LK_CAP_DETERMINISTIC;
    n->normalise = d.normalise;
    return LK_OK;
}
