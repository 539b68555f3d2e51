/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_EXPLAIN_LIME_H
#define TESTS_EXPLAIN_LIME_H

/* What the tests of lime share: opening it, its golden files, and a linear network of five
 * segments and two classes. */

#include <stdio.h>

#include "explaining.h"

#define STRIPES "segmenter: {use: test-stripes}"
#define LIME "{" STRIPES ", profile: lime}"

static inline kit *open_lime(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "lime", params);
}

static inline lk_tensor golden(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/%s.npy", name);
    return kit_npy(path);
}

static inline const double *doubles(const lk_tensor *t)
{
    return t->data;
}

static inline lk_tensor weights_of(const explained *e, int64_t classes)
{
    int64_t shape[2] = {classes, e->answer.segment_count};
    return lk_tensor_over((void *)(uintptr_t)e->answer.weights, LK_DTYPE_FLOAT, 64, 2, shape);
}

static const double slopes[2 * 5] = {.5, -.25, .125, 0, .3, -1, 2, 0, .75, 1.5};

static inline explained explain_linear(kit *k, uint64_t seed)
{
    linear l = {.classes = 2, .slopes = slopes, .offset = .1};
    lk_raster view = white_row(5);
    lk_tensor segments = pixel_segments(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    return explain_well(k, seed, n, &view, &segments, NULL);
}

#endif
