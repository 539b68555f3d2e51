/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "stream.h"

static const graph_shape *map_of(const stream *s, uint32_t node)
{
    return masks_shape(s->graph, node);
}

static uint32_t input_of(const stream *s, const graph_node *n, uint32_t i)
{
    return masks_root(s->graph, n->inputs[i]);
}

/* ---- Rows that a node needs of its input ------------------------------------------------------
 */

static int is_window(const graph_node *n)
{
    return n->op == GRAPH_CONV || n->op == GRAPH_MAXPOOL || n->op == GRAPH_AVGPOOL;
}

static int64_t clip(int64_t row, int64_t height)
{
    return row < 0 ? 0 : row > height ? height : row;
}

/* Up to which row, for the rows up to `upto` of the node. */
static int64_t needed(const graph_node *n, int64_t upto, int64_t height)
{
    const graph_window *w = &n->window;
    if (is_window(n))
        upto = (upto - 1) * w->stride[0] - w->before[0] + (w->kernel[0] - 1) * w->dilation[0] + 1;
    else if (n->op == GRAPH_PAD)
        upto -= w->before[0];
    return clip(upto, height);
}

/* From which row on, for the rows from `done` on. */
static int64_t still_needed(const graph_node *n, int64_t done, int64_t height)
{
    const graph_window *w = &n->window;
    if (done == n->shape.height)
        return height;
    if (is_window(n))
        done = done * w->stride[0] - w->before[0];
    else if (n->op == GRAPH_PAD)
        done -= w->before[0];
    return clip(done, height);
}

/* The first row of a node's map that anything still needs. */
static int64_t lowest(const stream *s, uint32_t node)
{
    int64_t height = map_of(s, node)->height, low = s->done[node];
    if (node == s->to)
        return 0;
    for (uint32_t i = node + 1; i <= s->uses[node] && i <= s->to; i++) {
        const graph_node *n = &s->graph->nodes[i];
        for (uint32_t k = 0; n->op != GRAPH_FLATTEN && k < n->input_count; k++) {
            if (input_of(s, n, k) != node)
                continue;
            int64_t row =
                evaluate_gathers(s->graph, n) ? s->taken[i] : still_needed(n, s->done[i], height);
            low = row < low ? row : low;
        }
    }
    return low;
}

/* ---- The walk
 * ------------------------------------------------------------------------------------ */

static lk_status advance(stream *s, uint32_t node, int64_t upto);

static lk_status compute(const stream *s, uint32_t node, int64_t first, int64_t end, int64_t width)
{
    return s->compute ? s->compute(s->user, node, (size_t)(first * width), (size_t)(end * width))
                      : LK_OK;
}

static lk_status gather(stream *s, uint32_t node)
{
    uint32_t input = input_of(s, &s->graph->nodes[node], 0);
    const graph_shape *map = map_of(s, input);
    lk_status status = s->room(s->user, node, 0, s->columns[node][1]);
    while (!status && s->taken[node] < map->height) {
        int64_t first = s->taken[node], end = clip(first + s->band, map->height);
        status = advance(s, input, end);
        end = s->done[input] > end && input >= s->from ? s->done[input] : end;
        if (!status)
            status = compute(s, node, first, end, map->width);
        s->taken[node] = end;
    }
    s->done[node] = 1;
    return status;
}

/* Tiles are computed in whole rows. */
static int64_t round_up(const stream *s, uint32_t node, int64_t upto)
{
    if (s->methods[node] == METHOD_TILES)
        upto = (upto + MASKS_TILE - 1) / MASKS_TILE * MASKS_TILE;
    return clip(upto, map_of(s, node)->height);
}

static lk_status advance(stream *s, uint32_t node, int64_t upto)
{
    const graph_node *n = &s->graph->nodes[node];
    int64_t first = s->done[node];
    lk_status status = LK_OK;
    if (node < s->from || upto <= first)
        return LK_OK;
    if (evaluate_gathers(s->graph, n))
        return gather(s, node);
    upto = round_up(s, node, upto);
    for (uint32_t k = 0; !status && k < n->input_count; k++) {
        uint32_t input = input_of(s, n, k);
        status = advance(s, input, needed(n, upto, map_of(s, input)->height));
    }
    if (!status)
        status = s->room(s->user, node, s->columns[node][lowest(s, node)], s->columns[node][upto]);
    if (!status)
        status = compute(s, node, first, upto, n->shape.width);
    s->done[node] = upto;
    return status;
}

lk_status stream_run(stream *s)
{
    int64_t height = map_of(s, s->to)->height;
    lk_status status = LK_OK;
    for (uint32_t i = 0; i < s->graph->node_count; i++)
        s->done[i] = s->taken[i] = 0;
    while (!status && s->done[s->to] < height)
        status = advance(s, s->to, clip(s->done[s->to] + s->band, height));
    return status;
}

/* ---- Its memory
 * ------------------------------------------------------------------------------------ */

static lk_status note_room(void *user, uint32_t node, size_t low, size_t end)
{
    size_t *room = user;
    room[node] = end - low > room[node] ? end - low : room[node];
    return LK_OK;
}

double stream_floats(const stream *s, size_t *room)
{
    stream walk = *s;
    double sum = 0;
    walk.compute = NULL;
    walk.room = note_room;
    walk.user = room;
    stream_run(&walk);
    for (uint32_t i = s->from; i <= s->to; i++)
        sum += (double)room[i] * (double)map_of(s, i)->channels;
    return sum;
}
