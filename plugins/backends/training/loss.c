/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "trainer.h"

/* Softmax and cross-entropy at once: the gradient is the difference between what
 * the network says and what is so, and no logarithm of 0 is taken. */

double loss_run(const float *logits, size_t items, size_t classes, const uint32_t *targets,
                float *probabilities, float *gradient)
{
    double loss = 0;
    for (size_t i = 0; i < items; i++) {
        const float *in = logits + i * classes;
        double top = (double)in[0], sum = 0;
        for (size_t c = 1; c < classes; c++)
            top = (double)in[c] > top ? (double)in[c] : top;
        for (size_t c = 0; c < classes; c++)
            sum += exp((double)in[c] - top);
        for (size_t c = 0; c < classes; c++) {
            double p = exp((double)in[c] - top) / sum;
            probabilities[i * classes + c] = (float)p;
            gradient[i * classes + c] = (float)((p - (c == targets[i])) / (double)items);
        }
        loss += log(sum) + top - (double)in[targets[i]];
    }
    return loss / (double)items;
}
