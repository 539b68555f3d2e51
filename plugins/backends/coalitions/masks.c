/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "masks.h"

#include "../graph/reach.h"

/* ---- Sets by number ------------------------------------------------------------------------ */

struct masks_slot {
    uint64_t key;   /* the hash of a mask, or the two numbers of a union */
    uint32_t value; /* the mask, plus one; 0: free */
};

enum { FIRST_SLOTS = 1 << 10 };

static uint32_t no_memory(masks *m)
{
    lk_error(m->ctx, LK_E_MEMORY, "no memory for the segments that the network's units see");
    return UINT32_MAX;
}

/* Tables are kept at most half full. */
static struct masks_slot *widen(masks *m, const struct masks_slot *old, uint32_t count)
{
    struct masks_slot *made = lk_alloc_array(m->ctx, 2 * (size_t)count, sizeof *made);
    for (uint32_t i = 0; made && i < count; i++) {
        if (!old[i].value)
            continue;
        uint32_t at = (uint32_t)masks_mix(0, old[i].key) & (2 * count - 1);
        while (made[at].value)
            at = (at + 1) & (2 * count - 1);
        made[at] = old[i];
    }
    return made;
}

static int make_room(masks *m)
{
    if (m->count == m->room) {
        uint64_t *grown = lk_alloc_array(m->ctx, 2 * (size_t)m->room, m->words * sizeof *grown);
        if (!grown)
            return -1;
        memcpy(grown, m->bits, m->count * m->words * sizeof *grown);
        m->bits = grown;
        m->room *= 2;
    }
    if (2 * m->count >= m->slot_count) {
        m->all = widen(m, m->all, m->slot_count);
        m->slot_count *= 2;
    }
    if (2 * m->union_count >= m->union_slots) {
        m->unions = widen(m, m->unions, m->union_slots);
        m->union_slots *= 2;
    }
    return m->all && m->unions ? 0 : -1;
}

/* The number of the mask whose bits stand at number `count`, which becomes one
 * if it is new. */
static uint32_t number(masks *m)
{
    uint64_t *made = m->bits + (size_t)m->count * m->words, hash = 0;
    for (size_t k = 0; k < m->words; k++)
        hash = masks_mix(hash, made[k]);
    uint32_t at = (uint32_t)masks_mix(0, hash) & (m->slot_count - 1);
    for (; m->all[at].value; at = (at + 1) & (m->slot_count - 1)) {
        uint32_t other = m->all[at].value - 1;
        if (m->all[at].key == hash && !memcmp(masks_bits(m, other), made, m->words * sizeof *made))
            return other;
    }
    m->all[at] = (struct masks_slot){hash, ++m->count};
    return m->count - 1;
}

uint32_t masks_unite(masks *m, uint32_t a, uint32_t b)
{
    if (a == b || !b)
        return a;
    if (!a)
        return b;
    uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    if (make_room(m))
        return no_memory(m);
    uint32_t at = (uint32_t)masks_mix(0, key) & (m->union_slots - 1);
    for (; m->unions[at].value; at = (at + 1) & (m->union_slots - 1))
        if (m->unions[at].key == key)
            return m->unions[at].value - 1;
    uint64_t *made = m->bits + (size_t)m->count * m->words;
    for (size_t k = 0; k < m->words; k++)
        made[k] = masks_bits(m, a)[k] | masks_bits(m, b)[k];
    uint32_t united = number(m);
    m->unions[at] = (struct masks_slot){key, united + 1};
    m->union_count++;
    return united;
}

/* Of segments from..to - 1. */
static uint32_t of_segments(masks *m, uint32_t from, uint32_t to)
{
    if (make_room(m))
        return no_memory(m);
    uint64_t *made = m->bits + (size_t)m->count * m->words;
    memset(made, 0, m->words * sizeof *made);
    for (uint32_t k = from; k < to; k++)
        lk_z_set(made, k, 1);
    return number(m);
}

/* ---- Positions ------------------------------------------------------------------------------- */

/* Is the flattened map read by dense nodes alone? They sum over its pixels. */
static int is_for_sums(const graph *g, uint32_t index)
{
    if (g->nodes[index].activation != GRAPH_LINEAR)
        return 0;
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] == index)
            return 0;
    for (uint32_t i = index + 1; i < g->node_count; i++)
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            if (g->nodes[i].inputs[k] == index && g->nodes[i].op != GRAPH_DENSE)
                return 0;
    return 1;
}

/* Is the node's result computed position by position from what stands before
 * it? */
static int is_local(const graph *g, uint32_t index)
{
    const graph_node *n = &g->nodes[index];
    switch (n->op) {
    case GRAPH_REARRANGE:
    case GRAPH_RESIZE:
    case GRAPH_STANDARDISE:
        return 0;
    case GRAPH_FLATTEN:
        return is_for_sums(g, index);
    case GRAPH_CONV:
    case GRAPH_MAXPOOL:
    case GRAPH_AVGPOOL:
    case GRAPH_PAD:
        return 1;
    default:
        break;
    }
    for (uint32_t i = 0; i < n->input_count; i++)
        if (graph_pixels(graph_input_shape(g, n, i)) < graph_pixels(&n->shape))
            return 0;
    return 1;
}

static uint32_t unite_all(masks *m, const uint32_t *in, size_t count)
{
    uint32_t united = 0;
    for (size_t i = 0; united != UINT32_MAX && i < count; i++)
        united = masks_unite(m, united, in[i]);
    return united;
}

static uint32_t under_window(masks *m, const graph_node *n, const uint32_t *in, size_t position)
{
    const graph_shape *from = graph_input_shape(m->graph, n, 0);
    const graph_window *w = &n->window;
    reach v = window_reach(w, 0, (int64_t)position / n->shape.width, from->height);
    reach h = window_reach(w, 1, (int64_t)position % n->shape.width, from->width);
    uint32_t united = 0;
    for (int64_t y = 0; y < v.high - v.low; y++)
        for (int64_t x = 0; united != UINT32_MAX && x < h.high - h.low; x++) {
            int64_t row = v.start + y * w->dilation[0], column = h.start + x * w->dilation[1];
            united = masks_unite(m, united, in[row * from->width + column]);
        }
    return united;
}

static uint32_t under_border(masks *m, const graph_node *n, const uint32_t *in, size_t position)
{
    const graph_shape *from = graph_input_shape(m->graph, n, 0);
    int64_t y = (int64_t)position / n->shape.width - n->window.before[0];
    int64_t x = (int64_t)position % n->shape.width - n->window.before[1];
    int is_inside = y >= 0 && y < from->height && x >= 0 && x < from->width;
    return is_inside ? in[y * from->width + x] : 0;
}

static uint32_t of_position(masks *m, const graph_node *n, size_t position)
{
    const uint32_t *in = n->input_count ? m->of[n->inputs[0]] : NULL;
    switch (n->op) {
    case GRAPH_CONSTANT:
        return 0;
    case GRAPH_CONV:
    case GRAPH_MAXPOOL:
    case GRAPH_AVGPOOL:
        return under_window(m, n, in, position);
    case GRAPH_PAD:
        return under_border(m, n, in, position);
    case GRAPH_MEAN:
    case GRAPH_LARGEST:
    case GRAPH_DENSE:
        return unite_all(m, in, graph_pixels(masks_shape(m->graph, n->inputs[0])));
    default: {
        uint32_t united = 0;
        for (uint32_t i = 0; united != UINT32_MAX && i < n->input_count; i++)
            united = masks_unite(m, united, m->of[n->inputs[i]][position]);
        return united;
    }
    }
}

/* ---- Tiles
 * --------------------------------------------------------------------------------------- */

int masks_has_tiles(const graph_node *n)
{
    if (n->op != GRAPH_CONV || n->groups != 1)
        return 0;
    for (int a = 0; a < 2; a++)
        if (n->window.kernel[a] != 3 || n->window.stride[a] != 1 || n->window.dilation[a] != 1)
            return 0;
    return 1;
}

static uint32_t of_tile(masks *m, const graph_node *n, const uint32_t *positions, int64_t tile)
{
    int64_t across = masks_tiles_across(n), top = tile / across * MASKS_TILE;
    int64_t left = tile % across * MASKS_TILE;
    uint32_t united = 0;
    for (int64_t y = top; y < top + MASKS_TILE && y < n->shape.height; y++)
        for (int64_t x = left; x < left + MASKS_TILE && x < n->shape.width; x++)
            if (united != UINT32_MAX)
                united = masks_unite(m, united, positions[y * n->shape.width + x]);
    return united;
}

static lk_status find_tiles(masks *m, uint32_t index)
{
    const graph_node *n = &m->graph->nodes[index];
    int64_t count = masks_tiles_across(n) * masks_tiles_down(n);
    uint32_t *made = lk_alloc_array(m->ctx, (size_t)count, sizeof *made);
    m->tiles[index] = made;
    if (!made)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory for what the network's units see");
    for (int64_t i = 0; i < count; i++)
        if ((made[i] = of_tile(m, n, m->of[index], i)) == UINT32_MAX)
            return LK_E_MEMORY;
    return LK_OK;
}

/* ---- Node by node ------------------------------------------------------------------------------
 */

static lk_status find_node(masks *m, uint32_t index)
{
    const graph_node *n = &m->graph->nodes[index];
    size_t positions = graph_pixels(&n->shape);
    if (n->op == GRAPH_FLATTEN) {
        m->of[index] = m->of[n->inputs[0]];
        return LK_OK;
    }
    uint32_t *made = lk_alloc_array(m->ctx, positions, sizeof *made);
    m->of[index] = made;
    if (!made)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory for what the network's units see");
    for (size_t p = 0; p < positions; p++)
        if ((made[p] = of_position(m, n, p)) == UINT32_MAX)
            return LK_E_MEMORY;
    return masks_has_tiles(n) ? find_tiles(m, index) : LK_OK;
}

static lk_status find_input(masks *m, const int32_t *labels, uint32_t segments)
{
    size_t positions = graph_pixels(&m->graph->nodes[0].shape);
    uint32_t *made = lk_alloc_array(m->ctx, positions, sizeof *made);
    uint32_t *of = lk_alloc_array(m->ctx, segments, sizeof *of);
    m->of[0] = made;
    if (!made || !of)
        return lk_error(m->ctx, LK_E_MEMORY, "no memory for what the network's units see");
    if ((m->full = of_segments(m, 0, segments)) == UINT32_MAX)
        return LK_E_MEMORY;
    for (uint32_t k = 0; k < segments; k++)
        if ((of[k] = of_segments(m, k, k + 1)) == UINT32_MAX)
            return LK_E_MEMORY;
    for (size_t p = 0; p < positions; p++)
        made[p] = of[labels[p]];
    return LK_OK;
}

lk_status masks_find(lk_context *ctx, const graph *g, const int32_t *labels, uint32_t segments,
                     size_t most, masks *out)
{
    *out = (masks){.graph = g,
                   .ctx = ctx,
                   .words = ((size_t)segments + 63) / 64,
                   .count = 1,
                   .local = 1,
                   .room = 64,
                   .slot_count = FIRST_SLOTS,
                   .union_slots = FIRST_SLOTS};
    out->bits = lk_alloc_array(ctx, out->room, out->words * sizeof *out->bits);
    out->of = lk_alloc_array(ctx, g->node_count, sizeof *out->of);
    out->tiles = lk_alloc_array(ctx, g->node_count, sizeof *out->tiles);
    out->all = lk_alloc_array(ctx, out->slot_count, sizeof *out->all);
    out->unions = lk_alloc_array(ctx, out->union_slots, sizeof *out->unions);
    if (!out->bits || !out->of || !out->tiles || !out->all || !out->unions)
        return lk_error(ctx, LK_E_MEMORY, "no memory for what the network's units see");
    lk_status status = find_input(out, labels, segments);
    while (!status && out->count <= most && out->local < g->node_count && is_local(g, out->local)) {
        status = lk_cancelled(ctx) ? LK_CANCELLED : find_node(out, out->local);
        if (out->count <= most)
            out->local++;
    }
    return status;
}
