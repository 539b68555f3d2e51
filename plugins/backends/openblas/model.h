/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_OPENBLAS_MODEL_H
#define LK_BACKENDS_OPENBLAS_MODEL_H

/* The instance: an opened network. */

#include "crew.h"
#include "plan.h"

typedef struct model {
    graph_request request;
    graph read;  /* as the file has it */
    graph graph; /* optimised: what is computed */
    plan plan;
    crew crew;
} model;

/* Refuse a network whose input is something else, as a model of ONNX may have. */
lk_status model_need_picture(const model *m, lk_context *ctx);

lk_status model_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                       float *scores);
lk_status model_raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                           float *scores);
lk_status model_coalitions(void *self, lk_context *ctx, const lk_coalitions *problem,
                           lk_output output, lk_score_sink sink, void *user);

#endif
