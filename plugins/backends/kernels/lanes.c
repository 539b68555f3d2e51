/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lanes.h"

#define WITH_SUFFIX(f, suffix) f##_##suffix

/* So that the sums of MOST_NEIGHBOURS pixels stay in registers. */
#define UNROLLED _Pragma("GCC unroll 4")

#if defined(__x86_64__)
#define WIDTH 16
#define TARGET __attribute__((target("avx512f")))
#define NAME(f) WITH_SUFFIX(f, avx512)
#include "lanes.inc"

#define WIDTH 8
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(f) WITH_SUFFIX(f, avx2)
#include "lanes.inc"
#endif

#define WIDTH 4
#define TARGET
#define NAME(f) WITH_SUFFIX(f, plain)
#include "lanes.inc"

const lanes *lanes_choose(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return &lanes_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &lanes_avx2;
#endif
    return &lanes_plain;
}
