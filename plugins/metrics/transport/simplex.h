/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_TRANSPORT_SIMPLEX_H
#define METRICS_TRANSPORT_SIMPLEX_H

/* The earth mover's distance of two pictures of a few hundred cells, exactly.
 *
 * A network simplex of our own: of the libraries that could do it, LEMON is C++,
 * GLPK takes seconds for what takes this a few milliseconds, and OpenCV's is in
 * float32. It gets by with little because the ground distance is a metric: mass
 * that both pictures have in a cell stays there, so only surplus moves, straight
 * from a cell with too much to one with too little. */

#include <likeness/plugin.h>

/* How far the mass of `from` must travel at least to become that of `to`, as a
 * mean over the mass, in cells, as the crow flies. Both are rows x columns, not
 * negative and finite, with a sum above 0, and are divided by it. */
lk_status earth_movers_distance(lk_context *ctx, const double *from, const double *to, size_t rows,
                                size_t columns, double *distance);

#endif
