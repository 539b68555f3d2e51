/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_GRID_H
#define INFERENCE_GRID_H

#include <likeness/plugin.h>

/* Tables of scores as grids: one for each way to make a score, a cell for each
 * baseline, network and column. */

typedef enum grid_kind {
    GRID_LABELS, /* of `metrics`: what is no single fold; a column is a label */
    GRID_FOLDS,  /* of `metrics`: a column is a label of one fold; protocol `folds` */
    GRID_FACES   /* of `face_scores`: a face and a class explained on it; `faces` */
} grid_kind;

/* Different texts in the order in which they came. */
typedef struct texts {
    size_t count, room, latest;
    const char **items;
} texts;

typedef struct grid_column {
    const char *label;
    const char *unit; /* the fold, or the item of the face; else "" */
    double face;      /* its number in the item */
    size_t cluster;   /* of `clusters` */
} grid_column;

/* `mask` is settled (common/readings.h); `run` is "" but where runs are compared. */
typedef struct setting {
    const char *study, *protocol, *explainer, *align, *mask, *binarise, *metric, *run;
    double *cells; /* NAN: there is no score */
} setting;

typedef struct grid {
    texts networks;
    texts baselines; /* the first is "": the network's own map */
    texts clusters;  /* what columns repeat over: folds, or people; a face of nobody
                        known is its own. Of GRID_LABELS: none */
    size_t column_count, column_room, column_latest;
    grid_column *columns;
    size_t count, room, latest;
    setting *settings;
    int has_totals; /* the table has rows about several networks or labels already */
    int has_runs;   /* it holds the scores of several runs */
} grid;

lk_status grid_read(lk_context *ctx, const lk_table *scores, grid_kind kind, grid *out);

/* NAN where there is none. */
double grid_cell(const grid *g, const setting *s, size_t baseline, size_t network, size_t column);

/* The index of a text, SIZE_MAX where it is none of them. */
size_t texts_find(const texts *t, const char *text);
/* The same, adding it at the end; SIZE_MAX: no memory. */
size_t texts_add(texts *t, lk_context *ctx, const char *text);

#endif
