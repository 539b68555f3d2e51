/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_BASIS_H
#define REPORTS_FINDING_BASIS_H

/* What stands behind an answer, and what is to be thought of before it is
 * believed. */

#include <jansson.h>

#include "summary.h"

/* Faces of the study by its provenance, which may be NULL; negative where that
 * does not say: ready-made maps have items, but no faces. */
double basis_faces(const json_t *provenance);

/* "2 networks × 6 expressions = 12 maps; 23 faces, 20 to 23 in each map" */
const char *basis_words(draft *d, const scores *s, const summary *y, double faces);

/* What the intervals of the differences are, and how often such ones hold the
 * truth (docs/statistics.md); "" where there are none. */
const char *basis_intervals(draft *d, const summary *y);

enum { CAUTIONS = 4 };

typedef struct caution {
    const char *name, *meaning; /* "Few faces", "other faces may give ..." */
} caution;

/* How many there are. */
size_t basis_cautions(draft *d, const scores *s, const summary *y, double faces,
                      caution out[CAUTIONS]);

#endif
