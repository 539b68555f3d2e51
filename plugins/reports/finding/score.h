/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_SCORE_H
#define REPORTS_FINDING_SCORE_H

#include "../../common/readings.h"
#include "names.h"

/* The table `metrics` as grids: one for each setting, a cell for each baseline,
 * network and label. */

typedef struct score {
    double value, lo, hi, n;
    uint8_t known, has_interval, has_n;
} score;

/* One way to make a score. `mask` is settled (readings.h); `run` is "" but where
 * runs are compared. */
typedef struct setting {
    const char *protocol, *explainer, *align, *mask, *binarise, *metric, *run;
    const lk_value_info *info; /* NULL where the metric is not declared */
    size_t order;
    score *cells;
} setting;

typedef struct scores {
    names networks, labels;
    names baselines; /* the first is "": the network's own */
    names controls;  /* which of them are the networks with other parameters */
    size_t count, room;
    setting *settings;  /* the main one first: IoU, pooled, as in the study file */
    int has_intervals;  /* over networks */
    readings *readings; /* of masks: what settings are named by */
} scores;

void scores_read(draft *d, scores *s);

/* Indices as in the lists; `labels.count` and `networks.count` stand for rows
 * about all of them. Never NULL. */
const score *scores_at(const scores *s, const setting *x, size_t baseline, size_t network,
                       size_t label);

/* Does a row of another table, with the columns that tell settings apart,
 * belong to this one? */
int scores_row_is_of(draft *d, const scores *s, const setting *x, const lk_table *t, size_t row);

/* The first setting for a branch of the study, or NULL. */
const setting *scores_of_branch(const scores *s, const branch *b);

/* 1: higher is better, -1: lower. */
int setting_sign(const setting *x);
/* "Intersection over union", "IoU" where short. */
const char *setting_metric(const setting *x, int brief);
const char *setting_title(draft *d, const setting *x);

#endif
