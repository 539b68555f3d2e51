/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_PLAN_H
#define LK_BACKENDS_COALITIONS_PLAN_H

/* How the rows of a coalition problem are scored: in levels. The first computes
 * the nodes up to a bottleneck of the graph for as many rows at once as there
 * is memory for, the next goes on from there with parts of these rows, the last
 * leaves the rest of the network to the engine, row by row. Any of the three
 * may be missing.
 *
 * A plan is a function of the network, the segments, the rows, the setting and
 * the instruction set: the same on every run. */

#include "coalitions.h"
#include "cost.h"
#include "stream.h"

enum { PLAN_LEVELS = 3 };

typedef struct plan_level {
    uint32_t from, to; /* nodes; `from` - 1 is the bottleneck before */
    size_t rows;       /* at once */
    int is_dense;      /* the engine computes them */
    int64_t band;      /* stream.h */
} plan_level;

typedef struct coalition_plan {
    uint32_t level_count;
    plan_level levels[PLAN_LEVELS];
    uint8_t *methods;      /* by node of a level that is not dense */
    column_counts *counts; /* by node: columns of the first rows of its level */
    const uint32_t *uses;  /* by node, the last that needs its table, through flattened maps */
    double seconds;        /* predicted, of one thread, for all rows */
    double dense_seconds;  /* if the engine computed all rows, whole */
} coalition_plan;

/* `node` is what is asked for. */
lk_status coalition_plan_make(lk_context *ctx, const engine *e, const coalitions_setting *s,
                              masks *m, const lk_coalitions *problem, uint32_t node,
                              coalition_plan *out);

#endif
