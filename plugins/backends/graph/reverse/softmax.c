/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "rule.h"

/* Derivatives of softmax and its logarithm, pixel by pixel. */

void softmax_derive(const rule_job *j)
{
    size_t channels = (size_t)j->node->shape.channels, size = graph_size(&j->node->shape);
    for (size_t i = 0; i < size; i += channels) {
        const float *y = j->value + i, *g = j->gradient + i;
        double dot = 0;
        for (size_t c = 0; c < channels; c++)
            dot += (double)y[c] * (double)g[c];
        for (size_t c = 0; c < channels; c++)
            j->out[i + c] = (float)((double)y[c] * ((double)g[c] - dot));
    }
}

void softmax_derive_log(const rule_job *j)
{
    size_t channels = (size_t)j->node->shape.channels, size = graph_size(&j->node->shape);
    for (size_t i = 0; i < size; i += channels) {
        const float *y = j->value + i, *g = j->gradient + i;
        double sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += (double)g[c];
        for (size_t c = 0; c < channels; c++)
            j->out[i + c] = (float)((double)g[c] - exp((double)y[c]) * sum);
    }
}
