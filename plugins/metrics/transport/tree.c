/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "tree.h"

/* Of the arc between a node and its parent. */
static double cost_of(const tree *t, size_t n)
{
    size_t p = t->nodes[n].parent, root = tree_root(t);
    if (n == root || p == root)
        return t->detour;
    size_t source = n < p ? n : p, sink = (n < p ? p : n) - t->sources;
    return t->costs[source * t->sinks + sink];
}

/* Depth and potential of every node that does not have them since the last
 * pivot: up to one that has, then down again. */
static void settle(tree *t, size_t n)
{
    size_t length = 0;
    for (; t->nodes[n].settled != t->pivots; n = t->nodes[n].parent)
        t->path[length++] = n;
    while (length) {
        node *x = &t->nodes[t->path[--length]];
        const node *parent = &t->nodes[x->parent];
        double cost = cost_of(t, t->path[length]);
        x->depth = parent->depth + 1;
        x->potential = parent->potential + (x->up ? -cost : cost);
        x->settled = t->pivots;
    }
}

static void settle_all(tree *t)
{
    t->pivots++;
    t->nodes[tree_root(t)].settled = t->pivots;
    for (size_t n = 0; n < tree_root(t); n++)
        settle(t, n);
}

lk_status tree_begin(lk_context *ctx, tree *t, const int64_t *supply)
{
    size_t root = tree_root(t);
    t->nodes = lk_alloc_array(ctx, root + 1, sizeof *t->nodes);
    t->path = lk_alloc_array(ctx, root + 1, sizeof *t->path);
    if (!t->nodes || !t->path)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu cells to move mass between.", root);
    for (size_t n = 0; n < root; n++)
        t->nodes[n] = (node){
            .parent = root, .flow = supply[n] > 0 ? supply[n] : -supply[n], .up = supply[n] > 0};
    settle_all(t);
    return LK_OK;
}

/* ---- Pivots ----------------------------------------------------------------------- */

/* Where the ways of two nodes to the root meet. */
static size_t meet(const tree *t, size_t a, size_t b)
{
    while (a != b)
        if (t->nodes[a].depth >= t->nodes[b].depth)
            a = t->nodes[a].parent;
        else
            b = t->nodes[b].parent;
    return a;
}

/* The cycle that an arc closes goes along it, from the sink up to the meeting
 * point and down to the source. Of the arcs against it that carry least, the last
 * one from the meeting point on leaves: that keeps the tree strongly feasible. */
typedef struct cycle {
    size_t source, sink, top;
    size_t leaving; /* its lower node */
    int at_sink;    /* it is on the sink's side */
    int64_t flow;   /* what it carries */
} cycle;

static cycle close_cycle(const tree *t, size_t source, size_t sink)
{
    cycle c = {.source = source, .sink = sink, .top = meet(t, source, sink), .flow = INT64_MAX};
    for (size_t n = source; n != c.top; n = t->nodes[n].parent)
        if (t->nodes[n].up && t->nodes[n].flow < c.flow) {
            c.flow = t->nodes[n].flow;
            c.leaving = n;
        }
    for (size_t n = sink; n != c.top; n = t->nodes[n].parent)
        if (!t->nodes[n].up && t->nodes[n].flow <= c.flow) {
            c.flow = t->nodes[n].flow;
            c.leaving = n;
            c.at_sink = 1;
        }
    return c;
}

static void push(tree *t, const cycle *c)
{
    for (size_t n = c->source; n != c->top; n = t->nodes[n].parent)
        t->nodes[n].flow += t->nodes[n].up ? -c->flow : c->flow;
    for (size_t n = c->sink; n != c->top; n = t->nodes[n].parent)
        t->nodes[n].flow += t->nodes[n].up ? c->flow : -c->flow;
}

/* Hang the part below the leaving arc onto the new one: the arcs on the way
 * between them turn round. */
static void hang(tree *t, const cycle *c)
{
    size_t n = c->at_sink ? c->sink : c->source, parent = c->at_sink ? c->source : c->sink;
    int64_t flow = c->flow;
    int up = !c->at_sink;
    for (;;) {
        node *x = &t->nodes[n], before = *x;
        x->parent = parent;
        x->flow = flow;
        x->up = up;
        if (n == c->leaving)
            return;
        parent = n;
        n = before.parent;
        flow = before.flow;
        up = !before.up;
    }
}

void tree_pivot(tree *t, size_t source, size_t sink)
{
    cycle c = close_cycle(t, source, sink);
    push(t, &c);
    hang(t, &c);
    settle_all(t);
}

double tree_cost(const tree *t)
{
    double sum = 0;
    for (size_t n = 0; n < tree_root(t); n++)
        sum += (double)t->nodes[n].flow * cost_of(t, n);
    return sum;
}
