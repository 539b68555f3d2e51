/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "simplex.h"

#include <math.h>

#include "tree.h"

/* All mass of a picture, in whole units: far more than a double tells apart. */
#define UNITS 0x1p60

/* An arc that would save less than this, in cells, is left alone: potentials are
 * sums of a few hundred rounded distances. */
static const double SAVING = 1e-11;

/* ---- Whole units ----------------------------------------------------------------- */

/* The mass of each cell, UNITS in all: what rounding leaves goes to the largest. */
static void to_units(const double *mass, size_t cells, int64_t *units)
{
    double sum = 0;
    int64_t left = (int64_t)UNITS;
    size_t largest = 0;
    for (size_t i = 0; i < cells; i++) {
        sum += mass[i];
        largest = mass[i] > mass[largest] ? i : largest;
    }
    for (size_t i = 0; i < cells; i++) {
        units[i] = (int64_t)(mass[i] / sum * UNITS);
        left -= units[i];
    }
    units[largest] += left;
}

/* What moves: cells with too much, then cells with too little, with their surplus. */
typedef struct surplus {
    size_t sources, sinks;
    size_t *cells;
    int64_t *supply;
} surplus;

/* Cells of which `more` has more, behind the first `count`; the new count. */
static size_t take(surplus *s, size_t count, const int64_t *more, const int64_t *less, size_t cells,
                   int64_t sign)
{
    for (size_t i = 0; i < cells; i++)
        if (more[i] > less[i]) {
            s->cells[count] = i;
            s->supply[count++] = sign * (more[i] - less[i]);
        }
    return count;
}

static lk_status find_surplus(lk_context *ctx, const double *from, const double *to, size_t cells,
                              surplus *s)
{
    int64_t *a = lk_alloc_array(ctx, cells, sizeof *a), *b = lk_alloc_array(ctx, cells, sizeof *b);
    *s = (surplus){.cells = lk_alloc_array(ctx, cells, sizeof *s->cells),
                   .supply = lk_alloc_array(ctx, cells, sizeof *s->supply)};
    if (!a || !b || !s->cells || !s->supply)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the mass of %zu cells.", cells);
    to_units(from, cells, a);
    to_units(to, cells, b);
    s->sources = take(s, 0, a, b, cells, 1);
    s->sinks = take(s, s->sources, b, a, cells, -1) - s->sources;
    return LK_OK;
}

static double *distances(lk_context *ctx, const surplus *s, size_t columns)
{
    double *costs = lk_alloc_array(ctx, s->sources * s->sinks, sizeof *costs);
    for (size_t i = 0; costs && i < s->sources; i++)
        for (size_t j = 0; j < s->sinks; j++) {
            size_t a = s->cells[i], b = s->cells[s->sources + j];
            double down = (double)(a / columns) - (double)(b / columns);
            double right = (double)(a % columns) - (double)(b % columns);
            costs[i * s->sinks + j] = sqrt(down * down + right * right);
        }
    return costs;
}

/* ---- The simplex ------------------------------------------------------------------- */

/* Where the search for an arc goes on: blocks of arcs are looked at in turn, and
 * the best of the first block that has any enters. */
typedef struct search {
    size_t next, block;
} search;

/* The arc, or the number of arcs where none saves anything. */
static size_t find_arc(const tree *t, search *s)
{
    size_t arcs = t->sources * t->sinks, best = arcs, e = s->next;
    double least = -SAVING;
    for (size_t seen = 1; seen <= arcs; seen++) {
        size_t source = e / t->sinks, sink = t->sources + e % t->sinks;
        double reduced = t->costs[e] + t->nodes[source].potential - t->nodes[sink].potential;
        if (reduced < least) {
            least = reduced;
            best = e;
        }
        e = e + 1 < arcs ? e + 1 : 0;
        if (best < arcs && seen % s->block == 0)
            break;
    }
    s->next = e;
    return best;
}

static lk_status improve(lk_context *ctx, tree *t)
{
    size_t arcs = t->sources * t->sinks, arc;
    search s = {.block = (size_t)sqrt((double)arcs) + 10};
    while ((arc = find_arc(t, &s)) < arcs) {
        tree_pivot(t, arc / t->sinks, t->sources + arc % t->sinks);
        if (t->pivots % 1024 == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

lk_status earth_movers_distance(lk_context *ctx, const double *from, const double *to, size_t rows,
                                size_t columns, double *distance)
{
    surplus s;
    lk_status status = find_surplus(ctx, from, to, rows * columns, &s);
    if (status)
        return status;
    if (!s.sources) {
        *distance = 0;
        return LK_OK;
    }
    /* By way of the root is farther than any straight way. */
    tree t = {.sources = s.sources, .sinks = s.sinks, .detour = (double)(rows + columns)};
    t.costs = distances(ctx, &s, columns);
    if (!t.costs)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the distances of %zu cells.",
                        rows * columns);
    status = tree_begin(ctx, &t, s.supply);
    if (!status)
        status = improve(ctx, &t);
    if (!status)
        *distance = tree_cost(&t) / UNITS;
    return status;
}
