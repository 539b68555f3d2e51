/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "game.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

explained explain_lookup(kit *k, uint64_t seed, int pixels, lookup *l, const lk_tensor *z)
{
    lk_raster view = white_row(pixels);
    lk_tensor segments = pixel_segments(pixels);
    lk_network *n = kit_function_network(k, 1, (uint32_t)pixels, (uint32_t)l->classes, look_up, l);
    return explain_well(k, seed, n, &view, &segments, z);
}

/* ---- Tables ---------------------------------------------------------------------- */

/* What rounding scores to float32 may do: see golden/explain/shapley. */
#define TOLERANCE 1e-6

lk_tensor shapley_golden(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/shapley/%s.npy", name);
    return kit_npy(path);
}

/* Stored segment x class. */
static lk_tensor turned(const char *name)
{
    lk_tensor from = shapley_golden(name),
              to = kit_tensor(LK_DTYPE_FLOAT, 64, 2, CLASSES, SEGMENTS);
    for (int c = 0; c < CLASSES; c++)
        for (int k = 0; k < SEGMENTS; k++)
            ((double *)to.data)[c * SEGMENTS + k] = ((double *)from.data)[k * CLASSES + c];
    return to;
}

void check_golden(const char *plugin, const char *params, const char *scores, const char *expected,
                  const lk_tensor *z)
{
    lk_tensor table = shapley_golden(scores), want = turned(expected);
    lookup l = {CLASSES, table.data};
    kit *k = kit_open(LK_STAGE_EXPLAINER, plugin, params);
    explained e = explain_lookup(k, 1, SEGMENTS, &l, z);
    assert_near(&e.coefficients, &want, TOLERANCE);
    kit_close(k);
}

/* ---- A game whose truth is known ------------------------------------------------------------ */

enum { RUNS = 60 };

/* A saturating sum with two interactions. */
static double play(int set, int segments)
{
    double sum = -.3;
    for (int k = 0; k < segments; k++)
        sum += set >> k & 1 ? .25 * cos(1.3 * k + .2) + .1 : 0;
    return tanh(sum) + ((set & 9) == 9 ? .4 : 0) - ((set & 6) == 2 ? .25 : 0);
}

int size_of(int set)
{
    int size = 0;
    for (; set; set &= set - 1)
        size++;
    return size;
}

/* By the definition: |S|! (K - 1 - |S|)! / K! for each S without k. */
game open_game(int segments)
{
    game g = {.segments = segments};
    for (int set = 0; set < 1 << segments; set++)
        g.scores[set] = (double)(float)play(set, segments);
    for (int set = 0; set < 1 << segments; set++)
        for (int k = 0; k < segments; k++) {
            int s = size_of(set);
            if (!(set >> k & 1))
                g.values[k] += exp(lgamma(s + 1.) + lgamma(segments - s) - lgamma(segments + 1.)) *
                               (g.scores[set | 1 << k] - g.scores[set]);
        }
    return g;
}

misses explain_often(kit *k, const game *g, double quantile)
{
    misses m = {0, 0};
    lookup l = {1, g->scores};
    for (uint64_t run = 0; run < RUNS; run++) {
        explained e = explain_lookup(k, run + 1, g->segments, &l, NULL);
        const double *width = e.half_widths.data;
        for (int i = 0; i < g->segments; i++) {
            double error = e.answer.weights[i] - g->values[i], said = width[i] / quantile;
            m.squares += error * error / RUNS;
            m.said += said * said / RUNS;
        }
    }
    return m;
}

void assert_expected(double got, double trace, double trace_of_square, double n)
{
    double expected = trace / n, allowed = 4 * sqrt(2 * trace_of_square / RUNS) / n;
    if (!(fabs(got - expected) <= allowed))
        fail_msg("%g errors squared at n = %g, where %g +- %g was to be expected", got, n, expected,
                 allowed);
}

double trace_of_square(const double *c, int n)
{
    double sum = 0;
    for (int i = 0; i < n * n; i++)
        sum += c[i] * c[i];
    return sum;
}

double trace_of(const double *c, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += c[i * n + i];
    return sum;
}
