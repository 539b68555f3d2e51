/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLUGINS_COMMON_ASCENDING_H
#define PLUGINS_COMMON_ASCENDING_H

/* The order of doubles for qsort, the least first. Not for values that are no numbers. */
static inline int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

#endif
