/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_ABLATION_H
#define REPORTS_FINDING_ABLATION_H

#include "contrast.h"

/* What the statistics stage says of a setting against the one that has the first
 * variant of a choice and is else the same. */

/* The difference of the networks' own scores; 0 where there is none. */
int ablation_find(draft *d, const scores *s, const setting *x, const char *choice, contrast *out);

/* The variant of a choice ("explainer", "align", "mask", "binarise", "run") that
 * a setting has. */
const char *ablation_variant(const setting *x, const char *choice);
/* The setting with "" for that variant: what those have in common that differ in
 * it alone. Its cells stay those of `x`. */
setting ablation_rest(const setting *x, const char *choice);
/* Are two settings the same in all but this choice? */
int ablation_is_alike(const setting *x, const setting *y, const char *choice);

/* How many of a table's tests luck would make significant. */
typedef struct luck {
    double tests, alpha, expected, found, found_corrected;
    const char *correction;
} luck;

int luck_find(draft *d, const char *table, const char *metric, luck *out);
/* "12 differences were tested. Luck alone would make 0.6 of them significant at
 * 0.05; 1 is, and none after Holm's correction." */
const char *luck_words(draft *d, const luck *l);
/* "0.031", "<0.001" */
const char *luck_p(draft *d, double p);
/* Is it significant after the correction? 0 where it was not tested. */
int luck_is_beaten(const luck *l, const contrast *c);

#endif
