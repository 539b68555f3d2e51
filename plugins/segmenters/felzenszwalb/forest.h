/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef FELZENSZWALB_FOREST_H
#define FELZENSZWALB_FOREST_H

/* Segments as trees of pixels; the root of each is its first pixel. */

#include "edges.h"

/* Join along the edges, which are sorted: first segments whose difference is
 * below the largest within either plus scale / its pixels, then those of fewer
 * than `smallest` pixels with a neighbour. Labels each pixel with its root. */
lk_status forest_join(lk_context *ctx, const edges *e, size_t pixels, double scale,
                      int64_t smallest, int32_t *labels);

#endif
