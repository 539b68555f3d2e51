/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_RANDOMISE_H
#define LK_BACKENDS_GRAPH_RANDOMISE_H

/* A network whose weights were made random, layer by layer: what explanations of a
 * trained one are held against (Adebayo et al. 2018, Sanity Checks for Saliency
 * Maps). It is a change of the graph, so every backend that reads graphs computes
 * the same network.
 *
 * Layers are counted from the output, those with filters only: convolutions and
 * dense layers. A batch normalisation goes with the filters that its input comes
 * from. What a layer gets is a function of the seed, its name and its weights
 * alone, so that a cascade of four layers has the weights of a cascade of three,
 * and one more. Filters that are equal number for number are one weight that
 * several layers use: when one of them is made random, it is for all. */

#include "graph.h"

typedef enum graph_randomise_way {
    GRAPH_SHUFFLE, /* within each unit, which keeps sum, spread and distribution */
    GRAPH_NORMAL,  /* within each unit, of the same mean and standard deviation */
    GRAPH_GLOROT   /* as untrained; biases and batch normalisations too */
} graph_randomise_way;

/* Make the layers that were asked for random, and mark them in `info.layers`. The
 * graph is one that was read; weights are replaced, not written to. */
lk_status graph_make_random(lk_context *ctx, const graph_randomise *r, graph *g);

#endif
