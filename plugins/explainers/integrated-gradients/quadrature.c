/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "quadrature.h"

#include <math.h>

#include <likeness/plugin.h>

/* The Legendre polynomial of degree n at z, and its slope there; |z| < 1. */
static double legendre(size_t n, double z, double *slope)
{
    double before = 0, here = 1;
    for (size_t k = 1; k <= n; k++) {
        double next = ((2 * (double)k - 1) * z * here - ((double)k - 1) * before) / (double)k;
        before = here;
        here = next;
    }
    *slope = (double)n * (z * here - before) / (z * z - 1);
    return here;
}

/* The roots by Newton's method from Tricomi's guess, which is near enough to the
 * right one that a few steps are exact. */
static void gauss_legendre(size_t count, double *nodes, double *weights)
{
    enum { STEPS = 8 };
    for (size_t i = 0; i < count; i++) {
        double slope, z = -cos(LK_PI * ((double)i + .75) / ((double)count + .5));
        for (int step = 0; step < STEPS; step++) {
            double value = legendre(count, z, &slope);
            z -= value / slope;
        }
        legendre(count, z, &slope);
        nodes[i] = (1 + z) / 2;
        weights[i] = 1 / ((1 - z * z) * slope * slope);
    }
}

static void midpoint(size_t count, double *nodes, double *weights)
{
    for (size_t i = 0; i < count; i++) {
        nodes[i] = ((double)i + .5) / (double)count;
        weights[i] = 1 / (double)count;
    }
}

static void trapezoid(size_t count, double total, double *nodes, double *weights)
{
    double spacing = 1 / (double)(count - 1);
    for (size_t i = 0; i < count; i++) {
        int is_end = !i || i + 1 == count;
        nodes[i] = (double)i * spacing;
        weights[i] = total * (is_end ? spacing / 2 : spacing);
    }
}

void quadrature_make(quadrature_rule rule, size_t count, double *nodes, double *weights)
{
    if (rule == QUADRATURE_GAUSS_LEGENDRE)
        gauss_legendre(count, nodes, weights);
    else if (rule == QUADRATURE_MIDPOINT)
        midpoint(count, nodes, weights);
    else
        trapezoid(count, rule == QUADRATURE_TRAPEZOID ? 1 : ((double)count - 1) / (double)count,
                  nodes, weights);
}
