/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "t.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

/* What is exceeded with chance p. GSL's own is good to ten digits; Newton's
 * steps on the tail, by the incomplete beta function, give the others. */
static double quantile_above(double p, double freedom)
{
    double t = gsl_cdf_tdist_Qinv(p, freedom);
    for (int i = 0; i < 3; i++) {
        double tail = gsl_cdf_beta_P(freedom / (freedom + t * t), freedom / 2, .5) / 2;
        t += (tail - p) / gsl_ran_tdist_pdf(t, freedom);
    }
    return t;
}

static int t_interval(double middle, double error, double freedom, double level, interval *out)
{
    if (!(error > 0))
        return 0;
    double reach = quantile_above((1 - level) / 2, freedom) * error;
    *out = (interval){middle - reach, middle + reach};
    return 1;
}

int t_interval_mean(const sample *s, double level, interval *out)
{
    return t_interval(sample_mean(s), sample_error(s), (double)(s->count - 1), level, out);
}

int t_interval_pooled(const double *a, size_t a_count, const double *b, size_t b_count,
                      double level, interval *out)
{
    double n = (double)a_count, m = (double)b_count;
    double variance =
        ((n - 1) * values_variance(a, a_count) + (m - 1) * values_variance(b, b_count)) /
        (n + m - 2);
    return t_interval(values_mean(a, a_count) - values_mean(b, b_count),
                      sqrt(variance * (1 / n + 1 / m)), n + m - 2, level, out);
}

int t_interval_welch(const double *a, size_t a_count, const double *b, size_t b_count, double level,
                     interval *out)
{
    double n = (double)a_count, m = (double)b_count;
    double v = values_variance(a, a_count) / n, w = values_variance(b, b_count) / m;
    double freedom = (v + w) * (v + w) / (v * v / (n - 1) + w * w / (m - 1));
    return t_interval(values_mean(a, a_count) - values_mean(b, b_count), sqrt(v + w), freedom,
                      level, out);
}
