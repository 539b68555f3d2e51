/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "multiply.h"

#define WITH_SUFFIX(f, suffix) f##_##suffix

/* So that sums stay in registers. */
#define ALL_ROWS _Pragma("GCC unroll 12")

#if defined(__x86_64__)
#define WIDTH 16
#define ROWS 12
#define TARGET __attribute__((target("avx512f")))
#define NAME(f) WITH_SUFFIX(f, avx512)
#include "multiply.inc"

#define WIDTH 8
#define ROWS 6
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(f) WITH_SUFFIX(f, avx2)
#include "multiply.inc"
#endif

#define WIDTH 4
#define ROWS 6
#define TARGET
#define NAME(f) WITH_SUFFIX(f, plain)
#include "multiply.inc"

size_t multiply_find(const multiply *found[3])
{
    size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        found[count++] = &multiply_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        found[count++] = &multiply_avx2;
#endif
    found[count++] = &multiply_plain;
    return count;
}

const multiply *multiply_choose(void)
{
    const multiply *found[3];
    multiply_find(found);
    return found[0];
}

size_t multiply_packed(const multiply *m, size_t rows, size_t out)
{
    return (out + m->width - 1) / m->width * m->width * rows;
}

void multiply_pack(const multiply *m, const float *in, size_t stride, size_t rows, size_t out,
                   float *packed)
{
    for (size_t first = 0; first < out; first += m->width) {
        size_t width = out - first < m->width ? out - first : m->width;
        for (size_t k = 0; k < rows; k++, packed += m->width) {
            memcpy(packed, in + k * stride + first, width * sizeof *packed);
            memset(packed + width, 0, (m->width - width) * sizeof *packed);
        }
    }
}
