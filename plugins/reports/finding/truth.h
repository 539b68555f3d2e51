/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_TRUTH_H
#define REPORTS_FINDING_TRUTH_H

#include "summary.h"

/* Explanations against what makes the label, where the source knows that: the table
 * `truth`, as a statistics stage judged it over people (`truths`). */

typedef enum truth_side { TRUTH_CAUSE, TRUTH_SHORTCUT } truth_side;

/* What the explanations of a network by an explainer get on one side. */
typedef struct truth_score {
    contrast own;            /* of its mean over people; over faces where nothing was judged */
    uint8_t known, is_above; /* above chance and each blind baseline, by more than chance gives */
    uint8_t beats_chance;    /* above chance, whatever the baselines have */
    const char *unbeaten;    /* the first that it is not above; NULL: there is none */
    double *baselines;       /* means, one for each baseline; NAN: unknown */
} truth_score;

typedef struct truth_cell {
    truth_score sides[2];
    contrast difference; /* cause less shortcut; */
    uint8_t has_difference;
} truth_cell;

typedef struct truth {
    const lk_table *faces, *judged; /* judged NULL: there is no statistics stage */
    const char *metric, *binarise;  /* which scores are told of: ROC AUC where it is there */
    const lk_value_info *info;
    int sign; /* 1: higher is better */
    names networks, explainers, baselines, controls;
    truth_cell *cells; /* networks x explainers */
} truth;

/* 0: the study has none of it. */
int truth_read(draft *d, truth *out);
const truth_cell *truth_at(const truth *t, size_t network, size_t explainer);
int truth_has_shortcut(const truth *t);

/* The ends of what a mean may be by chance: its t interval, or the mean itself where
 * five people or more do not differ. 0: too few people. */
int truth_span(const contrast *c, double *lo, double *hi);
/* "0.812 [0.700, 0.924]" */
const char *truth_number(draft *d, const contrast *c);

/* In how many networks each explainer finds the cause; "" where there is one network. */
const char *truth_overview(draft *d, const truth *t);
/* Which explainer finds the cause in a network. */
const char *truth_verdict(draft *d, const truth *t, size_t network);
/* Whether the network looks at the shortcut; "" where nothing says so. */
const char *truth_suspicion(draft *d, const truth *t, size_t network);

#endif
