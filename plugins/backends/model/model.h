/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_MODEL_H
#define LK_BACKENDS_MODEL_H

/* An opened network of a backend that computes graphs itself, and the backend's
 * operations. What is the backend's own is how it plans a graph: its instance
 * begins with a model, whose engine and crew it sets after model_read. */

#include "../products/gradients.h"
#include "../scoring/scoring.h"

typedef struct model {
    graph_request request; /* the parameters: GRAPH_PARAMS */
    graph read;            /* as the file has it */
    graph graph;           /* optimised: what the engine computes */
    engine engine;
    crew crew;
    gradients gradients;
} model;

enum {
    MODEL_CAPABILITIES =
        LK_CAP_DETERMINISTIC | LK_CAP_COALITIONS | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS
};

/* Read and optimise the network that was asked for. */
lk_status model_read(model *m, lk_context *ctx);
/* Also of a model that was opened halfway. */
void model_close(model *m);

extern const lk_backend_ops model_ops;

#endif
