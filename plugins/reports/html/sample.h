/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_SAMPLE_H
#define HTML_SAMPLE_H

#include "page.h"

/* Numbers of many faces, shown by their median and quartiles. */
typedef struct sample {
    size_t count;
    double *values;
} sample;

void sample_sort(sample *s);
/* Of a sorted one that is not empty; linear between order statistics, as NumPy's
 * default. */
double sample_quantile(const sample *s, double share);
/* Its lower and upper quartile, where they differ. */
void sample_add_spread(page *p, const sample *s);

#endif
