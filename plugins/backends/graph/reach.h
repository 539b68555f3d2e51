/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_REACH_H
#define LK_BACKENDS_GRAPH_REACH_H

/* What a window has under it at one position, along one axis. */

#include "graph.h"

/* The pixels that lie in the map: taps low..high-1, the first of them at
 * `start` of the input. */
typedef struct reach {
    int64_t low, high, start;
} reach;
reach window_reach(const graph_window *w, int axis, int64_t position, int64_t size);

/* How many pixels there are when padding counts: what a last window that is cut
 * off reaches beyond that does not. */
size_t window_extent(const graph_window *w, int axis, int64_t position, int64_t size);

#endif
