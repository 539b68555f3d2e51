/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "forest.h"

enum { EDGES_AT_ONCE = 1 << 18 };

typedef struct forest {
    int32_t *parents;
    int32_t *sizes;  /* of roots: how many pixels */
    double *insides; /* of roots: the cost of the last edge that joined two */
    double scale;
    int64_t smallest;
} forest;

static int32_t find_root(const forest *f, int32_t i)
{
    int32_t *parents = f->parents;
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

/* The new root. */
static int32_t join(const forest *f, int32_t a, int32_t b)
{
    int32_t first = a < b ? a : b, second = a < b ? b : a;
    f->parents[second] = first;
    f->sizes[first] += f->sizes[second];
    return first;
}

/* In single precision, as scikit-image has it. */
static float bound(const forest *f, int32_t root)
{
    return (float)(f->insides[root] + f->scale / f->sizes[root]);
}

static void join_alike(const forest *f, const edge *e)
{
    int32_t a = find_root(f, (int32_t)e->from), b = find_root(f, (int32_t)e->to);
    if (a != b && e->cost < bound(f, a) && e->cost < bound(f, b))
        f->insides[join(f, a, b)] = e->cost;
}

static void join_small(const forest *f, const edge *e)
{
    int32_t a = find_root(f, (int32_t)e->from), b = find_root(f, (int32_t)e->to);
    if (a != b && (f->sizes[a] < f->smallest || f->sizes[b] < f->smallest))
        join(f, a, b);
}

static lk_status for_each(lk_context *ctx, const forest *f, const edges *e,
                          void (*visit)(const forest *, const edge *))
{
    for (size_t i = 0; i < e->count; i++) {
        if (i % EDGES_AT_ONCE == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        visit(f, &e->items[i]);
    }
    return LK_OK;
}

lk_status forest_join(lk_context *ctx, const edges *e, size_t pixels, double scale,
                      int64_t smallest, int32_t *labels)
{
    forest f = {.parents = labels, .scale = scale, .smallest = smallest};
    f.sizes = lk_alloc_array(ctx, pixels, sizeof *f.sizes);
    f.insides = lk_alloc_array(ctx, pixels, sizeof *f.insides);
    if (!f.sizes || !f.insides)
        return lk_error(ctx, LK_E_MEMORY, "no memory to join %zu pixels", pixels);
    for (size_t i = 0; i < pixels; i++) {
        f.parents[i] = (int32_t)i;
        f.sizes[i] = 1;
    }
    lk_status status = for_each(ctx, &f, e, join_alike);
    if (!status)
        status = for_each(ctx, &f, e, join_small);
    for (size_t i = 0; !status && i < pixels; i++)
        labels[i] = find_root(&f, (int32_t)i);
    return status;
}
