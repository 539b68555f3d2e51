/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SENSITIVITY_SENSITIVITY_H
#define EXPLAINERS_SENSITIVITY_SENSITIVITY_H

/* What explainers by sensitivity analysis share: parameters, and a coalition
 * problem whose row 0 shows everything, and whose rows from 1 on are samples. */

#include "../coalition/coalition.h"
#include "sequence.h"

/* Parameters; an instance begins with them. */
typedef struct sensitivity {
    lk_segmenter *segmenter;
    int64_t samples;
    int design; /* sequence_design */
    int fill;   /* fill_kind */
    lk_double_list colour;
    double blur;
    int output; /* lk_output */
} sensitivity;

extern const char *const sensitivity_designs[], *const sensitivity_fills[],
                                                    *const sensitivity_outputs[];

#define SENSITIVITY_PARAMS(default_samples, samples_doc)                                           \
    {.name = "segmenter",                                                                          \
     .type = LK_PLUGIN_REF,                                                                        \
     .offset = offsetof(sensitivity, segmenter),                                                   \
     .fallback = "{use: grid, rows: 8, columns: 8}",                                               \
     .refers = LK_STAGE_SEGMENTER,                                                                 \
     .doc = "What cuts the view into segments."},                                                  \
        {.name = "samples",                                                                        \
         .type = LK_INT,                                                                           \
         .flags = LK_PARAM_SAMPLER,                                                                \
         .offset = offsetof(sensitivity, samples),                                                 \
         .fallback = default_samples,                                                              \
         .low = 4,                                                                                 \
         .high = 20000,                                                                            \
         .unit = "samples",                                                                        \
         .doc = samples_doc},                                                                      \
        {.name = "design",                                                                         \
         .type = LK_CHOICE,                                                                        \
         .offset = offsetof(sensitivity, design),                                                  \
         .fallback = "sobol",                                                                      \
         .choices = sensitivity_designs,                                                           \
         .doc =                                                                                    \
             "Which samples: of Sobol's `sobol` sequence, or of a `latin` hypercube, where half "  \
             "of them show each segment."},                                                        \
        {.name = "fill",                                                                           \
         .type = LK_CHOICE,                                                                        \
         .offset = offsetof(sensitivity, fill),                                                    \
         .fallback = "black",                                                                      \
         .choices = sensitivity_fills,                                                             \
         .doc =                                                                                    \
             "What a hidden segment shows; `mean` is its own mean colour, `truncated-mean` the "   \
             "same without fractions, `grey` half of white, `blur` the view out of focus."},       \
        {.name = "colour",                                                                         \
         .type = LK_DOUBLE_LIST,                                                                   \
         .offset = offsetof(sensitivity, colour),                                                  \
         .low = 0,                                                                                 \
         .high = 255,                                                                              \
         .doc = "Red, green and blue for `fill: colour`."},                                        \
        {.name = "blur",                                                                           \
         .type = LK_DOUBLE,                                                                        \
         .offset = offsetof(sensitivity, blur),                                                    \
         .fallback = "10",                                                                         \
         .low = 0.1,                                                                               \
         .high = 256,                                                                              \
         .unit = "px",                                                                             \
         .doc = "Standard deviation of the Gaussian of `fill: blur`."},                            \
    {                                                                                              \
        .name = "output", .type = LK_CHOICE, .offset = offsetof(sensitivity, output),              \
        .fallback = "probability", .choices = sensitivity_outputs,                                 \
        .doc = "Which score of the network is explained."                                          \
    }

/* Do the parameters go together? For `open`. */
lk_status sensitivity_check(lk_context *ctx, const sensitivity *s);

/* Open a problem, cut the view, and draw the samples, or take those of the request; a
 * first one of these that shows everything is the whole view and no sample. Where
 * `has_replicas`, there is room for one more row per sample and segment. */
lk_status sensitivity_draw(lk_context *ctx, const sensitivity *s, const lk_explain_request *request,
                           int has_replicas, coalition *out);

/* Fill and score all rows. */
lk_status sensitivity_score(lk_context *ctx, const sensitivity *s, coalition *c);

#endif
