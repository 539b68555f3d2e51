/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "friedman.h"

#include <gsl/gsl_cdf.h>

/* Rank the values of a block; the sum of t^3 - t over its ties. */
static double rank_block(const double *values, size_t count, int lowest_first, double *ranks)
{
    double ties = 0;
    for (size_t i = 0; i < count; i++) {
        double before = 0, equal = 0;
        for (size_t j = 0; j < count; j++) {
            before += lowest_first ? values[j] < values[i] : values[j] > values[i];
            equal += values[j] == values[i];
        }
        ranks[i] = before + (equal + 1) / 2;
        ties += equal * equal - 1; /* t values of t^2 - 1 each */
    }
    return ties;
}

static void test(const double *mean_ranks, double n, double k, double ties, friedman *out)
{
    double squares = 0, total = n * (k * k * k - k);
    for (size_t i = 0; i < (size_t)k; i++) {
        double off = mean_ranks[i] - (k + 1) / 2;
        squares += off * off;
    }
    out->w = 12 * n * squares / (total - ties);
    out->chi2 = n * (k - 1) * out->w;
    out->p = gsl_cdf_chisq_Q(out->chi2, k - 1);
    out->has_f = 1 - out->w > 1e-12;
    if (out->has_f) {
        out->f = (n - 1) * out->w / (1 - out->w);
        out->f_p = gsl_cdf_fdist_Q(out->f, k - 1, (k - 1) * (n - 1));
    }
}

int friedman_test(const double *table, size_t blocks, size_t treatments, int lowest_first,
                  double *ranks, double *mean_ranks, friedman *out)
{
    double ties = 0, n = (double)blocks, k = (double)treatments;
    for (size_t i = 0; i < treatments; i++)
        mean_ranks[i] = 0;
    for (size_t b = 0; b < blocks; b++) {
        ties += rank_block(table + b * treatments, treatments, lowest_first, ranks);
        for (size_t i = 0; i < treatments; i++)
            mean_ranks[i] += ranks[i];
    }
    for (size_t i = 0; i < treatments; i++)
        mean_ranks[i] /= n;
    *out = (friedman){0};
    if (ties >= n * (k * k * k - k))
        return 0;
    test(mean_ranks, n, k, ties, out);
    return 1;
}
