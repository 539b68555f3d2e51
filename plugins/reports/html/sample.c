/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sample.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void sample_sort(sample *s)
{
    qsort(s->values, s->count, sizeof *s->values, by_value);
}

double sample_quantile(const sample *s, double share)
{
    double at = share * (double)(s->count - 1);
    size_t i = (size_t)at;
    double rest = at - (double)i;
    return rest > 0 ? s->values[i] + rest * (s->values[i + 1] - s->values[i]) : s->values[i];
}

void sample_add_spread(page *p, const sample *s)
{
    double low = sample_quantile(s, 0.25), high = sample_quantile(s, 0.75);
    if (low < high)
        page_add(p, " <small>$ to $</small>", draft_short(p, low), draft_short(p, high));
}
