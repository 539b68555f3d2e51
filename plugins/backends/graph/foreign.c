/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "foreign.h"

#include <math.h>

const char *const foreign_activations[] = {"linear", "softmax", "sigmoid", NULL};

static void softmax(const float *logits, size_t count, float *out)
{
    double largest = -INFINITY, sum = 0;
    for (size_t i = 0; i < count; i++)
        largest = (double)logits[i] > largest ? (double)logits[i] : largest;
    for (size_t i = 0; i < count; i++)
        sum += exp((double)logits[i] - largest);
    for (size_t i = 0; i < count; i++)
        out[i] = (float)(exp((double)logits[i] - largest) / sum);
}

void foreign_activate(foreign_activation a, const float *logits, size_t count, float *out)
{
    if (a == FOREIGN_SOFTMAX)
        softmax(logits, count, out);
    for (size_t i = 0; a == FOREIGN_SIGMOID && i < count; i++)
        out[i] = (float)graph_activate(GRAPH_SIGMOID, 0, 0, (double)logits[i]);
}
