/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_KERNELS_LANES_H
#define LK_BACKENDS_KERNELS_LANES_H

/* The inner loops that want vector instructions, in a version for each
 * instruction set. Which is used depends on the machine alone. */

#include "../graph/graph.h"

enum { MOST_TAPS = 64, MOST_NEIGHBOURS = 4 };

/* The taps of a depthwise window that lie in the map: where each reads its
 * channels, and its weights. */
typedef struct taps {
    int count;
    const float *bias; /* or NULL */
    const float *inputs[MOST_TAPS], *filters[MOST_TAPS];
} taps;

typedef struct lanes {
    int width; /* floats of a vector */
    /* Sum the taps for 1 or MOST_NEIGHBOURS pixels side by side, which read
     * their inputs `step` floats apart. */
    void (*depthwise)(const taps *t, int pixels, size_t step, size_t channels, float *out);
    /* out = the sum of `inputs`, after relu or leaky where the node has it. */
    void (*add)(const float *const *inputs, uint32_t count, size_t n, const graph_node *node,
                float *out);
    /* out = in * scale + shift, channel by channel. */
    void (*scale)(const float *in, size_t pixels, size_t channels, const float *scale,
                  const float *shift, float *out);
    /* sum = the larger of sum and in; sum += in; sum += a * b. */
    void (*keep_larger)(float *sum, const float *in, size_t n);
    void (*accumulate)(float *sum, const float *in, size_t n);
    void (*accumulate_product)(float *sum, const float *a, const float *b, size_t n);
    /* By channel, added to what is there: the sum of `in` and of its squares; or of its
     * products with what `with` is above `centre`. For some pixels at a time. */
    void (*sum_squares)(const float *in, size_t pixels, size_t channels, double *sum,
                        double *squares);
    void (*sum_products)(const float *in, const float *with, const double *centre, size_t pixels,
                         size_t channels, double *sum, double *products);
    /* out = a r0 + (b - r1) r2 + r3, the rows channel by channel; `out` may be a. */
    void (*mix)(const float *a, const float *b, const float *rows, size_t pixels, size_t channels,
                float *out);
    /* x times its sigmoid, in single precision, and its derivative times `gradient`;
     * `out` may be any of the inputs. Scores are computed in double (graph_activate). */
    void (*swish)(const float *in, size_t n, float *out);
    void (*swish_back)(const float *in, const float *gradient, size_t n, float *out);
} lanes;

const lanes *lanes_choose(void);

#endif
