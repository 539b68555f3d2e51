/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "agreement.h"

#include <math.h>

#include "../../metrics/common/moments.h"

static lk_status no_memory(lk_context *ctx, size_t n)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory to compare trees of %zu items", n);
}

/* The ranks of the cophenetic distances, one a merge: those of one height share
 * the mean of theirs. */
static void rank_merges(const dendrogram *d, double *ranks)
{
    size_t before = 0;
    for (size_t k = 0, end; k < d->count - 1; k = end) {
        size_t here = 0;
        for (end = k; end < d->count - 1 && d->merges[end].height == d->merges[k].height; end++)
            here += dendrogram_size(d, d->merges[end].a) * dendrogram_size(d, d->merges[end].b);
        for (size_t i = k; i < end; i++)
            ranks[i] = (double)before + ((double)here + 1) / 2;
        before += here;
    }
}

lk_status agreement_baker(lk_context *ctx, const tree_pair *p, double *out)
{
    size_t n = p->a->count;
    double *ranks = lk_alloc_array(ctx, n, sizeof *ranks);
    double *a = lk_alloc_array(ctx, n * n, sizeof *a), *b = lk_alloc_array(ctx, n * n, sizeof *b);
    if (!ranks || !a || !b)
        return no_memory(ctx, n);
    rank_merges(p->a, ranks);
    dendrogram_spread(p->a, ranks, a);
    rank_merges(p->b, ranks);
    dendrogram_spread(p->b, ranks, b);
    moments m = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            moments_add(&m, a[i * n + j], b[p->same[i] * n + p->same[j]]);
    if (moments_constant(&m))
        return LK_MISSING;
    *out = moments_pearson(&m);
    return LK_OK;
}

/* Ordered pairs of different leaves in one cluster, in the first cut, in the
 * second, in both. */
static void count_pairs(const tree_pair *p, const size_t *a, const size_t *b, double *counts)
{
    size_t n = p->a->count;
    counts[0] = counts[1] = counts[2] = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            int in_a = i != j && a[i] == a[j], in_b = i != j && b[p->same[i]] == b[p->same[j]];
            counts[0] += in_a;
            counts[1] += in_b;
            counts[2] += in_a && in_b;
        }
}

lk_status agreement_cut(lk_context *ctx, const tree_pair *p, size_t clusters, double *out,
                        double *chance)
{
    size_t n = p->a->count;
    size_t *roots = lk_alloc_array(ctx, n, sizeof *roots);
    size_t *a = lk_alloc_array(ctx, n, sizeof *a), *b = lk_alloc_array(ctx, n, sizeof *b);
    if (!roots || !a || !b)
        return no_memory(ctx, n);
    if (dendrogram_cut(p->a, clusters, roots))
        return LK_MISSING;
    dendrogram_members(p->a, roots, clusters, a);
    if (dendrogram_cut(p->b, clusters, roots))
        return LK_MISSING;
    dendrogram_members(p->b, roots, clusters, b);
    double counts[3];
    count_pairs(p, a, b, counts);
    if (counts[0] == 0 || counts[1] == 0)
        return LK_MISSING;
    double both = sqrt(counts[0] * counts[1]);
    *out = counts[2] / both;
    *chance = both / ((double)n * (double)(n - 1));
    return LK_OK;
}
