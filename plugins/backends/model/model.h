/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_MODEL_H
#define LK_BACKENDS_MODEL_H

/* An opened network of a backend that computes graphs itself, and the backend's
 * operations. What is the backend's own is how it plans a graph: its instance
 * begins with a model, whose engine and crew it sets after model_read. */

#include "../coalitions/coalitions.h"
#include "../products/gradients.h"

typedef struct model {
    graph_request request; /* the parameters: MODEL_PARAMS */
    coalitions coalitions;
    graph read;  /* as the file has it */
    graph graph; /* optimised: what the engine computes */
    engine engine;
    crew crew;
    gradients gradients;
} model;

enum {
    MODEL_CAPABILITIES =
        LK_CAP_DETERMINISTIC | LK_CAP_COALITIONS | LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS
};

/* The rows of a backend's table of parameters that fill the model which is the
 * field `field` of its instance. */
#define MODEL_PARAMS(instance, field)                                                              \
    GRAPH_PARAMS(instance, field.request), COALITIONS_PARAMS(instance, field.coalitions.setting)

/* Read and optimise the network that was asked for. */
lk_status model_read(model *m, lk_context *ctx);
/* Also of a model that was opened halfway. */
void model_close(model *m);

extern const lk_backend_ops model_ops;

#endif
