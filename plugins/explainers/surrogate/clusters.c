/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "clusters.h"

#include <math.h>

/* LAPACK's symmetric eigenproblem, which f77blas.h leaves out. */
void dsyev_(const char *job, const char *triangle, const int *n, double *a, const int *lda,
            double *values, double *work, const int *work_size, int *info);

/* A direction that one cluster alone decides has no residual left to adjust. */
#define DECIDED 1e-10

enum { WORK_PER_ROW = 3 };

typedef struct adjusting {
    const surrogate_data *d;
    const surrogate_sums *s;
    const surrogate_factor *f;
    double *root;            /* n x n: I - H of a cluster of n rows, then its eigenvectors */
    double *values;          /* n: its eigenvalues, then their inverse roots */
    double *column, *turned; /* n */
    double *work;
} adjusting;

static size_t largest_cluster(const surrogate_clusters *c)
{
    size_t largest = 1;
    for (size_t g = 0; g < c->count; g++)
        if (c->first[g + 1] - c->first[g] > largest)
            largest = c->first[g + 1] - c->first[g];
    return largest;
}

static lk_status prepare(lk_context *ctx, size_t rows, adjusting *a)
{
    a->root = lk_alloc_array(ctx, rows, rows * sizeof(double));
    a->values = lk_alloc_array(ctx, rows, sizeof(double));
    a->column = lk_alloc_array(ctx, rows, sizeof(double));
    a->turned = lk_alloc_array(ctx, rows, sizeof(double));
    a->work = lk_alloc_array(ctx, rows, WORK_PER_ROW * sizeof(double));
    return a->root && a->values && a->column && a->turned && a->work
               ? LK_OK
               : lk_error(ctx, LK_E_MEMORY, "out of memory for clusters of %zu samples", rows);
}

/* Of two rows, without their weights. */
static double leverage(const adjusting *a, size_t row, const double *influence)
{
    double sum = 1 / a->s->weight;
    for (uint32_t i = 0; i < a->f->count; i++) {
        uint32_t k = a->f->segments ? a->f->segments[i] : i;
        double bit = lk_z_get(a->d->z + row * a->d->words, k);
        sum += (bit - a->s->means[k]) * influence[i];
    }
    return sum;
}

/* Eigenvectors and inverse roots of the eigenvalues of I - H. */
static int factor_cluster(adjusting *a, size_t first, size_t n, const double *influence)
{
    const double *w = a->d->weights + first;
    int order = (int)n, work_size = order * WORK_PER_ROW, info = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            a->root[j * n + i] =
                (i == j) -
                sqrt(w[i] * w[j]) * leverage(a, first + i, influence + (first + j) * a->f->count);
    if (n == 1) {
        a->values[0] = a->root[0];
        a->root[0] = 1;
    } else {
        dsyev_("V", "L", &order, a->root, &order, a->values, a->work, &work_size, &info);
    }
    for (size_t i = 0; i < n; i++)
        a->values[i] = a->values[i] > DECIDED ? 1 / sqrt(a->values[i]) : 0;
    return info;
}

/* column := (I - H)^-1/2 column */
static void apply_root(adjusting *a, size_t n)
{
    for (size_t e = 0; e < n; e++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += a->root[e * n + i] * a->column[i];
        a->turned[e] = sum * a->values[e];
    }
    for (size_t i = 0; i < n; i++) {
        a->column[i] = 0;
        for (size_t e = 0; e < n; e++)
            a->column[i] += a->root[e * n + i] * a->turned[e];
    }
}

static double square(const double *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i] * v[i];
    return sum;
}

/* One coefficient in one cluster; `influence` is its value in the first row. */
static void adjust_column(adjusting *a, size_t first, size_t n, double *influence, double *total,
                          double *fourth)
{
    uint32_t step = a->f->count;
    for (size_t i = 0; i < n; i++)
        a->column[i] = sqrt(a->d->weights[first + i]) * influence[i * step];
    double plain = square(a->column, n);
    apply_root(a, n);
    *total += plain;
    *fourth += plain * square(a->column, n);
    for (size_t i = 0; i < n; i++)
        influence[i * step] = a->column[i];
}

lk_status surrogate_adjust(lk_context *ctx, const surrogate_data *d, const surrogate_sums *s,
                           const surrogate_factor *f, const surrogate_clusters *clusters,
                           double *influence, double *freedom)
{
    adjusting a = {d, s, f, NULL, NULL, NULL, NULL, NULL};
    double *fourth = lk_alloc_array(ctx, f->count, sizeof *fourth);
    lk_status status = prepare(ctx, largest_cluster(clusters), &a);
    if (!status && !fourth)
        status = lk_error(ctx, LK_E_MEMORY, "out of memory for %u coefficients", f->count);
    for (uint32_t k = 0; !status && k < f->count; k++)
        freedom[k] = 0;
    for (size_t g = 0; !status && g < clusters->count; g++) {
        size_t first = clusters->first[g], n = clusters->first[g + 1] - first;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        if (factor_cluster(&a, first, n, influence))
            return lk_error(ctx, LK_E_FAIL, "the hat matrix of samples %zu to %zu has no roots",
                            first, first + n - 1);
        for (uint32_t k = 0; k < f->count; k++)
            adjust_column(&a, first, n, influence + first * f->count + k, &freedom[k], &fourth[k]);
    }
    for (uint32_t k = 0; !status && k < f->count; k++)
        freedom[k] = fourth[k] > 0 ? freedom[k] * freedom[k] / fourth[k] : 0;
    return status;
}

void surrogate_parts(const surrogate_data *d, const surrogate_factor *f,
                     const surrogate_clusters *clusters, const double *adjusted,
                     const double *residuals, double *parts)
{
    for (size_t g = 0; g < clusters->count; g++, parts += f->count) {
        memset(parts, 0, f->count * sizeof *parts);
        for (size_t row = clusters->first[g]; row < clusters->first[g + 1]; row++) {
            double e = sqrt(d->weights[row]) * residuals[row];
            for (uint32_t k = 0; k < f->count; k++)
                parts[k] += e * adjusted[row * f->count + k];
        }
    }
}
