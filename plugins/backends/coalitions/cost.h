/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_COST_H
#define LK_BACKENDS_COALITIONS_COST_H

/* What computing takes, about, in seconds of one thread: functions of the
 * network, the instruction set and the numbers of columns, never of measured
 * time, so that a plan is the same on every run. */

#include "../scoring/scoring.h"
#include "evaluate.h"

typedef struct column_counts {
    double out, in; /* of the node's table and that of its first input */
    double tiles;   /* of the node's tiles, where it has them */
} column_counts;

double cost_of(const graph *g, const graph_node *n, method how, const column_counts *c);

/* What comes once for all columns: weights in another form. */
double cost_once(const graph *g, const graph_node *n, method how);

/* Of a node of one item among many, computed by the engine. */
double cost_dense(const engine *e, const graph_node *n);

#endif
