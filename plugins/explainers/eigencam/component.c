/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "component.h"

#include <math.h>

/* Powers of the matrix of products, by the smaller side: a map has many pixels
 * and few channels early in a network, and the other way round at its end. */

enum { MOST_STEPS = 10000, STEPS_BETWEEN_ASKING = 100 };
static const double enough = 1e-12;

typedef struct search {
    size_t size;
    double *products; /* size x size */
    double *vector, *next;
    double value, residual;
} search;

static double dot(const double *a, const double *b, size_t count, size_t step)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i * step] * b[i * step];
    return sum;
}

static double normalise(double *v, size_t count)
{
    double length = sqrt(dot(v, v, count, 1));
    for (size_t i = 0; length > 0 && i < count; i++)
        v[i] /= length;
    return length;
}

static lk_status multiply_out(lk_context *ctx, const component *c, search *s)
{
    int by_rows = c->rows <= c->columns;
    size_t line = by_rows ? c->columns : 1, step = by_rows ? 1 : c->columns;
    for (size_t i = 0; i < s->size; i++) {
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        for (size_t j = 0; j <= i; j++)
            s->products[i * s->size + j] = s->products[j * s->size + i] = dot(
                c->matrix + i * line, c->matrix + j * line, by_rows ? c->columns : c->rows, step);
    }
    return LK_OK;
}

/* One step; afterwards `next` is the product. */
static void advance(search *s)
{
    double off = 0;
    for (size_t i = 0; i < s->size; i++)
        s->next[i] = dot(s->products + i * s->size, s->vector, s->size, 1);
    s->value = dot(s->next, s->vector, s->size, 1);
    for (size_t i = 0; i < s->size; i++)
        off += (s->next[i] - s->value * s->vector[i]) * (s->next[i] - s->value * s->vector[i]);
    s->residual = s->value > 0 ? sqrt(off) / s->value : 0;
}

static lk_status iterate(lk_context *ctx, search *s)
{
    /* Parts of the golden ratio: fixed, and orthogonal to nothing in particular. */
    for (size_t i = 0; i < s->size; i++)
        s->vector[i] = 1 + fmod((double)i * 0.6180339887498949, 1);
    normalise(s->vector, s->size);
    for (int step = 0; step < MOST_STEPS; step++) {
        advance(s);
        if (s->residual <= enough)
            return LK_OK;
        if (step % STEPS_BETWEEN_ASKING == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        double *done = s->vector;
        s->vector = s->next;
        s->next = done;
        normalise(s->vector, s->size);
    }
    return LK_OK;
}

/* The direction among the columns, from one among the rows where that was sought. */
static void set_direction(const component *c, const search *s)
{
    for (size_t k = 0; k < c->columns; k++) {
        c->direction[k] = c->rows <= c->columns ? 0 : s->vector[k];
        for (size_t i = 0; c->rows <= c->columns && i < c->rows; i++)
            c->direction[k] += s->vector[i] * c->matrix[i * c->columns + k];
    }
    normalise(c->direction, c->columns);
}

lk_status component_find(lk_context *ctx, component *c)
{
    search s = {.size = c->rows < c->columns ? c->rows : c->columns};
    s.products = lk_alloc_array(ctx, s.size, s.size * sizeof *s.products);
    s.vector = lk_alloc_array(ctx, s.size, sizeof *s.vector);
    s.next = lk_alloc_array(ctx, s.size, sizeof *s.next);
    c->direction = lk_alloc_array(ctx, c->columns, sizeof *c->direction);
    if (!s.products || !s.vector || !s.next || !c->direction)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the products of %zu vectors", s.size);
    lk_status status = multiply_out(ctx, c, &s);
    double all = 0;
    for (size_t i = 0; i < s.size; i++)
        all += s.products[i * s.size + i];
    c->share = (double)NAN;
    c->residual = 0;
    if (status || !(all > 0))
        return status;
    status = iterate(ctx, &s);
    set_direction(c, &s);
    c->share = fmin(s.value / all, 1);
    c->residual = s.residual;
    return status;
}
