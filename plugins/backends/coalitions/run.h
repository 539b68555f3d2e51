/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_RUN_H
#define LK_BACKENDS_COALITIONS_RUN_H

/* A plan carried out. */

#include "images.h"
#include "plan.h"

/* A node's table, and what it lies in. */
typedef struct holder {
    table table;
    float *room;
    size_t floats;  /* of the room */
    size_t end;     /* columns that are computed */
    uint32_t *rows; /* by row of its map, its first column, and all */
    float *filters; /* evaluation */
    uint8_t method; /* that they are for */
} holder;

void holder_drop(holder *h);

typedef struct coalition_run {
    lk_context *ctx;
    const engine *engine;
    crew *hands;     /* of the engine */
    crew *workers;   /* of what evaluates distinct patterns: EVALUATE_FLOATS each */
    holder *holders; /* by node: kept from problem to problem */
    const lk_coalitions *problem;
    const images *images;
    const masks *masks;
    const coalition_plan *plan;
    uint32_t node; /* asked for */
    /* Scores of rows first .. first + count - 1, in order. */
    lk_score_sink sink;
    void *user;
} coalition_run;

/* LK_STOP where the sink said so. */
lk_status coalition_run_all(const coalition_run *r);

/* Score some rows of the problem as pictures of their own. */
lk_status coalition_run_rows(const coalition_run *r, const size_t *rows, size_t count,
                             float *scores);

#endif
