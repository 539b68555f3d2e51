/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_METRICS_GOLDEN_H
#define TESTS_METRICS_GOLDEN_H

/* Reading the vectors in tests/golden/metrics, and checking values. */

#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What the vectors' README promises for float64. */
#define GOLDEN_TOLERANCE 1e-12

static inline lk_tensor golden_npy(const char *kind, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/metrics/%s_%s.npy", kind, name);
    return kit_npy(path);
}

static inline lk_heatmap golden_heatmap(const char *name)
{
    return (lk_heatmap){.struct_size = sizeof(lk_heatmap), .values = golden_npy("heatmap", name)};
}

static inline lk_region golden_mask(const char *name)
{
    return (lk_region){.struct_size = sizeof(lk_region), .pixels = golden_npy("mask", name)};
}

/* A number of a row; NAN for null. */
static inline double golden_number(const lk_node *row, const char *key)
{
    const char *text = lk_node_text(row, key, NULL);
    if (!text)
        fail_msg("a row has no %s", key);
    return strcmp(text, "null") ? strtod(text, NULL) : NAN;
}

/* A value equals a number within the tolerance; NAN stands for missing. */
static inline void check_value(const lk_value *v, double expected, const char *what)
{
    if (isnan(expected)) {
        if (!v->missing || !v->reason)
            fail_msg("%s: %.17g where it should be missing with a reason", what, v->value);
    } else if (v->missing || !(fabs(v->value - expected) <= GOLDEN_TOLERANCE)) {
        fail_msg("%s: %.17g, not %.17g%s%s", what, v->value, expected,
                 v->missing ? "; missing: " : "", v->missing ? v->reason : "");
    }
}

/* Every value missing, as the host hands them over. */
static inline void clear_values(lk_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (lk_value){.missing = 1};
}

#endif
