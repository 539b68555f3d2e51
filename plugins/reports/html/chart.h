/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_CHART_H
#define HTML_CHART_H

#include "page.h"

/* A plot of lines over an axis of numbers or of names. What is missing is a gap in
 * its line, never a 0. */

/* NAN stands for what is missing, `lo` and `hi` for an interval that is. */
typedef struct chart_point {
    double value, lo, hi;
    int is_marked; /* with a star */
    int is_base;   /* what stars differ from: drawn hollow */
} chart_point;

typedef struct chart_line {
    const char *name, *style;  /* style: its class, "own", "blind" or "other" */
    const chart_point *points; /* one for each place of the chart */
} chart_line;

enum { CHART_LINES = 4 };

typedef struct chart {
    const char *name, *x_title, *y_title;
    size_t count;        /* places */
    const char **places; /* their names */
    const double *x;     /* their numbers; NULL: names alone, evenly apart */
    size_t line_count;
    chart_line lines[CHART_LINES];
} chart;

void chart_draw(page *p, const chart *c);

#endif
