/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_QUALITY_SQUARES_H
#define METRICS_QUALITY_SQUARES_H

/* A view in squares: parts that explanations of every kind have, and the same ones. */

#include <likeness/plugin.h>

/* `request` with squares in the place of its segments: a grid of `side` x `side` nearly
 * equal rectangles, but no more of them along a side of the view than it has pixels. Each
 * weighs the mean of the map in it. What is new is of the arena. */
lk_status squares_cut(lk_context *ctx, const lk_quality_request *request, size_t side,
                      lk_quality_request *out);

#endif
