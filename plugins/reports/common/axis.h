/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_COMMON_AXIS_H
#define REPORTS_COMMON_AXIS_H

/* One axis of a plot: where numbers lie on it, and which of them are written. */

#include <stddef.h>

typedef struct axis {
    double low, high; /* the ends, a little beyond the numbers */
    int is_log;
} axis;

enum { AXIS_TICKS = 32 }; /* room for the most */

/* Over the numbers that are finite; over 0 to 1 where there is none. `is_log`
 * asks for a logarithmic one, which numbers of 0 and below rule out. */
axis axis_over(const double *numbers, size_t count, int is_log);

/* Do the numbers span so much that those near the smallest would lie on each
 * other? All must be above 0, the largest more than 30 times the smallest. */
int axis_wants_log(const double *numbers, size_t count);

/* 0 at the low end, 1 at the high. */
double axis_place(const axis *a, double number);

/* Round numbers inside the axis, at most `most` (2 to AXIS_TICKS) of them and at
 * least 2 where that can be; how many there are. */
size_t axis_ticks(const axis *a, size_t most, double *ticks);

#endif
