/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_RANDOM_H
#define LIKENESS_RANDOM_H

/* Random numbers beside the uniform ones of host.h (lk_random_double,
 * lk_random_below), from the same stream. plugin.h leaves this header out, since
 * it needs <math.h>, whose names are many: include it by itself, and link with -lm. */

#include <math.h>

#include <likeness/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A normal number of mean 0 and standard deviation 1, by G. E. P. Box and
 * M. E. Muller, "A note on the generation of random normal deviates" (1958). Each
 * takes two draws of the stream, never more. At most 8.6 in size. */
static inline double lk_random_normal(lk_context *ctx)
{
    double radius = sqrt(-2 * log(1 - lk_random_double(ctx))); /* 1 - u is never 0 */
    return radius * cos(2 * LK_PI * lk_random_double(ctx));
}

#ifdef __cplusplus
}
#endif
#endif
