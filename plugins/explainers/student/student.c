/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "student.h"

#include <float.h>
#include <math.h>

enum { MOST_TERMS = 10000, MOST_HALVINGS = 200 };

/* Not zero, for a denominator. */
static double apart(double x)
{
    return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* The fraction 1 / (1 + d1 / (1 + d2 / ...)) of the incomplete beta function, by
 * Lentz's method. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / apart(1 - (a + b) * x / (a + 1)), product = d;
    for (int m = 1; m < MOST_TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / apart(1 + even * d);
        c = apart(1 + even / c);
        product *= c * d;
        d = 1 / apart(1 + odd * d);
        c = apart(1 + odd / c);
        product *= c * d;
        if (fabs(c * d - 1) < DBL_EPSILON)
            break;
    }
    return product;
}

/* ln Gamma(a + 1/2) - ln Gamma(a), whose terms would cancel for a large a; by
 * the first terms of its asymptotic series from 20 on. */
static double log_gamma_step(double a)
{
    double product = 1;
    while (a < 20) {
        product *= a / (a + .5);
        a++;
    }
    double r = 1 / a, s = r * r;
    return log(product) + .5 * log(a) -
           r * (1. / 8 - s * (1. / 192 - s * (1. / 640 - s * (17. / 14336 - s * 31. / 18432))));
}

double student_beyond(double t, double freedom)
{
    double a = freedom / 2, b = .5, x = freedom / (freedom + t * t);
    double rest = t * t / (freedom + t * t);
    if (t <= 0)
        return 1;
    /* 1 / B(a, 1/2) is the step over the root of pi. */
    double front =
        exp(log_gamma_step(a) - .5 * log(acos(-1)) - a * log1p(t * t / freedom) + b * log(rest));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, rest) / b;
}

double student_quantile(double chance, double freedom)
{
    double low = 0, high = 1;
    if (!(freedom >= 1))
        return INFINITY;
    while (student_beyond(high, freedom) > chance) {
        low = high;
        high *= 2;
    }
    for (int i = 0; i < MOST_HALVINGS && high - low > 4 * DBL_EPSILON * high; i++) {
        double middle = low + (high - low) / 2;
        if (student_beyond(middle, freedom) > chance)
            low = middle;
        else
            high = middle;
    }
    return high;
}
