/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_MASKS_H
#define LK_BACKENDS_COALITIONS_MASKS_H

/* Which segments each position of each node's value depends on: its mask. The
 * positions of a network share a few hundred of them, so a position has the
 * number of its mask. Mask 0 is the empty one, of a window that lies in the
 * padding.
 *
 * It goes as far as the graph is local: up to the first node whose result needs
 * what this engine does not compute position by position. */

#include "../graph/graph.h"

typedef struct masks {
    const graph *graph;
    size_t words; /* of a mask; bit k is segment k, as in a row of coalitions */
    uint32_t count;
    uint64_t *bits;         /* count x words */
    const uint32_t **of;    /* by local node, the mask of each position */
    const uint32_t **tiles; /* by local node that has tiles, the mask of each */
    uint32_t local;         /* nodes 0..local - 1 are */
    uint32_t full;          /* the mask of all segments */
    struct masks_slot *all; /* private: hash tables of masks, and of unions */
    struct masks_slot *unions;
    uint32_t room, slot_count, union_count, union_slots;
    lk_context *ctx;
} masks;

/* Of a label image of node 0's height x width. It ends early at a node that
 * would need more than `most` masks. */
lk_status masks_find(lk_context *ctx, const graph *g, const int32_t *labels, uint32_t segments,
                     size_t most, masks *out);

/* The number of the union of two masks, or UINT32_MAX without memory. */
uint32_t masks_unite(masks *m, uint32_t a, uint32_t b);

/* A hash, of one word more. */
static inline uint64_t masks_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static inline const uint64_t *masks_bits(const masks *m, uint32_t mask)
{
    return m->bits + (size_t)mask * m->words;
}

/* Square tiles of the results of 3 x 3 convolutions of stride 1, in reading
 * order; those at the right and at the bottom may reach beyond the map. */
enum { MASKS_TILE = 4 };
int masks_has_tiles(const graph_node *n);

static inline int64_t masks_tiles_across(const graph_node *n)
{
    return (n->shape.width + MASKS_TILE - 1) / MASKS_TILE;
}

static inline int64_t masks_tiles_down(const graph_node *n)
{
    return (n->shape.height + MASKS_TILE - 1) / MASKS_TILE;
}

/* The node whose map and masks a node has: its own, or what a flattened one was
 * before. */
static inline uint32_t masks_root(const graph *g, uint32_t node)
{
    while (g->nodes[node].op == GRAPH_FLATTEN)
        node = g->nodes[node].inputs[0];
    return node;
}

static inline const graph_shape *masks_shape(const graph *g, uint32_t node)
{
    return &g->nodes[masks_root(g, node)].shape;
}

#endif
