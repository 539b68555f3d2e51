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

static lk_status read_model(lk_context *ctx, network *n, description *d)
{
    description_model at = {.path = NULL};
    lk_status status = description_read_model(d, &at);
    if (status)
        return status;
    n->info.view = d->info.view;
    status = open_file(ctx, n, at.path, n->request.path, at.tensor);
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
    lk_status status = open_file(ctx, n, n->request.path, NULL, NULL);
    return status ? status
                  : description_of_model(d, s->height, s->width, (uint32_t)s->channels,
                                         s->logits      ? LK_OUTPUT_PROBABILITY
                                         : s->is_vector ? LK_OUTPUT_LOGIT
                                                        : LK_OUTPUT_RAW,
                                         (uint32_t)s->values);
}

static lk_status refuse_randomise(lk_context *ctx, const graph_request *r)
{
    if (!strcmp(r->randomise.what, "none"))
        return LK_OK;
    return lk_error(ctx, LK_E_UNSUPPORTED,
                    "%s: this backend gives a model of ONNX away as it is, so it takes no "
                    "`randomise`: openblas and onednn do",
                    r->path);
}

static lk_status open_model(lk_context *ctx, network *n, description *d)
{
    static const lk_layer_info *const no_layers[] = {NULL};
    lk_status status = graph_refuse_weights(ctx, &n->request);
    if (!status)
        status = refuse_randomise(ctx, &n->request);
    if (!status)
        status = d->root ? read_model(ctx, n, d) : read_bare(ctx, n, d);
    if (status)
        return status;
    n->info = d->info;
    n->info.layers = no_layers;
    n->normalise = d->normalise;
    return LK_OK;
}

static lk_status open_written(lk_context *ctx, network *n, const void *bytes, size_t size)
{
    return open_bytes(ctx, n, n->request.path, bytes, size, NULL);
}

lk_status network_open(lk_context *ctx, network *n)
{
    description d = {.ctx = ctx, .path = n->request.path};
    lk_status status =
        description_is_model(d.path) ? LK_OK : description_open(ctx, n->request.path, &d);
    if (!status)
        status = d.root && !lk_node_get(d.root, "model") ? network_open_layers(ctx, n, open_written)
                                                         : open_model(ctx, n, &d);
    n->info.capabilities = LK_CAP_DETERMINISTIC;
    return status;
}
