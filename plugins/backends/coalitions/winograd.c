/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "winograd.h"

/* The two points, their powers, and what the transforms make of them. */
#define A1 .625f
#define A2 (A1 * A1)
#define A3 (A1 * A1 * A1)
#define B1 1.5f
#define B2 (B1 * B1)
#define B3 (B1 * B1 * B1)
#define A2B2 (A2 * B2)
#define A2_B2 (A2 + B2)

#define WITH_SUFFIX(f, suffix) f##_##suffix

#if defined(__x86_64__)
#define WIDTH 16
#define TARGET __attribute__((target("avx512f")))
#define NAME(f) WITH_SUFFIX(f, avx512)
#include "winograd.inc"

#define WIDTH 8
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(f) WITH_SUFFIX(f, avx2)
#include "winograd.inc"
#endif

#define WIDTH 4
#define TARGET
#define NAME(f) WITH_SUFFIX(f, plain)
#include "winograd.inc"

size_t winograd_find(const winograd *found[3])
{
    size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        found[count++] = &winograd_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        found[count++] = &winograd_avx2;
#endif
    found[count++] = &winograd_plain;
    return count;
}

const winograd *winograd_choose(void)
{
    const winograd *found[3];
    winograd_find(found);
    return found[0];
}

/* ---- Filters --------------------------------------------------------------------------------- */

/* Six values of three taps. */
static void filter_line(const double *g, int step, double *out, int out_step)
{
    double a = (double)A1, b = (double)B1;
    double by_a = 1 / (2 * a * a * (a * a - b * b)), by_b = 1 / (2 * b * b * (b * b - a * a));
    double even_a = g[0] + a * a * g[2 * step], even_b = g[0] + b * b * g[2 * step];
    out[0] = g[0] / (a * a * b * b);
    out[out_step] = (even_a + a * g[step]) * by_a;
    out[2 * out_step] = (even_a - a * g[step]) * by_a;
    out[3 * out_step] = (even_b + b * g[step]) * by_b;
    out[4 * out_step] = (even_b - b * g[step]) * by_b;
    out[5 * out_step] = g[2 * step];
}

void winograd_filter(const float *in, size_t tap, size_t count, float *out, size_t stride)
{
    for (size_t i = 0; i < count; i++) {
        double g[9], half[18], all[WINOGRAD_VALUES];
        for (size_t t = 0; t < 9; t++)
            g[t] = (double)in[t * tap + i];
        for (int x = 0; x < 3; x++)
            filter_line(g + x, 3, half + x, 3);
        for (int y = 0; y < WINOGRAD_IN; y++)
            filter_line(half + 3 * y, 1, all + WINOGRAD_IN * y, 1);
        for (size_t f = 0; f < WINOGRAD_VALUES; f++)
            out[f * stride + i] = (float)all[f];
    }
}
