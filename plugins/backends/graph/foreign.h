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

#endif
