/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_DIAGNOSE_H
#define EXPLAINERS_LIME_DIAGNOSE_H

/* How far each model can be trusted. */

#include "until.h"

/* What model_diagnose says of each class. */
enum {
    MODEL_FIT,
    MODEL_INTERCEPT,
    MODEL_PREDICTION,
    MODEL_SCORE,
    MODEL_ERROR,
    MODEL_SPLIT_HALF,
    MODEL_SEGMENTS,
    MODEL_SAMPLES,
    MODEL_HALF_WIDTH,
    MODEL_SEPARATION,
    MODEL_MET,
    MODEL_VALUES
};
extern const lk_value_info model_values[MODEL_VALUES];

/* How the samples of a model were drawn, and what they came to. */
typedef struct sampled {
    design design;
    until until;
    const certainty *classes;
} sampled;

/* `out`: asked classes x MODEL_VALUES. */
lk_status model_diagnose(lk_context *ctx, const model *m, const coalition *c, const sampled *s,
                         lk_value *out);

#endif
