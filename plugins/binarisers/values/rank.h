/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_VALUES_RANK_H
#define LK_VALUES_RANK_H

/* What the binariser `area` and the baseline `ellipse` share: exactly k pixels,
 * the first by some order. */

#include <stddef.h>
#include <stdint.h>

/* Set out[i] to 1 for the k smallest of n keys and to 0 for the others; equal
 * keys are taken in their order. k <= n. In O(n), without memory. */
void rank_smallest(const uint64_t *keys, size_t n, size_t k, uint8_t *out);

#endif
