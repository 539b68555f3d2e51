/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_GRID_H
#define INFERENCE_GRID_H

#include <likeness/plugin.h>

/* The table `metrics` as grids: one for each way to make a score, a cell for
 * each baseline, network and label. Scores of single folds are left out. */

/* Different texts in the order in which they came. */
typedef struct texts {
    size_t count, room, latest;
    const char **items;
} texts;

/* `mask` is settled (common/readings.h). */
typedef struct setting {
    const char *study, *protocol, *explainer, *align, *mask, *binarise, *metric;
    double *cells; /* NAN: there is no score */
} setting;

typedef struct grid {
    texts networks, labels;
    texts baselines; /* the first is "": the network's own map */
    size_t count, room, latest;
    setting *settings;
    int has_totals; /* the table has rows about all networks already */
} grid;

lk_status grid_read(lk_context *ctx, const lk_table *metrics, grid *out);

/* NAN where there is none. */
double grid_cell(const grid *g, const setting *s, size_t baseline, size_t network, size_t label);

/* The index of a text, SIZE_MAX where it is none of them. */
size_t texts_find(const texts *t, const char *text);
/* The same, adding it at the end; SIZE_MAX: no memory. */
size_t texts_add(texts *t, lk_context *ctx, const char *text);

#endif
