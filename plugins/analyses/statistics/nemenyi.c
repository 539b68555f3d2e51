/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "nemenyi.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

/* Trapezoids converge on such an integrand faster than any power of the step:
 * at this one only rounding is left (Trefethen and Weideman, 2014). */
static const double STEP = 1.0 / 16, REACH = 9;

/* The integral runs over the least of the k values, z; the others lie between z
 * and z + q. */
double studentised_range_above(double q, size_t k)
{
    double within = 0;
    if (!(q > 0))
        return 1;
    for (int i = -(int)(REACH / STEP); i <= (int)(REACH / STEP); i++) {
        double z = i * STEP;
        double between = gsl_cdf_ugaussian_P(z + q) - gsl_cdf_ugaussian_P(z);
        within += gsl_ran_ugaussian_pdf(z) * pow(between, (double)(k - 1));
    }
    return fmin(1, fmax(0, 1 - (double)k * within * STEP));
}

double studentised_range_quantile(double p, size_t k)
{
    double lo = 0, hi = 1;
    while (studentised_range_above(hi, k) > p && hi < 64)
        hi *= 2;
    for (int i = 0; i < 60; i++) {
        double middle = (lo + hi) / 2;
        if (studentised_range_above(middle, k) > p)
            lo = middle;
        else
            hi = middle;
    }
    return (lo + hi) / 2;
}

/* The unit in which differences of mean ranks are studentised ranges. */
static double rank_error(size_t treatments, size_t blocks)
{
    double k = (double)treatments;
    return sqrt(k * (k + 1) / (12 * (double)blocks));
}

double nemenyi_p(double difference, size_t treatments, size_t blocks)
{
    return studentised_range_above(fabs(difference) / rank_error(treatments, blocks), treatments);
}

double nemenyi_critical(double alpha, size_t treatments, size_t blocks)
{
    return studentised_range_quantile(alpha, treatments) * rank_error(treatments, blocks);
}
