/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_ENDS_ENDS_H
#define EXPLAINERS_ENDS_ENDS_H

/* Explainers that share the score of the whole view, above that of the empty one,
 * among the segments: a coalition problem whose first two rows are these ends,
 * and what is said of every such explanation. */

#include "../coalition/options.h"
#include "../halves/halves.h"

enum { ROW_EMPTY, ROW_WHOLE, ROW_FIRST };

/* Values of each class. Those of explainers that do not sample end before
 * ENDS_ERROR. */
enum {
    ENDS_SCORE,
    ENDS_EMPTY,
    ENDS_GAP,
    ENDS_SEGMENTS,
    ENDS_SAMPLES,
    ENDS_ERROR,
    ENDS_OWN = ENDS_ERROR,
    ENDS_SPLIT_HALF,
    ENDS_SAMPLED
};
extern const lk_value_info ends_values[ENDS_SAMPLED];

/* The answer: arrays of asked classes x segments. */
typedef struct ends_answer {
    double *values;
    double *errors; /* standard errors; infinite where there are too few samples */
    double freedom; /* degrees of it that they were estimated with; 0 where nothing was drawn */
    double *halves; /* asked classes x 2 x segments: values of half of the samples; may be NULL */
} ends_answer;

/* Room for the ends and `rows` samples, which hide everything. */
lk_status ends_reserve(lk_context *ctx, coalition *c, size_t rows);

/* Zeroed room for the answer; `count` is ENDS_OWN or ENDS_SAMPLED. */
lk_status ends_open(lk_context *ctx, const coalition *c, uint32_t count, ends_answer *out);

/* The score of the whole view above that of the empty one. */
static inline double ends_gain(const coalition *c, uint32_t slot)
{
    return coalition_score_of(c, ROW_WHOLE, slot) - coalition_score_of(c, ROW_EMPTY, slot);
}

/* Set the first `count` values of each class, trace, and answer. */
lk_status ends_finish(lk_context *ctx, const coalition *c, const ends_answer *a, uint32_t count,
                      lk_explanation *out);

#endif
