/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_PROBE_H
#define LK_BACKENDS_ONEDNN_PROBE_H

#include "primitive.h"

/* Does a dense primitive of `items` rows give equal rows equal bits, wherever
 * they stand among `group` rows that it takes one batch after another? It is
 * tried on the node's weights, whose order does not matter for that. Many small
 * products of AVX2 do not: their last rows are summed up in another order. -1
 * where there is no memory to try it. */
int probe_rows(dnnl_engine_t engine, const graph *g, const graph_node *n, const primitive *made,
               size_t items, size_t group);

#endif
