/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "support.h"

#include <math.h>
#include <stdlib.h>

/* Sums over each block: of pixels, of each map, and of products of each pair of
 * maps i <= j. A resample is a weighted sum of rows. */
typedef struct sums {
    size_t maps, blocks, columns;
    double *rows, *drawn; /* blocks x columns; columns */
    size_t *weights;
} sums;

/* The original tree's clusters and the resampled one's, as sets of leaves. */
typedef struct clades {
    size_t words;
    uint64_t *original, *resampled; /* clusters x words */
    size_t *counts;                 /* of each merge: trees that have it */
    double *distances;
    merge *merges;
} clades;

static size_t blocks_along(size_t extent, size_t block)
{
    return (extent + block - 1) / block;
}

static double mean_of(const float *map, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += map[i];
    return sum / (double)count;
}

/* Where a pair's product stands; i <= j. */
static size_t pair_column(size_t maps, size_t i, size_t j)
{
    return 1 + maps + i * maps - i * (i + 1) / 2 + j;
}

static void add_pixel(sums *t, double *row, const double *values)
{
    double *product = row + 1 + t->maps;
    row[0]++;
    for (size_t i = 0; i < t->maps; i++) {
        row[1 + i] += values[i];
        for (size_t j = i; j < t->maps; j++)
            *product++ += values[i] * values[j];
    }
}

/* `values` and `means` have room for one number a map. Means are taken off so
 * that squares stay of the size of the spread. */
static void fill(const support *s, sums *t, double *values, double *means)
{
    size_t across = blocks_along(s->width, s->block);
    for (size_t i = 0; i < t->maps; i++)
        means[i] = s->centred ? mean_of(s->maps[i], s->height * s->width) : 0;
    for (size_t y = 0; y < s->height; y++)
        for (size_t x = 0; x < s->width; x++) {
            size_t block = y / s->block * across + x / s->block;
            for (size_t i = 0; i < t->maps; i++)
                values[i] = s->maps[i][y * s->width + x] - means[i];
            add_pixel(t, t->rows + block * t->columns, values);
        }
}

static void draw(lk_context *ctx, sums *t)
{
    memset(t->weights, 0, t->blocks * sizeof *t->weights);
    memset(t->drawn, 0, t->columns * sizeof *t->drawn);
    for (size_t b = 0; b < t->blocks; b++)
        t->weights[lk_random_below(ctx, t->blocks)]++;
    for (size_t b = 0; b < t->blocks; b++) {
        const double *row = t->rows + b * t->columns;
        double weight = (double)t->weights[b];
        for (size_t c = 0; weight && c < t->columns; c++)
            t->drawn[c] += weight * row[c];
    }
}

/* The sum of products of a pair, about the means if `centred`. */
static double moment(const sums *t, int centred, size_t i, size_t j)
{
    const double *d = t->drawn;
    double product = d[pair_column(t->maps, i, j)];
    return centred ? product - d[1 + i] * d[1 + j] / d[0] : product;
}

/* 0: a map has no spread in this resample. What rounding leaves of the spread
 * of a constant map is far below a millionth of a millionth of its squares. */
static int resampled_distances(const sums *t, int centred, double *out)
{
    size_t n = t->maps;
    for (size_t i = 0; i < n; i++) {
        double own = moment(t, centred, i, i);
        if (!(own > 1e-12 * t->drawn[pair_column(n, i, i)]))
            return 0;
        out[i * n + i] = own;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            out[i * n + j] = out[j * n + i] =
                1 - moment(t, centred, i, j) / sqrt(out[i * n + i] * out[j * n + j]);
    for (size_t i = 0; i < n; i++)
        out[i * n + i] = 0;
    return 1;
}

static void collect(size_t n, size_t words, const merge *merges, uint64_t *sets)
{
    memset(sets, 0, (2 * n - 1) * words * sizeof *sets);
    for (size_t i = 0; i < n; i++)
        sets[i * words + i / 64] |= (uint64_t)1 << i % 64;
    for (size_t k = 0; k < n - 1; k++)
        for (size_t w = 0; w < words; w++)
            sets[(n + k) * words + w] =
                sets[merges[k].a * words + w] | sets[merges[k].b * words + w];
}

/* Count the merges of the original tree that the resampled one has too. */
static void count_kept(const dendrogram *d, clades *c)
{
    size_t n = d->count;
    collect(n, c->words, c->merges, c->resampled);
    for (size_t k = 0; k < n - 1; k++)
        for (size_t r = 0; r < n - 1; r++)
            if (d->merges[k].size == c->merges[r].size &&
                !memcmp(c->original + (n + k) * c->words, c->resampled + (n + r) * c->words,
                        c->words * sizeof *c->original))
                c->counts[k]++;
}

static lk_status resample(lk_context *ctx, const support *s, const dendrogram *d, sums *t,
                          clades *c, double *shares)
{
    size_t trees = 0;
    collect(d->count, c->words, d->merges, c->original);
    for (size_t r = 0; r < s->resamples; r++) {
        draw(ctx, t);
        if (!resampled_distances(t, s->centred, c->distances))
            continue;
        lk_status status = linkage_build(ctx, s->method, d->count, c->distances, c->merges);
        if (status)
            return status;
        count_kept(d, c);
        trees++;
    }
    for (size_t k = 0; k < d->count - 1; k++)
        shares[k] = trees ? (double)c->counts[k] / (double)trees : 0;
    return trees ? LK_OK : LK_MISSING;
}

static void *array(size_t a, size_t b, size_t size)
{
    return a && b > SIZE_MAX / a ? NULL : calloc(a * b, size);
}

lk_status support_shares(lk_context *ctx, const support *s, const dendrogram *d, double *shares)
{
    size_t n = d->count;
    sums t = {.maps = n,
              .blocks = blocks_along(s->height, s->block) * blocks_along(s->width, s->block),
              .columns = 1 + n + n * (n + 1) / 2};
    clades c = {.words = (n + 63) / 64};
    t.rows = array(t.blocks, t.columns, sizeof *t.rows);
    t.drawn = array(t.columns, 1, sizeof *t.drawn);
    t.weights = array(t.blocks, 1, sizeof *t.weights);
    c.original = array(2 * n, c.words, sizeof *c.original);
    c.resampled = array(2 * n, c.words, sizeof *c.resampled);
    c.counts = array(n, 1, sizeof *c.counts);
    c.distances = array(n, n, sizeof *c.distances);
    c.merges = array(n, 1, sizeof *c.merges);
    double *room = array(n, 2, sizeof *room);
    lk_status status = LK_E_MEMORY;
    if (t.rows && t.drawn && t.weights && c.original && c.resampled && c.counts && c.distances &&
        c.merges && room) {
        fill(s, &t, room, room + n);
        status = resample(ctx, s, d, &t, &c, shares);
    } else {
        lk_error(ctx, status,
                 "no memory for the sums over %zu blocks of %zu maps: make 'block' larger",
                 t.blocks, n);
    }
    void *const all[] = {t.rows,   t.drawn,     t.weights, c.original, c.resampled,
                         c.counts, c.distances, c.merges,  room};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    return status;
}
