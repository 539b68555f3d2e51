/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "network.h"

static const lk_param params[] = {GRAPH_PARAMS(network, request)};

static lk_status open_network(void *self, lk_context *ctx)
{
    return network_open(ctx, self);
}

static void close_network(void *self)
{
    network *n = self;
    session_close(&n->session);
}

static const lk_network_info *info(void *self)
{
    const network *n = self;
    return &n->info;
}

static const lk_backend_ops ops = {.struct_size = sizeof ops,
                                   .info = info,
                                   .scores = network_scores,
                                   .raw_scores = network_raw_scores};

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "onnxruntime", .version = "0.1.0", .revision = 1,
          .summary =
              "Run a model of ONNX, or a network of layers, on the CPU through ONNX Runtime.",
          .details =
              "All operators and operator sets that the library knows. A network of layers is "
              "written as "
              "a model first. Each item is computed on "
              "its own, by one thread, so its scores do not depend on the batch, on its place in "
              "it, or on the number of threads, which share out whole items. A model that was "
              "exported for larger batches gets the item with zeros after it, and costs as much as "
              "the whole batch each time: export it with a batch of 1, or with a free one.",
          .licence = "MIT AND BSD-2-Clause AND Apache-2.0", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC, .instance_size = sizeof(network), LK_PARAMS(params),
          .open = open_network, .close = close_network, .ops = &ops)
