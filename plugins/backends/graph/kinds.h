/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_KINDS_H
#define LK_BACKENDS_GRAPH_KINDS_H

/* The kinds of layers by file; kinds.c has the table. */

#include "layers.h"

/* windows.c */
lk_status graph_build_maxpool(graph_layer *l);
lk_status graph_build_avgpool(graph_layer *l);
lk_status graph_build_pad(graph_layer *l);
/* Kernel, stride, dilation, padding. Where the file says no stride it is 1; a
 * pool's is its kernel. */
lk_status graph_layer_window(graph_layer *l, int is_pool, graph_window *w);

/* weighted.c */
lk_status graph_build_conv(graph_layer *l);
lk_status graph_build_depthwise(graph_layer *l);
lk_status graph_build_separable(graph_layer *l);
lk_status graph_build_dense(graph_layer *l);
lk_status graph_build_batchnorm(graph_layer *l);

/* activation.c: a layer that is called as its activation */
lk_status graph_build_activation(graph_layer *l);

#endif
