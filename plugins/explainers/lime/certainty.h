/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_CERTAINTY_H
#define EXPLAINERS_LIME_CERTAINTY_H

/* How sure the coefficients of each class are, by intervals that know which
 * samples were drawn together (surrogate/clusters.h), with Student's t. Sample 0
 * is the same in every run, so it adds nothing to what coefficients vary. */

#include "design.h"
#include "model.h"

typedef struct certainty_rule {
    design design;
    double miss;   /* chance that one coefficient lies outside its interval */
    uint32_t rank; /* how many first segments to tell from the others; 0: none, as it must
                      be where the model has not every segment */
} certainty_rule;

/* Of one class. Each is INFINITY where nothing bounds it: a half-width of fewer
 * samples than coefficients or of the lasso, a separation of segments of which none are left. */
typedef struct certainty {
    double *half_widths; /* segments: of each interval; 0 for one that is not in the model */
    double half_width;   /* of the widest */
    double error;        /* median standard error */
    /* Segments in the order of their coefficients, largest first: of the
     * differences between one of the first `rank` and one behind them, the
     * smallest in half-widths of its interval. The chance of a miss is shared
     * among all of these differences, so above 1 the first are the first. */
    double separation;
} certainty;

/* `out`: one per class of the model, their half-widths one after the other. */
lk_status certainty_measure(lk_context *ctx, const model *m, const certainty_rule *rule,
                            certainty *out);

#endif
