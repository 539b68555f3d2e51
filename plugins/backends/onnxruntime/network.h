/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONNXRUNTIME_NETWORK_H
#define LK_BACKENDS_ONNXRUNTIME_NETWORK_H

/* The instance: what a network file says, and the session that computes it. */

#include "../graph/foreign.h"
#include "session.h"

typedef struct network {
    const char *path;
    lk_network_info info;
    graph_normalise normalise;
    foreign_activation activation; /* of what the model leaves as logits */
    session session;
} network;

lk_status network_open(lk_context *ctx, network *n);

lk_status network_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                         float *scores);
lk_status network_raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                             float *scores);

#endif
