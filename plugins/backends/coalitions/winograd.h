/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_WINOGRAD_H
#define LK_BACKENDS_COALITIONS_WINOGRAD_H

/* Winograd's minimal filtering F(4 x 4, 3 x 3) of one tile, in the form of
 * A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, CVPR
 * 2016: a patch of 6 x 6 is transformed into 36 values, each is multiplied by
 * the filter's own, and 4 x 4 outputs are made of the 36 sums over channels.
 *
 * The points of the interpolation are 0, +-5/8, +-3/2 and infinity: with them
 * the error of a sum is a third of that with the paper's 0, +-1, +-2 (largest
 * error of 256 channels, 7e-6 against 4e-5 of the sums' deviation). */

#include <stddef.h>

enum { WINOGRAD_OUT = 4, WINOGRAD_IN = 6, WINOGRAD_VALUES = 36, WINOGRAD_LEAST = 16 };

/* Channels are at least WINOGRAD_LEAST. */
typedef struct winograd {
    /* patch: for each pixel of 6 x 6 its channels; value f of channel c goes to
     * out[f * stride + c]. */
    void (*enter)(const float *const patch[WINOGRAD_VALUES], size_t channels, float *out,
                  size_t stride);
    /* Value f of channel c is in[f * stride + c]; pixel i of 4 x 4 goes to
     * out[i], with the bias (or NULL), where it is not NULL. */
    void (*leave)(const float *in, size_t stride, size_t channels, const float *bias,
                  float *const out[WINOGRAD_OUT * WINOGRAD_OUT]);
} winograd;

/* Those that this processor runs, the best first; their number. */
size_t winograd_find(const winograd *found[3]);
const winograd *winograd_choose(void); /* the best */

/* The values of `count` filters: tap t of filter i is in[t * tap + i], value f
 * goes to out[f * stride + i]. */
void winograd_filter(const float *in, size_t tap, size_t count, float *out, size_t stride);

#endif
