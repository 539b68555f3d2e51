/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_REVERSE_GRADIENTS_H
#define LK_TESTS_REVERSE_GRADIENTS_H

/* Gradients asked of an opened backend, through the host's service. */

#include "kit.h"

/* Open a network file or model below the source folder with openblas. */
kit *open_network(const char *path);

/* d output[class of item] / d input; `scores` may be NULL. Fails the test with
 * the backend's sentence. */
lk_tensor gradients_of(kit *k, const lk_tensor *batch, const uint32_t *classes, lk_output output,
                       uint32_t threads, float *scores);

typedef struct layer_pair {
    lk_tensor value, gradient;
} layer_pair;
layer_pair layer_of(kit *k, const lk_tensor *batch, const char *layer, uint32_t class_index,
                    lk_output output);

/* Largest |difference| over the largest |expected|. */
double relative_error(const float *found, const float *expected, size_t count);
void expect_close(const char *what, const float *found, const float *expected, size_t count,
                  double tolerance);

#endif
