/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_RECALL_H
#define LK_CORE_RECALL_H

/* The scores of coalition problems, kept: an explainer or a metric that asks a network
 * for the very rows that another asked for before is answered with the scores of
 * then. What their results come to, passes included, does not hang on it. */

#include <likeness/network.h>

#include "arena.h"
#include "digest.h"
#include "wire.h"

/* More scores of one problem than this are not kept. */
enum { LK_RECALL_SCORES = 1 << 20 };

typedef struct lk_recalled {
    size_t rows, classes;
    float *scores; /* rows x classes */
    size_t parts;  /* in which they came from the backend */
    size_t *ends;  /* of each part, in rows */
    lk_coalition_effort effort;
} lk_recalled;

typedef struct lk_recall {
    /* 1: `out` has what is kept under the key. It stays until the task ends. */
    int (*find)(void *user, const lk_key *key, lk_recalled *out);
    void (*keep)(void *user, const lk_key *key, const lk_recalled *scores);
    void *user;
} lk_recall;

/* Of a network, a whole problem and an output. */
void lk_recall_key(const lk_key *network, const lk_coalitions *problem, lk_output output,
                   lk_key *out);

/* Answer a network's problems from here on with what is kept; NULL: no more. */
void lk_network_recall(lk_network *network, const lk_recall *recall);
/* Rows so answered since its passes were counted from 0. */
uint64_t lk_network_recalled(const lk_network *network);

void lk_pack_recalled(lk_pack *p, const lk_recalled *r);
/* Of the arena; 0, or -1 where the bytes make no sense or memory runs out. */
int lk_unpack_recalled(lk_unpack *u, lk_arena *arena, lk_recalled *out);

#endif
