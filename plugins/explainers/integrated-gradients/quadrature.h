/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_INTEGRATED_GRADIENTS_QUADRATURE_H
#define EXPLAINERS_INTEGRATED_GRADIENTS_QUADRATURE_H

/* Nodes and weights for integrals from 0 to 1. */

#include <stddef.h>

typedef enum quadrature_rule {
    QUADRATURE_GAUSS_LEGENDRE,
    QUADRATURE_MIDPOINT,
    QUADRATURE_TRAPEZOID,
    QUADRATURE_CAPTUM_TRAPEZOID /* the same nodes, but weights that sum to (n - 1) / n */
} quadrature_rule;

/* `count` of each, 2 or more, nodes ascending. */
void quadrature_make(quadrature_rule rule, size_t count, double *nodes, double *weights);

#endif
