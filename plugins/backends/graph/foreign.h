/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_FOREIGN_H
#define LK_BACKENDS_FOREIGN_H

/* What backends share whose networks another program or library computes: it
 * takes a picture and gives one vector, and the rest is done here. */

#include "graph.h"

/* What is still to do to that vector. Then it holds the logits, and both they
 * and the probabilities can be had. */
typedef enum foreign_activation {
    FOREIGN_LINEAR, /* nothing */
    FOREIGN_SOFTMAX,
    FOREIGN_SIGMOID
} foreign_activation;
extern const char *const foreign_activations[]; /* their words, NULL-terminated */

/* Make logits into probabilities, in double precision. */
void foreign_activate(foreign_activation a, const float *logits, size_t count, float *out);

/* Refuse a batch that is not float32 N x height x width x 3, as scores() takes
 * it, or N x channels x height x width, as raw_scores() does. */
lk_status foreign_check_view(lk_context *ctx, const lk_network_info *info, const lk_tensor *batch);
lk_status foreign_check_raw(lk_context *ctx, const lk_network_info *info, const lk_tensor *batch);
/* Refuse an output that the network does not give. */
lk_status foreign_check_output(lk_context *ctx, const lk_network_info *info, int has_logits,
                               lk_output output);

#endif
