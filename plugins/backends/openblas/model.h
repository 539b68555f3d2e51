/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_OPENBLAS_MODEL_H
#define LK_BACKENDS_OPENBLAS_MODEL_H

/* The instance: an opened network. */

#include "../graph/reverse/reverse.h"
#include "../scoring/scoring.h"
#include "plan.h"

typedef struct model {
    graph_request request;
    graph read;  /* as the file has it */
    graph graph; /* optimised: what is computed */
    plan plan;
    engine engine;
    crew crew;
    reverse reverse; /* gradients, through the graph as its file has it */
    const float *const *reverse_prepared;
    crew reverse_crew;
} model;

/* After the graph is read and planned. */
lk_status model_open_reverse(model *m, lk_context *ctx);
void model_close_reverse(model *m);

lk_status model_gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                          const uint32_t *classes, lk_output output, float *scores,
                          lk_tensor *gradient);
lk_status model_activations(void *self, lk_context *ctx, const lk_tensor *batch, const char *layer,
                            uint32_t class_index, lk_output output, lk_tensor *activation,
                            lk_tensor *gradient);

#endif
