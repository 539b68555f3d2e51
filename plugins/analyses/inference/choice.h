/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_CHOICE_H
#define INFERENCE_CHOICE_H

#include "grid.h"

/* What a study can be made with several variants of, and the runs themselves
 * where several are compared. */
typedef enum choice {
    CHOICE_EXPLAINER,
    CHOICE_ALIGN,
    CHOICE_MASK,
    CHOICE_BINARISE,
    CHOICE_RUN
} choice;
enum { CHOICE_COUNT = CHOICE_RUN + 1 };

/* The column of the tables. */
extern const char *const choice_names[CHOICE_COUNT];

const char *choice_variant(const setting *x, choice c);

/* The setting that differs from `x` in this choice only and has the study's
 * first variant of it; NULL where `x` is that itself, and for choices within
 * runs that are compared: each run has told of its own. */
const setting *choice_base(const grid *g, const setting *x, choice c);

#endif
