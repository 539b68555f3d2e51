/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLUGINS_COMMON_TALLY_H
#define PLUGINS_COMMON_TALLY_H

#include <stddef.h>

/* How often a label is the truth, the prediction, both. */
typedef struct tally {
    double truth, predicted, both;
} tally;

/* Macro scores as scikit-learn has them by default: means over the labels that occur
 * as truth or prediction. */
typedef struct tally_score {
    double accuracy, precision, recall, f1;
} tally_score;

static inline double tally_share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static inline tally_score tally_score_of(const tally *labels, size_t label_count, double items)
{
    tally_score s = {0};
    double seen = 0;
    for (size_t k = 0; k < label_count; k++) {
        const tally *t = &labels[k];
        seen += t->truth > 0 || t->predicted > 0;
        s.accuracy += t->both;
        s.precision += tally_share(t->both, t->predicted);
        s.recall += tally_share(t->both, t->truth);
        s.f1 += tally_share(2 * t->both, t->predicted + t->truth);
    }
    return (tally_score){s.accuracy / items, s.precision / seen, s.recall / seen, s.f1 / seen};
}

#endif
