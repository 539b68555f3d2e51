/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "multiple.h"

#include <math.h>
#include <stdlib.h>

typedef struct ranked {
    double p;
    size_t at;
} ranked;

static int by_p(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Step down from the least p; none is below one before it. */
static void holm(const ranked *sorted, size_t count, double *out)
{
    double least = 0;
    for (size_t i = 0; i < count; i++) {
        least = fmax(least, fmin(1, (double)(count - i) * sorted[i].p));
        out[sorted[i].at] = least;
    }
}

/* Step up from the greatest p; none is above one after it. */
static void benjamini_hochberg(const ranked *sorted, size_t count, double *out)
{
    double most = 1;
    for (size_t i = count; i-- > 0;) {
        most = fmin(most, (double)count / (double)(i + 1) * sorted[i].p);
        out[sorted[i].at] = most;
    }
}

static int step(correction by, const double *p, size_t count, double *out)
{
    ranked *sorted = calloc(count ? count : 1, sizeof *sorted);
    if (!sorted)
        return -1;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (ranked){p[i], i};
    qsort(sorted, count, sizeof *sorted, by_p);
    if (by == CORRECTION_HOLM)
        holm(sorted, count, out);
    else
        benjamini_hochberg(sorted, count, out);
    free(sorted);
    return 0;
}

int adjust_p(correction by, const double *p, size_t count, double *out)
{
    if (by == CORRECTION_HOLM || by == CORRECTION_BH)
        return step(by, p, count, out);
    for (size_t i = 0; i < count; i++)
        out[i] = by == CORRECTION_NONE ? p[i] : fmin(1, (double)count * p[i]);
    return 0;
}
