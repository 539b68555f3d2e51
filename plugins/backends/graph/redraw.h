/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_REDRAW_H
#define LK_BACKENDS_GRAPH_REDRAW_H

/* New filters for one node, in the place of those it has. */

#include "randomise.h"

typedef struct redraw {
    graph_randomise_way way;
    uint64_t seed;
    const char *name; /* of the layer */
    uint32_t number;  /* of the node among those of the layer with filters */
} redraw;

lk_status redraw_filters(lk_context *ctx, const redraw *r, const graph *g, const graph_node *n,
                         float **out);

#endif
