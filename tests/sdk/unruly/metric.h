/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_SDK_UNRULY_METRIC_H
#define LK_TESTS_SDK_UNRULY_METRIC_H

/* How often two heatmaps have the same sign, with values as the including file
 * declares them: `infos`, of which the first counts. */

#include "how.h"

static double agreeing(const lk_heatmap *a, const lk_heatmap *b)
{
    const float *v = a->values.data, *w = b->values.data;
    size_t n = lk_tensor_count(&a->values), same = 0;
    for (size_t i = 0; i < n; i++)
        same += (v[i] > 0) == (w[i] > 0);
    return (double)same / (double)n;
}

#endif
