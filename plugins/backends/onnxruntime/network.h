/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONNXRUNTIME_NETWORK_H
#define LK_BACKENDS_ONNXRUNTIME_NETWORK_H

/* The instance: what a network file says, and the session that computes it. */

#include "../graph/foreign.h"
#include "session.h"

typedef struct network {
    graph_request request;
    lk_network_info info;
    graph_normalise normalise;
    foreign_activation activation; /* of what the model leaves as logits */
    session session;               /* none of a network that lacks weights */
    size_t depth; /* channels of an answer that is a map; 0: it is none, or is given as it comes */
} network;

/* Write the network in memory as a model, and open that: `out` has all of the
 * file's description. */
typedef lk_status (*network_opener)(lk_context *ctx, network *n, const void *bytes, size_t size);
lk_status network_open_layers(lk_context *ctx, network *n, network_opener open);

lk_status network_open(lk_context *ctx, network *n);

lk_status network_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                         float *scores);
lk_status network_raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                             float *scores);

#endif
