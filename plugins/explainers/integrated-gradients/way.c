/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "way.h"

lk_status way_open(pixels *p, const float *from, quadrature_rule rule, size_t steps, way *out)
{
    *out = (way){.pixels = p,
                 .from = from,
                 .to = p->request->view->pixels.data,
                 .steps = steps,
                 .nodes = lk_alloc_array(p->ctx, steps, sizeof(double)),
                 .weights = lk_alloc_array(p->ctx, steps, sizeof(double))};
    if (!out->nodes || !out->weights)
        return lk_error(p->ctx, LK_E_MEMORY, "out of memory for %zu steps", steps);
    quadrature_make(rule, steps, out->nodes, out->weights);
    lk_status status = pixels_reserve(p, &out->squares);
    for (int i = 0; !status && i < 2; i++)
        status = pixels_reserve(p, &out->halves[i]);
    return status;
}

static double length_of(const way *w, size_t i)
{
    return (double)w->to[i] - (double)w->from[i];
}

static void paint(void *user, size_t which, float *out)
{
    const way *w = user;
    for (size_t i = 0; i < w->pixels->size; i++)
        out[i] = (float)((double)w->from[i] + w->nodes[which] * length_of(w, i));
}

static void take(void *user, size_t which, uint32_t slot, const float *gradient, double score)
{
    const way *w = user;
    double *sum = pixels_of(w->pixels, w->halves[which % 2], slot);
    double *squares = pixels_of(w->pixels, w->squares, slot), weight = w->weights[which];
    (void)score;
    for (size_t i = 0; i < w->pixels->size; i++) {
        double attribution = (double)gradient[i] * length_of(w, i);
        sum[i] += weight * attribution;
        squares[i] += weight * attribution * attribution;
    }
}

lk_status way_run(way *w)
{
    const pixels_walk walk = {w->steps, paint, take, w};
    return pixels_run(w->pixels, &walk);
}

void way_join(const way *w, uint32_t slot)
{
    double *even = pixels_of(w->pixels, w->halves[0], slot), total = 0;
    double *odd = pixels_of(w->pixels, w->halves[1], slot);
    double *squares = pixels_of(w->pixels, w->squares, slot);
    for (size_t step = 0; step < w->steps; step++)
        total += w->weights[step];
    for (size_t i = 0; i < w->pixels->size; i++) {
        even[i] += odd[i];
        squares[i] -= even[i] * even[i] / total;
    }
}
