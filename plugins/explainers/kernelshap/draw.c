/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "draw.h"

#include <float.h>
#include <math.h>

#include "../coalition/shuffle.h"

/* Sizes 1 .. whole, and the complements of these, are taken whole. */
typedef struct sizes {
    uint32_t segments, whole;
    size_t rows;  /* that they take */
    double total; /* of the kernel over all sizes */
    double rest;  /* share of it that the whole sizes leave */
} sizes;

static lk_status no_memory(lk_context *ctx, const coalition *c)
{
    return lk_error(ctx, LK_E_MEMORY, "out of memory for coalitions of %u segments",
                    c->segment_count);
}

/* The kernel summed over the coalitions of one size, but for a factor. */
static double kernel_of(uint32_t segments, uint32_t size)
{
    return 1. / size / (segments - size);
}

static int has_complements(uint32_t segments, uint32_t size)
{
    return 2 * (uint64_t)size != segments;
}

static double choose(uint32_t n, uint32_t k)
{
    double ways = 1;
    for (uint32_t i = 0; i < k; i++)
        ways = ways * (n - i) / (i + 1.);
    return nearbyint(ways);
}

/* The rule of shap: a size is taken whole where its share of the samples that are
 * left would be as many as it has coalitions. */
static sizes plan_sizes(uint32_t segments, size_t samples, int has_sizes)
{
    sizes s = {.segments = segments, .rest = 1};
    double left = (double)samples;
    for (uint32_t i = 1; i < segments; i++)
        s.total += kernel_of(segments, i);
    for (uint32_t i = 1; has_sizes && i <= segments / 2; i++) {
        double times = has_complements(segments, i) ? 2 : 1;
        double rows = times * choose(segments, i);
        double share = times * kernel_of(segments, i) / s.total;
        if (left < rows || left * share / s.rest < rows * (1 - 1e-8))
            break;
        s.whole = i;
        s.rows += (size_t)rows;
        left -= rows;
        s.rest = fmax(0, s.rest - share);
    }
    return s;
}

static int takes_all(const sizes *s)
{
    return s->whole >= s->segments / 2;
}

/* Show the segments that the row before hides. */
static void complement(const coalition *c, size_t row)
{
    for (uint32_t k = 0; k < c->segment_count; k++)
        lk_z_set(coalition_row(c, row), k, !lk_z_get(coalition_row(c, row - 1), k));
}

/* ---- Whole sizes ---------------------------------------------------------------------- */

/* The next `size` of `count` items in lexicographic order; 0 after the last. */
static int advance(uint32_t *items, uint32_t size, uint32_t count)
{
    uint32_t i = size;
    while (i && items[i - 1] == count - size + i - 1)
        i--;
    if (!i)
        return 0;
    items[i - 1]++;
    for (; i < size; i++)
        items[i] = items[i - 1] + 1;
    return 1;
}

static size_t set_size(const coalition *c, const sizes *s, uint32_t size, uint32_t *items,
                       size_t row, double *weights)
{
    double weight = kernel_of(s->segments, size) / s->total / choose(s->segments, size);
    for (uint32_t i = 0; i < size; i++)
        items[i] = i;
    do {
        for (uint32_t i = 0; i < size; i++)
            lk_z_set(coalition_row(c, row), items[i], 1);
        weights[row++] = weight;
        if (has_complements(s->segments, size)) {
            complement(c, row);
            weights[row++] = weight;
        }
    } while (advance(items, size, s->segments));
    return row;
}

/* ---- Drawn coalitions ------------------------------------------------------------------- */

static uint32_t draw_size(lk_context *ctx, const sizes *s)
{
    uint32_t first = s->whole + 1, last = s->segments - s->whole - 1;
    double total = 0, at;
    for (uint32_t i = first; i <= last; i++)
        total += kernel_of(s->segments, i);
    at = lk_random_double(ctx) * total;
    while (first < last && at >= kernel_of(s->segments, first))
        at -= kernel_of(s->segments, first++);
    return first;
}

static lk_status draw_pairs(lk_context *ctx, const coalition *c, const sizes *s, uint32_t *items,
                            drawn *d)
{
    size_t row = ROW_FIRST + d->fixed;
    for (size_t p = 0; p < d->pairs; p++, row += 2) {
        uint32_t size = draw_size(ctx, s);
        shuffle(ctx, items, c->segment_count);
        for (uint32_t i = 0; i < size; i++)
            lk_z_set(coalition_row(c, row), items[i], 1);
        complement(c, row + 1);
        d->weights[row] = d->weights[row + 1] = s->rest / (2 * (double)d->pairs);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

lk_status drawn_draw(lk_context *ctx, coalition *c, size_t samples, int has_sizes, drawn *out)
{
    sizes s = plan_sizes(c->segment_count, samples, has_sizes);
    *out = (drawn){.fixed = s.rows, .is_all = takes_all(&s)};
    if (!out->is_all)
        out->pairs = (samples - s.rows) / 2;
    lk_status status = ends_reserve(ctx, c, out->fixed + 2 * out->pairs);
    if (status)
        return status;
    uint32_t *items = lk_alloc_array(ctx, c->segment_count, sizeof *items);
    out->weights = lk_alloc_array(ctx, c->rows, sizeof *out->weights);
    if (!items || !out->weights)
        return no_memory(ctx, c);
    size_t row = ROW_FIRST;
    for (uint32_t size = 1; size <= s.whole; size++)
        row = set_size(c, &s, size, items, row, out->weights);
    return draw_pairs(ctx, c, &s, items, out);
}

/* ---- Others ------------------------------------------------------------------------------ */

/* The kernel of a coalition, but for a factor; of many segments it is no double itself. */
static double log_kernel_of(uint32_t segments, uint32_t size)
{
    int sign; /* lgamma would set a global one */
    double n = segments, shown = size;
    double log_ways =
        lgamma_r(n + 1, &sign) - lgamma_r(shown + 1, &sign) - lgamma_r(n - shown + 1, &sign);
    return log(kernel_of(segments, size)) - log_ways;
}

/* Of the samples that are no ends, relative to the heaviest among them. */
static void weigh_given(const coalition *c, double *weights)
{
    double largest = -DBL_MAX;
    for (size_t row = ROW_FIRST; row < c->rows; row++) {
        uint32_t shown = coalition_shown(c, row);
        int is_end = !shown || shown == c->segment_count;
        weights[row] = is_end ? -INFINITY : log_kernel_of(c->segment_count, shown);
        largest = fmax(largest, weights[row]);
    }
    for (size_t row = ROW_FIRST; row < c->rows; row++)
        weights[row] = exp(weights[row] - largest);
}

lk_status drawn_take(lk_context *ctx, coalition *c, drawn *out)
{
    size_t rows = (size_t)c->request->coalitions->shape[0];
    lk_status status = ends_reserve(ctx, c, rows);
    *out = (drawn){.fixed = rows};
    if (!status)
        status = coalition_copy_given(ctx, c, ROW_FIRST);
    if (status)
        return status;
    out->weights = lk_alloc_array(ctx, c->rows, sizeof *out->weights);
    if (!out->weights)
        return no_memory(ctx, c);
    weigh_given(c, out->weights);
    return LK_OK;
}

lk_status drawn_half(lk_context *ctx, const coalition *c, const drawn *d, size_t half,
                     double **weights)
{
    size_t first = ROW_FIRST + d->fixed, count = half ? d->pairs / 2 : (d->pairs + 1) / 2;
    double *w = lk_alloc_array(ctx, c->rows, sizeof *w);
    if (!w)
        return no_memory(ctx, c);
    for (size_t row = 0; row < c->rows; row++)
        if (row < first)
            w[row] = d->weights[row];
        else if ((row - first) / 2 % 2 == half)
            w[row] = d->weights[row] * (double)d->pairs / (double)count;
    *weights = w;
    return LK_OK;
}
