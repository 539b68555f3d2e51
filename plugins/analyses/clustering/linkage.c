/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "linkage.h"

#include <math.h>
#include <stdlib.h>

#include "../../metrics/common/moments.h"

/* Two clusters joined, each named by one leaf in it, in the order found. */
typedef struct joint {
    size_t x, y, order;
    double height;
} joint;

/* The state of a nearest-neighbour chain. A cluster lives in the row of one of
 * its leaves; `size` is 0 in rows that were merged away. */
typedef struct chain {
    linkage method;
    size_t n, length;
    double *distances;
    size_t *size, *links;
} chain;

static lk_status no_memory(lk_context *ctx, size_t n)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory to cluster %zu items", n);
}

/* Lance and Williams' update for the distance to the union of x and y. */
static double updated(linkage method, double to_x, double to_y, double nx, double ny)
{
    if (method == LINKAGE_SINGLE)
        return fmin(to_x, to_y);
    if (method == LINKAGE_COMPLETE)
        return fmax(to_x, to_y);
    return (nx * to_x + ny * to_y) / (nx + ny);
}

/* The cluster nearest to the chain's end; on equal distances the one before
 * the end, so that the chain cannot go round in circles, then the lowest row. */
static size_t nearest(const chain *c, double *distance)
{
    size_t x = c->links[c->length - 1], best = SIZE_MAX;
    const double *row = c->distances + x * c->n;
    double low = INFINITY;
    if (c->length > 1) {
        best = c->links[c->length - 2];
        low = row[best];
    }
    for (size_t i = 0; i < c->n; i++)
        if (i != x && c->size[i] && row[i] < low) {
            best = i;
            low = row[i];
        }
    *distance = low;
    return best;
}

/* Follow nearest neighbours until two are each other's. */
static joint find_pair(chain *c)
{
    double distance;
    if (!c->length) {
        size_t first = 0;
        while (!c->size[first])
            first++;
        c->links[c->length++] = first;
    }
    for (;;) {
        size_t x = c->links[c->length - 1], y = nearest(c, &distance);
        if (c->length > 1 && y == c->links[c->length - 2]) {
            c->length -= 2;
            return (joint){.x = x < y ? x : y, .y = x < y ? y : x, .height = distance};
        }
        c->links[c->length++] = y;
    }
}

static void join(chain *c, size_t x, size_t y)
{
    double *row_x = c->distances + x * c->n, *row_y = c->distances + y * c->n;
    for (size_t i = 0; i < c->n; i++) {
        if (!c->size[i] || i == x || i == y)
            continue;
        row_y[i] = updated(c->method, row_x[i], row_y[i], (double)c->size[x], (double)c->size[y]);
        c->distances[i * c->n + y] = row_y[i];
    }
    c->size[y] += c->size[x];
    c->size[x] = 0;
}

static int by_height(const void *a, const void *b)
{
    const joint *p = a, *q = b;
    if (p->height != q->height)
        return p->height < q->height ? -1 : 1;
    return p->order < q->order ? -1 : p->order > q->order;
}

static size_t root(size_t *parent, size_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

/* From leaves to cluster numbers, once the joints are in order. */
static void name_clusters(size_t n, const joint *joints, size_t *parent, merge *out)
{
    for (size_t i = 0; i < 2 * n - 1; i++)
        parent[i] = i;
    for (size_t k = 0; k < n - 1; k++) {
        size_t x = root(parent, joints[k].x), y = root(parent, joints[k].y);
        out[k] = (merge){.a = x < y ? x : y, .b = x < y ? y : x, .height = joints[k].height};
        out[k].size = (x < n ? 1 : out[x - n].size) + (y < n ? 1 : out[y - n].size);
        parent[x] = parent[y] = n + k;
    }
}

lk_status linkage_build(lk_context *ctx, linkage method, size_t n, double *distances, merge *out)
{
    chain c = {.method = method, .n = n, .distances = distances};
    c.size = lk_alloc_array(ctx, n, sizeof *c.size);
    c.links = lk_alloc_array(ctx, n, sizeof *c.links);
    size_t *parent = lk_alloc_array(ctx, n, 2 * sizeof *parent);
    joint *joints = lk_alloc_array(ctx, n, sizeof *joints);
    if (!c.size || !c.links || !parent || !joints)
        return no_memory(ctx, n);
    for (size_t i = 0; i < n; i++)
        c.size[i] = 1;
    for (size_t k = 0; k < n - 1; k++) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        joints[k] = find_pair(&c);
        joints[k].order = k;
        join(&c, joints[k].x, joints[k].y);
    }
    qsort(joints, n - 1, sizeof *joints, by_height);
    name_clusters(n, joints, parent, out);
    return LK_OK;
}

/* ---- Cophenetic correlation ---------------------------------------------- */

/* The leaves of every cluster as linked lists: `next` of a leaf, SIZE_MAX at
 * the end. */
typedef struct leaves {
    size_t *first, *last, *next;
} leaves;

static void add_pairs(const leaves *l, const merge *m, size_t n, const double *distances,
                      moments *sum)
{
    for (size_t i = l->first[m->a]; i != SIZE_MAX; i = l->next[i])
        for (size_t j = l->first[m->b]; j != SIZE_MAX; j = l->next[j])
            moments_add(sum, distances[i * n + j], m->height);
}

lk_status linkage_cophenetic(lk_context *ctx, size_t n, const double *distances,
                             const merge *merges, double *out)
{
    moments sum = {0};
    leaves l = {lk_alloc_array(ctx, n, 2 * sizeof(size_t)),
                lk_alloc_array(ctx, n, 2 * sizeof(size_t)), lk_alloc_array(ctx, n, sizeof(size_t))};
    if (!l.first || !l.last || !l.next)
        return no_memory(ctx, n);
    for (size_t i = 0; i < n; i++) {
        l.first[i] = l.last[i] = i;
        l.next[i] = SIZE_MAX;
    }
    for (size_t k = 0; k < n - 1; k++) {
        const merge *m = &merges[k];
        add_pairs(&l, m, n, distances, &sum);
        l.next[l.last[m->a]] = l.first[m->b];
        l.first[n + k] = l.first[m->a];
        l.last[n + k] = l.last[m->b];
    }
    if (moments_constant(&sum))
        return LK_MISSING;
    *out = moments_pearson(&sum);
    return LK_OK;
}
