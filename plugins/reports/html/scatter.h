/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_SCATTER_H
#define HTML_SCATTER_H

#include "page.h"

/* A plot of named points. */

typedef struct scatter_point {
    double x, y;       /* x NAN: not drawn; y NAN: in a strip of its own above the others */
    const char *label; /* short: beside the point, off the others */
    const char *words; /* for who points at it */
    int is_hollow;
} scatter_point;

typedef struct scatter {
    const char *name, *x_title, *y_title;
    const char *strip; /* what those without a y are */
    size_t count;
    const scatter_point *points;
} scatter;

void scatter_draw(page *p, const scatter *s);

#endif
