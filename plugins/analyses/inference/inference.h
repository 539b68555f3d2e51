/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_INFERENCE_H
#define INFERENCE_INFERENCE_H

#include <math.h>

#include "../statistics/multiple.h"
#include "../statistics/stream.h"
#include "grid.h"

/* The plugin's parameters. */
typedef struct inference {
    double level;
    int64_t resamples;
    int interval;   /* bootstrap_kind */
    int cluster;    /* cluster_kind */
    int correction; /* of multiple.h */
    lk_label_map groups;
} inference;

typedef enum cluster_kind { CLUSTER_NETWORK, CLUSTER_LABEL } cluster_kind;

extern const char *const inference_intervals[], *const inference_corrections[];

/* One call of it. */
typedef struct study {
    const inference *params;
    lk_context *ctx;
    const lk_tables *tables;
    lk_table_sink *out;
    grid grid;
    stream key; /* every resampling starts from it */
} study;

/* ---- Each in a file of its own ------------------------------------------------------- */

/* Tests at once: those of one metric are a family. */
typedef struct tests {
    size_t count;
    const char **metrics;
    double *p; /* NAN: was not made; as `adjusted` */
    double *adjusted;
} tests;

/* Rows of `metrics` about all networks together. */
lk_status write_totals(study *s);
/* The scores of single networks over folds and people: the table `singles`, and
 * rows of `metrics` about all labels of a network. */
lk_status write_singles(study *s, tests *made);
/* Explanations against what makes the label, over people: the table `truths`. */
lk_status write_truths(study *s, tests *made);
/* The networks' own scores against each baseline: the table `contrasts`. `made`
 * gets its tests. */
lk_status write_contrasts(study *s, tests *made);
/* Networks in order: the table `ranks`. */
lk_status write_ranks(study *s);
/* Groups of networks against each other: the table `pairs`. */
lk_status write_pairs(study *s, tests *made);
/* What choices of the study change: the tables `ablations` and `choices`. */
lk_status write_ablations(study *s, tests *made);
lk_status write_choices(study *s);
/* What luck would give: the table `multiplicity`. */
lk_status write_multiplicity(study *s, const char *table, const tests *made);

/* ---- Shared by them ------------------------------------------------------------------- */

/* Room for `count` tests, none made. */
lk_status tests_make(study *s, size_t count, tests *out);
/* Correct each family on its own. */
lk_status tests_adjust(study *s, tests *t);

/* A row about a setting: fills the cells of SETTING_COLUMNS and of RUN_COLUMN,
 * the last, which is written only where runs are compared. */
lk_status setting_row(study *s, const char *table, const setting *x, size_t column_count,
                      const lk_column *columns, lk_cell *cells);

/* As lk_alloc_array, also of nothing. */
void *study_room(study *s, size_t count, size_t size);
lk_status no_memory(study *s);

/* 0.05 of the double beside it that 1 - 0.95 is. */
static inline double tidied(double x)
{
    return rint(x * 1e9) / 1e9;
}

/* Lower is better where the study says so. */
int study_lowest_first(const study *s, const char *metric);

/* The level at which tests are significant. */
double study_alpha(const study *s);

#endif
