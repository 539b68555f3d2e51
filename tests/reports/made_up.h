/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_REPORTS_MADE_UP_H
#define TESTS_REPORTS_MADE_UP_H

/* A study that never ran: tables and figures for a report, and the files that
 * it writes. Memory lives until the program ends. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit.h"

/* Forget everything; the next study begins. */
void made_up_begin(void);

/* Begin a table; columns as in core/run.c: "name count#". Rows go to the table
 * begun last: cells separated by '|', an empty one is missing. */
void made_up_table(const char *name, const char *columns);
void made_up_row(const char *format, ...) LK_PRINTF(1, 2);
void made_up_number(size_t column, double value); /* in the newest row */

/* Columns of the table `metrics`, and a row of it: IoU, pooled. */
#define METRICS                                                                                    \
    "study protocol network fold label explainer align mask binarise baseline metric value# lo# "  \
    "hi# n# correction"
void made_up_iou(const char *network, const char *label, const char *baseline, double value);

/* The table `metrics` of two networks x two expressions: own scores, 0.01 apart
 * on each side, and the same baselines for all; `mirror` is .9, `chance` .1. */
void made_up_scores(double own, double wrong, double ellipse);

/* Add a figure and get it, to fill the rest; "" at first. */
lk_figure *made_up_figure(const char *kind, lk_tensor pixels);
lk_tensor made_up_map(int height, int width, const float *values); /* NULL: zeros */

/* Parameters for made_up_write: NULL or a YAML flow map. */
lk_status made_up_write(const char *report, const char *params);
extern const char *made_up_provenance;
extern lk_status made_up_disk; /* what writing a file returns */
/* How figures that came without pixels get them; NULL: they do not. */
extern lk_status (*made_up_pixels)(const lk_report_request *self, lk_context *ctx, size_t index,
                                   lk_tensor *out);
extern char made_up_error[1200]; /* the sentence of a failed write */

/* A written file, NUL-terminated; the test fails, or NULL is returned, where
 * there is none. */
const char *made_up_file(const char *path, size_t *size);
const char *made_up_try_file(const char *path, size_t *size);
size_t made_up_file_count(void);

#endif
