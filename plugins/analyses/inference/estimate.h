/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_ESTIMATE_H
#define INFERENCE_ESTIMATE_H

#include "../statistics/sample.h"
#include "inference.h"

/* Fewer clusters than this have no bootstrap interval: what it draws from them
 * varies too little, and with two it would hold the truth half the time. */
enum { FEWEST_CLUSTERS = 5 };

/* A mean over clusters with its intervals; ends are NAN where there is none. */
typedef struct estimate {
    size_t n;
    double value;
    interval bootstrap, t;
} estimate;

/* The scores of a setting on a baseline; `setting` NULL: nothing. */
typedef struct side {
    const setting *setting;
    size_t baseline;
} side;

/* Values of clusters: of each, the mean of its scores of one side, less those of
 * the other. A score counts where it and what is taken from it are known; a
 * cluster, where any score does. `values` has room for every network or label;
 * the number of clusters is returned. */
size_t clusters_gather(const study *s, side own, side minus, double *values);
/* Room for the values of the most clusters that there are. */
double *clusters_room(study *s);

lk_status estimate_make(study *s, const double *values, size_t n, estimate *out);

/* The same of differences, with a test that their mean is 0 (`p`) and its size
 * (`effect`, Cohen's d_z); NAN where there is nothing to test. */
lk_status estimate_judge(study *s, const double *differences, size_t n, estimate *out, double *p,
                         double *effect);

/* The columns of what was judged, behind that of its value, and their cells. */
/* clang-format off */
#define JUDGED_COLUMNS                                                                             \
    {"lo", LK_COLUMN_NUMBER}, {"hi", LK_COLUMN_NUMBER}, {"n", LK_COLUMN_NUMBER},                   \
    {"method", LK_COLUMN_TEXT}, {"t_lo", LK_COLUMN_NUMBER}, {"t_hi", LK_COLUMN_NUMBER},            \
    {"p", LK_COLUMN_NUMBER}, {"p_adjusted", LK_COLUMN_NUMBER}, {"correction", LK_COLUMN_TEXT},     \
    {"effect", LK_COLUMN_NUMBER}
/* clang-format on */

void cells_of_judged(lk_cell *cells, const study *s, const estimate *e, double p, double adjusted,
                     double effect);

#endif
