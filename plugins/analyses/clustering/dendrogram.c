/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "dendrogram.h"

#include <stdlib.h>

#include "../../metrics/common/moments.h"

size_t dendrogram_size(const dendrogram *d, size_t cluster)
{
    return cluster < d->count ? 1 : d->merges[cluster - d->count].size;
}

size_t dendrogram_root(const dendrogram *d)
{
    return 2 * d->count - 2;
}

/* From the root down: a cluster's first part begins where it does. */
static void lay_out(dendrogram *d)
{
    d->start[dendrogram_root(d)] = 0;
    for (size_t k = d->count - 1; k-- > 0;) {
        const merge *m = &d->merges[k];
        d->start[m->a] = d->start[d->count + k];
        d->start[m->b] = d->start[m->a] + dendrogram_size(d, m->a);
    }
    for (size_t i = 0; i < d->count; i++) {
        d->position[i] = d->start[i];
        d->leaves[d->start[i]] = i;
    }
}

lk_status dendrogram_build(lk_context *ctx, linkage method, size_t n, const double *distances,
                           dendrogram *out)
{
    dendrogram d = {.count = n,
                    .merges = lk_alloc_array(ctx, n, sizeof *d.merges),
                    .leaves = lk_alloc_array(ctx, n, sizeof *d.leaves),
                    .start = lk_alloc_array(ctx, n, 2 * sizeof *d.start),
                    .position = lk_alloc_array(ctx, n, sizeof *d.position)};
    double *work = n <= SIZE_MAX / n / sizeof *work ? malloc(n * n * sizeof *work) : NULL;
    lk_status status = LK_E_MEMORY;
    if (d.merges && d.leaves && d.start && d.position && work) {
        memcpy(work, distances, n * n * sizeof *work);
        status = linkage_build(ctx, method, n, work, d.merges);
    } else {
        lk_error(ctx, status, "no memory to cluster %zu items", n);
    }
    free(work);
    if (status)
        return status;
    lay_out(&d);
    *out = d;
    return LK_OK;
}

void dendrogram_spread(const dendrogram *d, const double *of_merge, double *out)
{
    size_t n = d->count;
    for (size_t i = 0; i < n; i++)
        out[i * n + i] = 0;
    for (size_t k = 0; k < n - 1; k++) {
        const merge *m = &d->merges[k];
        const size_t *a = d->leaves + d->start[m->a], *b = d->leaves + d->start[m->b];
        for (size_t i = 0; i < dendrogram_size(d, m->a); i++)
            for (size_t j = 0; j < dendrogram_size(d, m->b); j++)
                out[a[i] * n + b[j]] = out[b[j] * n + a[i]] = of_merge[k];
    }
}

lk_status dendrogram_cophenetic(const dendrogram *d, const double *distances, double *out)
{
    moments sum = {0};
    for (size_t k = 0; k < d->count - 1; k++) {
        const merge *m = &d->merges[k];
        const size_t *a = d->leaves + d->start[m->a], *b = d->leaves + d->start[m->b];
        for (size_t i = 0; i < dendrogram_size(d, m->a); i++)
            for (size_t j = 0; j < dendrogram_size(d, m->b); j++)
                moments_add(&sum, distances[a[i] * d->count + b[j]], m->height);
    }
    if (moments_constant(&sum))
        return LK_MISSING;
    *out = moments_pearson(&sum);
    return LK_OK;
}

lk_status dendrogram_cut(const dendrogram *d, size_t clusters, size_t *roots)
{
    size_t n = d->count, kept = n - clusters, found = 0;
    if (kept && clusters > 1 && d->merges[kept - 1].height == d->merges[kept].height)
        return LK_MISSING;
    for (size_t at = 0; at < n; at += dendrogram_size(d, roots[found++])) {
        size_t top = d->leaves[at];
        for (size_t k = 0; k < kept; k++)
            if (d->start[n + k] == at)
                top = n + k; /* later merges of one start hold the earlier ones */
        roots[found] = top;
    }
    return LK_OK;
}

void dendrogram_members(const dendrogram *d, const size_t *roots, size_t clusters, size_t *out)
{
    for (size_t c = 0; c < clusters; c++)
        for (size_t i = 0; i < dendrogram_size(d, roots[c]); i++)
            out[d->leaves[d->start[roots[c]] + i]] = c;
}
