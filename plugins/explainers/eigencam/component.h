/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_EIGENCAM_COMPONENT_H
#define EXPLAINERS_EIGENCAM_COMPONENT_H

/* The first principal component of a matrix: the direction among its columns
 * along which its rows are longest, which is its first right singular vector. */

#include <likeness/plugin.h>

typedef struct component {
    size_t rows, columns;
    const double *matrix; /* rows x columns */
    double *direction;    /* columns, of length 1; 0 where the matrix is; its sign is arbitrary */
    double share;         /* of the sum of squares, along it; NaN of a matrix of zeros */
    double residual;      /* |A' A v - l v| / l: how far the search still was */
} component;

/* Of `rows`, `columns`, `matrix` find the others; memory is of the arena. */
lk_status component_find(lk_context *ctx, component *c);

#endif
