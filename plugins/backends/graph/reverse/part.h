/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_REVERSE_PART_H
#define LK_BACKENDS_GRAPH_REVERSE_PART_H

#include "../graph.h"

/* The same graph, in which an activation is a node of its own. */
lk_status graph_part(lk_context *ctx, const graph *read, graph *out);

#endif
