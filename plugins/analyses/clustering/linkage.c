/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "linkage.h"

#include <math.h>
#include <stdlib.h>

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

/* Ward's least growth of the sum of squares, on distances as if Euclidean. */
static double ward(double to_x, double to_y, double x_to_y, double nx, double ny, double n)
{
    double share = 1 / (nx + ny + n);
    return sqrt((n + nx) * share * to_x * to_x + (n + ny) * share * to_y * to_y -
                n * share * x_to_y * x_to_y);
}

/* Lance and Williams' update: the distance of cluster i to the union of x and y. */
static double updated(const chain *c, size_t x, size_t y, size_t i)
{
    double to_x = c->distances[x * c->n + i], to_y = c->distances[y * c->n + i];
    double nx = (double)c->size[x], ny = (double)c->size[y];
    switch (c->method) {
    case LINKAGE_SINGLE:
        return fmin(to_x, to_y);
    case LINKAGE_COMPLETE:
        return fmax(to_x, to_y);
    case LINKAGE_WARD:
        return ward(to_x, to_y, c->distances[x * c->n + y], nx, ny, (double)c->size[i]);
    default:
        return (nx * to_x + ny * to_y) / (nx + ny);
    }
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
    for (size_t i = 0; i < c->n; i++)
        if (c->size[i] && i != x && i != y)
            c->distances[i * c->n + y] = updated(c, x, y, i);
    for (size_t i = 0; i < c->n; i++)
        c->distances[y * c->n + i] = c->distances[i * c->n + y];
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

static lk_status build(lk_context *ctx, chain *c, size_t *parent, joint *joints, merge *out)
{
    for (size_t i = 0; i < c->n; i++)
        c->size[i] = 1;
    for (size_t k = 0; k < c->n - 1; k++) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        joints[k] = find_pair(c);
        joints[k].order = k;
        join(c, joints[k].x, joints[k].y);
    }
    qsort(joints, c->n - 1, sizeof *joints, by_height);
    name_clusters(c->n, joints, parent, out);
    return LK_OK;
}

lk_status linkage_build(lk_context *ctx, linkage method, size_t n, double *distances, merge *out)
{
    size_t *sizes = calloc(n, 4 * sizeof *sizes);
    joint *joints = calloc(n, sizeof *joints);
    chain c = {.method = method, .n = n, .distances = distances, .size = sizes};
    lk_status status;
    if (sizes && joints) {
        c.links = sizes + n;
        status = build(ctx, &c, sizes + 2 * n, joints, out);
    } else {
        status = lk_error(ctx, LK_E_MEMORY, "no memory to cluster %zu items", n);
    }
    free(sizes);
    free(joints);
    return status;
}
