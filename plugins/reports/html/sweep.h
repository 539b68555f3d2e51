/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_SWEEP_H
#define HTML_SWEEP_H

#include "../finding/ablation.h"
#include "../finding/summary.h"
#include "page.h"

/* What a choice varies: its variants by the parameters in which they differ. */

/* A parameter of which the variants have different values. */
typedef struct sweep_key {
    const char *name;
    const char **values; /* by variant; "" where a variant has none */
    double *numbers;     /* the same; NULL where any is no number */
} sweep_key;

typedef struct sweep {
    page *page;
    const scores *scores;
    const char *choice;
    size_t count; /* variants, the first of the study first */
    const setting **settings;
    size_t key_count;
    sweep_key *keys;
} sweep;

/* The settings that differ from `x` in this choice only; 0 where there are no two. */
int sweep_make(page *p, const scores *s, const setting *x, const char *choice, sweep *out);

/* The key along which its variants lie, where they differ in one parameter alone
 * and no two have the same value of it, in the order of its numbers then; else
 * NULL. */
const sweep_key *sweep_axis(sweep *w);

/* A plot over one key or over the variants, and the table of its numbers. */
void sweep_draw(const sweep *w, const sweep_key *key);
/* A table over two keys. */
void sweep_grid(const sweep *w);
/* A table over two choices. */
void sweep_cross(page *p, const scores *s, const setting *x, const char *rows, const char *columns);

#endif
