/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_MODEL_H
#define LK_BACKENDS_MODEL_H

/* An opened network of a backend that computes graphs itself, and the backend's
 * operations. What is the backend's own is how it plans a graph: its instance
 * begins with a model. */

#include "../coalitions/coalitions.h"
#include "../products/gradients.h"
#include "../training/training.h"

/* What a backend plans and computes its own way. */
typedef struct model_backend {
    size_t plan_size;
    /* Plan a graph: sets `plan`, of plan_size zeroed bytes, the engine over it and the
     * room that its crew needs. */
    lk_status (*make)(lk_context *ctx, const graph *g, void *plan, engine *e, crew *c);
    void (*close)(void *plan); /* also one that was made halfway; NULL: nothing to do */
    const training_operations *operations;
} model_backend;

typedef struct model {
    const model_backend *backend;
    graph_request request; /* the parameters: MODEL_PARAMS */
    coalitions coalitions;
    graph read;  /* as the file has it */
    graph graph; /* optimised: what the engine computes */
    engine engine;
    crew crew;
    gradients gradients;
    training *training; /* NULL until it begins */
} model;

enum {
    MODEL_CAPABILITIES = LK_CAP_DETERMINISTIC | LK_CAP_COALITIONS | LK_CAP_GRADIENTS |
                         LK_CAP_ACTIVATIONS | LK_CAP_TRAINING
};

/* The rows of a backend's table of parameters that fill the model which is the
 * field `field` of its instance. */
#define MODEL_PARAMS(instance, field)                                                              \
    GRAPH_PARAMS(instance, field.request), COALITIONS_PARAMS(instance, field.coalitions.setting)

/* Read and optimise the network that was asked for, and plan it. */
lk_status model_open(model *m, lk_context *ctx, const model_backend *backend, void *plan);
/* Also of a model that was opened halfway. */
void model_close(model *m);

extern const lk_backend_ops model_ops;

#endif
