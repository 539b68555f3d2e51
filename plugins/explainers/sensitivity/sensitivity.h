/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SENSITIVITY_SENSITIVITY_H
#define EXPLAINERS_SENSITIVITY_SENSITIVITY_H

/* What explainers by sensitivity analysis share: parameters, and a coalition
 * problem whose row 0 shows everything, and whose rows from 1 on are samples. */

#include "../coalition/options.h"
#include "sequence.h"

/* Parameters; an instance begins with them. */
typedef struct sensitivity {
    coalition_options options;
    int64_t samples;
    int design; /* sequence_design */
} sensitivity;

extern const char *const sensitivity_designs[];

#define SENSITIVITY_PARAMS(default_samples, samples_doc)                                           \
    COALITION_PARAMS_CUT("{use: grid, rows: 8, columns: 8}"),                                      \
        {.name = "samples",                                                                        \
         .type = LK_INT,                                                                           \
         .flags = LK_PARAM_SAMPLER,                                                                \
         .offset = offsetof(sensitivity, samples),                                                 \
         .fallback = (default_samples),                                                            \
         .low = 4,                                                                                 \
         .high = 20000,                                                                            \
         .unit = "samples",                                                                        \
         .doc = (samples_doc)},                                                                    \
    {                                                                                              \
        .name = "design", .type = LK_CHOICE, .offset = offsetof(sensitivity, design),              \
        .fallback = "sobol", .choices = sensitivity_designs,                                       \
        .doc = "Which samples: of Sobol's `sobol` sequence, or of a `latin` hypercube, where "     \
               "half of them show each segment."                                                   \
    }

/* Open a problem, cut the view, paint the fill, and draw the samples, or take those of the request;
 * a first one of these that shows everything is the whole view and no sample. Where `has_replicas`,
 * there is room for one more row per sample and segment. */
lk_status sensitivity_draw(lk_context *ctx, const sensitivity *s, const lk_explain_request *request,
                           int has_replicas, coalition *out);

#endif
