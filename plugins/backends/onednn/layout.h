/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_LAYOUT_H
#define LK_BACKENDS_ONEDNN_LAYOUT_H

/* How a value lies in memory: oneDNN's descriptor of it, of one item. */

#include <oneapi/dnnl/dnnl.h>

#include "../graph/graph.h"

typedef dnnl_memory_desc_t layout;

/* Channels last, as plain kernels take it. */
layout layout_plain(const graph_shape *s);
/* Whatever a primitive likes best. */
layout layout_any(const graph_shape *s);
/* The same of several items, one after the other: `tag` is dnnl_nhwc or
 * dnnl_format_tag_any. */
layout layout_batch(const graph_shape *s, int64_t items, dnnl_format_tag_t tag);
/* `rows` items of so many channels each, one after the other. */
layout layout_rows(int64_t rows, int64_t channels);
/* One value a channel. */
layout layout_vector(int64_t channels);

/* The filter of a convolution or dense node as the graph has it. */
layout layout_graph_filter(const graph *g, const graph_node *n);
/* The same filter in whatever order a primitive likes best. */
layout layout_any_filter(const graph *g, const graph_node *n);

/* Would the same bytes mean the same values? */
int layout_is_same(const layout *a, const layout *b);
int layout_is_plain(const layout *a, const graph_shape *s);

/* Floats, those that pad blocks included. */
size_t layout_size(const layout *a);

#endif
