/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "../graph/onnx/onnx.h"
#include "network.h"

/* A network of layers, which ONNX Runtime gets as a model that is written into
 * memory. */

typedef struct written {
    lk_context *ctx;
    uint8_t *bytes;
    size_t size, room;
} written;

static lk_status append(void *user, const void *bytes, size_t size)
{
    written *w = user;
    if (size > w->room - w->size) {
        size_t room = 2 * w->room > w->size + size ? 2 * w->room : w->size + size;
        uint8_t *more = realloc(w->bytes, room);
        if (!more)
            return lk_error(w->ctx, LK_E_MEMORY, "no memory to write the network as a model");
        w->bytes = more;
        w->room = room;
    }
    memcpy(w->bytes + w->size, bytes, size);
    w->size += size;
    return LK_OK;
}

lk_status network_open_layers(lk_context *ctx, network *n, network_opener open)
{
    graph g;
    written w = {.ctx = ctx};
    lk_status status = graph_read(ctx, &n->request, &g);
    if (status)
        return status;
    const graph_shape *last = &g.nodes[g.node_count - 1].shape;
    n->info = g.info;
    n->normalise = g.normalise;
    n->depth = last->is_vector ? 0 : (size_t)last->channels;
    if (g.info.lacks_weights)
        return LK_OK;
    status = graph_write_onnx(ctx, &g, append, &w);
    if (!status)
        status = open(ctx, n, w.bytes, w.size);
    free(w.bytes);
    return status;
}
