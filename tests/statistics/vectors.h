/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_STATISTICS_VECTORS_H
#define TESTS_STATISTICS_VECTORS_H

/* Reading the vectors in tests/golden/metrics/statistics. */

#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bootstrap.h"

/* What the vectors' README promises for float64. */
#define EXACT 1e-12
#define STUDENTISED 1e-6

static inline const lk_node *vectors_json(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/metrics/statistics/%s.json", name);
    return kit_yaml(path);
}

static inline lk_tensor vectors_npy(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/metrics/statistics/%s.npy", name);
    return kit_npy(path);
}

static inline const lk_node *entry(const lk_node *map, const char *key)
{
    const lk_node *n = lk_node_get(map, key);
    if (!n)
        fail_msg("there is no %s", key);
    return n;
}

/* NAN for null. */
static inline double number_of(const lk_node *scalar)
{
    return strcmp(scalar->text, "null") ? strtod(scalar->text, NULL) : NAN;
}

static inline double number_at(const lk_node *map, const char *key)
{
    return number_of(entry(map, key));
}

/* The numbers of a list; they live until the program ends. */
static inline double *numbers_of(const lk_node *list)
{
    double *out = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)list->count).data;
    for (size_t i = 0; i < list->count; i++)
        out[i] = number_of(list->items[i]);
    return out;
}

static inline sample sample_of(const lk_node *list)
{
    return (sample){.count = list->count, .sums = numbers_of(list)};
}

static inline void check_number(double got, double wanted, double tolerance, const char *what)
{
    if (!(fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted))))
        fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

static inline void check_ends(const interval *got, const lk_node *wanted, const char *what)
{
    check_number(got->lo, number_of(wanted->items[0]), EXACT, what);
    check_number(got->hi, number_of(wanted->items[1]), EXACT, what);
}

#endif
