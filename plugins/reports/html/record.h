/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_RECORD_H
#define HTML_RECORD_H

/* What a study has of each of its explainers: what a face takes, what it tells of
 * itself, what the metrics of explanations found. */

#include "../finding/names.h"
#include "page.h"

/* Those of `effort` are means over networks, the others over explanations. */
typedef enum record_column {
    RECORD_SECONDS, /* for a face */
    RECORD_PASSES,  /* for a face */
    RECORD_SAVING,
    RECORD_FOUND, /* the share of the passes */
    RECORD_DRAWS, /* likeness of a heatmap to another draw of it */
    RECORD_HALVES,
    RECORD_NEARBY,
    RECORD_MISSED, /* completeness error, as a share of what the values should add up to */
    RECORD_FIT,
    RECORD_DELETION,
    RECORD_INSERTION,
    RECORD_SHOWN, /* columns up to here are for people */
    RECORD_SCORE = RECORD_SHOWN,
    RECORD_EMPTY,
    RECORD_COLUMNS
} record_column;

typedef struct record_mean {
    double sum, weight, chance_sum, chance_weight;
} record_mean;

typedef struct record {
    names explainers;   /* in the order of the study */
    record_mean *means; /* explainers x columns */
} record;

/* 0 where there are fewer than two explainers of which it is known what they took. */
int record_read(page *p, record *out);

/* NAN: there is none. */
double record_value(const record *r, size_t explainer, record_column column);
double record_chance(const record *r, size_t explainer, record_column column);
/* Has any explainer a value? Of passes found, one above 0. */
int record_has(const record *r, record_column column);

/* The id of a measure of explainers or of a value of metrics; "" for columns of
 * `effort`. */
const char *record_id(record_column column);

#endif
