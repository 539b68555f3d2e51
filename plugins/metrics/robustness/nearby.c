/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "nearby.h"

#include <math.h>

/* Euclidean; from the origin where `b` is NULL. */
static double distance(const lk_tensor *a, const lk_tensor *b)
{
    const float *u = a->data, *v = b ? b->data : NULL;
    double sum = 0;
    for (size_t i = 0, n = lk_tensor_count(a); i < n; i++) {
        double d = (double)u[i] - (v ? (double)v[i] : 0);
        sum += d * d;
    }
    return sqrt(sum);
}

nearby nearby_begin(const lk_tensor *view, const lk_tensor *map)
{
    return (nearby){.view = view, .map = map, .norm = distance(map, NULL)};
}

void nearby_add(nearby *n, const lk_tensor *view, const lk_tensor *map)
{
    double change = distance(map, n->map), way = distance(view, n->view) / 255;
    n->count++;
    n->sum += change / n->norm;
    n->max = fmax(n->max, change / n->norm);
    if (way > 0)
        n->steepest = fmax(n->steepest, change / way);
}
