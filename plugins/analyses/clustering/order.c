/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "dendrogram.h"

#include <math.h>
#include <stdlib.h>

/* Bar-Joseph's dynamic programme. A pair of leaves belongs to the cluster that
 * first holds both; its cell tells the least length of an order of that cluster
 * with these two at its ends, and which leaves then meet in the middle. */
typedef struct cell {
    double length;
    size_t inner_a, inner_b; /* on the side of the first part, of the second */
} cell;

typedef struct programme {
    const dendrogram *tree;
    const double *distances;
    cell *cells;   /* n x n; the row is in the first part of the cluster */
    double *reach; /* of one end, to each leaf of the second part */
    size_t *via;   /* the leaf of the first part that it goes through */
} programme;

/* Leaves that stand together. */
typedef struct span {
    const size_t *leaves;
    size_t count;
} span;

static span span_of(const dendrogram *d, size_t cluster)
{
    return (span){d->leaves + d->start[cluster], dendrogram_size(d, cluster)};
}

static int holds(const dendrogram *d, size_t cluster, size_t leaf)
{
    return d->position[leaf] - d->start[cluster] < dendrogram_size(d, cluster);
}

/* The leaves that can be at the other end of a cluster that begins with one. */
static span other_ends(const dendrogram *d, size_t cluster, size_t leaf)
{
    if (cluster < d->count)
        return span_of(d, cluster);
    const merge *m = &d->merges[cluster - d->count];
    return span_of(d, holds(d, m->a, leaf) ? m->b : m->a);
}

/* The cell of two ends of a cluster; NULL for those of a single leaf. */
static cell *cell_of(const programme *p, size_t cluster, size_t i, size_t j)
{
    const dendrogram *d = p->tree;
    if (cluster < d->count)
        return NULL;
    int first = holds(d, d->merges[cluster - d->count].a, i);
    return &p->cells[first ? i * d->count + j : j * d->count + i];
}

static double length_of(const programme *p, size_t cluster, size_t i, size_t j)
{
    const cell *c = cell_of(p, cluster, i, j);
    return c ? c->length : 0;
}

/* From end i through the first part to each leaf where the second may begin. */
static void reach_over(programme *p, const merge *m, size_t i)
{
    const dendrogram *d = p->tree;
    span ends = other_ends(d, m->a, i), starts = span_of(d, m->b);
    for (size_t s = 0; s < starts.count; s++) {
        size_t l = starts.leaves[s];
        p->reach[l] = INFINITY;
        for (size_t e = 0; e < ends.count; e++) {
            size_t k = ends.leaves[e];
            double length = length_of(p, m->a, i, k) + p->distances[k * d->count + l];
            if (length < p->reach[l]) {
                p->reach[l] = length;
                p->via[l] = k;
            }
        }
    }
}

static void solve(programme *p, size_t cluster)
{
    const dendrogram *d = p->tree;
    const merge *m = &d->merges[cluster - d->count];
    span first = span_of(d, m->a), second = span_of(d, m->b);
    for (size_t f = 0; f < first.count; f++) {
        size_t i = first.leaves[f];
        reach_over(p, m, i);
        for (size_t s = 0; s < second.count; s++) {
            size_t j = second.leaves[s];
            span starts = other_ends(d, m->b, j);
            cell *best = &p->cells[i * d->count + j];
            best->length = INFINITY;
            for (size_t e = 0; e < starts.count; e++) {
                size_t l = starts.leaves[e];
                double length = p->reach[l] + length_of(p, m->b, l, j);
                if (length < best->length)
                    *best = (cell){length, p->via[l], l};
            }
        }
    }
}

/* What a cluster's order begins and ends with, and where it begins. */
typedef struct placed {
    size_t left, right, at;
} placed;

static void place(const programme *p, size_t cluster, placed *places)
{
    const dendrogram *d = p->tree;
    const merge *m = &d->merges[cluster - d->count];
    placed c = places[cluster];
    const cell *way = cell_of(p, cluster, c.left, c.right);
    if (holds(d, m->a, c.left)) {
        places[m->a] = (placed){c.left, way->inner_a, c.at};
        places[m->b] = (placed){way->inner_b, c.right, c.at + dendrogram_size(d, m->a)};
    } else {
        places[m->b] = (placed){c.left, way->inner_b, c.at};
        places[m->a] = (placed){way->inner_a, c.right, c.at + dendrogram_size(d, m->b)};
    }
}

static placed best_ends(const programme *p)
{
    const dendrogram *d = p->tree;
    const merge *m = &d->merges[d->count - 2];
    span first = span_of(d, m->a), second = span_of(d, m->b);
    placed best = {first.leaves[0], second.leaves[0], 0};
    for (size_t f = 0; f < first.count; f++)
        for (size_t s = 0; s < second.count; s++)
            if (p->cells[first.leaves[f] * d->count + second.leaves[s]].length <
                p->cells[best.left * d->count + best.right].length)
                best = (placed){first.leaves[f], second.leaves[s], 0};
    return best;
}

static lk_status run(lk_context *ctx, programme *p, placed *places, size_t *order)
{
    size_t n = p->tree->count;
    for (size_t k = 0; k < n - 1; k++) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        solve(p, n + k);
    }
    places[2 * n - 2] = best_ends(p);
    for (size_t k = n - 1; k-- > 0;)
        place(p, n + k, places);
    for (size_t i = 0; i < n; i++)
        order[places[i].at] = i;
    return LK_OK;
}

lk_status dendrogram_order(lk_context *ctx, const dendrogram *d, const double *distances,
                           size_t *order)
{
    size_t n = d->count;
    programme p = {.tree = d, .distances = distances};
    p.cells = n <= SIZE_MAX / n / sizeof *p.cells ? malloc(n * n * sizeof *p.cells) : NULL;
    p.reach = malloc(n * sizeof *p.reach);
    p.via = malloc(n * sizeof *p.via);
    placed *places = malloc(2 * n * sizeof *places);
    lk_status status = p.cells && p.reach && p.via && places
                           ? run(ctx, &p, places, order)
                           : lk_error(ctx, LK_E_MEMORY, "no memory to order %zu items", n);
    free(p.cells);
    free(p.reach);
    free(p.via);
    free(places);
    return status;
}
