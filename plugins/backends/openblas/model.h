/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_OPENBLAS_MODEL_H
#define LK_BACKENDS_OPENBLAS_MODEL_H

/* The instance: an opened network. */

#include "../products/gradients.h"
#include "../scoring/scoring.h"
#include "plan.h"

typedef struct model {
    graph_request request;
    graph read;  /* as the file has it */
    graph graph; /* optimised: what is computed */
    plan plan;
    engine engine;
    crew crew;
    gradients gradients;
} model;

#endif
