/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "rule.h"

/* Derivatives of normalisations. */

void norm_derive(const rule_job *j)
{
    size_t channels = (size_t)j->node->shape.channels, size = graph_size(&j->node->shape);
    float *scales = j->scratch;
    for (size_t c = 0; c < channels; c++) {
        double scale, shift;
        graph_norm_scale(j->node, c, &scale, &shift);
        scales[c] = (float)scale;
    }
    for (size_t i = 0; i < size; i += channels)
        for (size_t c = 0; c < channels; c++)
            j->out[i + c] = j->gradient[i + c] * scales[c];
}

/* One channel's: mean and variance are functions of its values too. */
static void standardise(const rule_job *j, size_t c)
{
    size_t channels = (size_t)j->node->shape.channels, size = graph_size(&j->node->shape);
    const float *x = j->inputs[0], *g = j->gradient;
    double count = (double)graph_pixels(&j->node->shape), mean = 0, variance = 0, sum = 0, dot = 0;
    for (size_t i = c; i < size; i += channels)
        mean += (double)x[i] / count;
    for (size_t i = c; i < size; i += channels)
        variance += ((double)x[i] - mean) * ((double)x[i] - mean) / count;
    double scale = 1 / sqrt(variance + j->node->epsilon);
    for (size_t i = c; i < size; i += channels) {
        sum += (double)g[i] / count;
        dot += (double)g[i] * ((double)x[i] - mean) * scale / count;
    }
    for (size_t i = c; i < size; i += channels)
        j->out[i] = (float)(scale * ((double)g[i] - sum - ((double)x[i] - mean) * scale * dot));
}

void norm_derive_standardise(const rule_job *j)
{
    for (int64_t c = 0; c < j->node->shape.channels; c++)
        standardise(j, (size_t)c);
}

/* With base = bias + alpha / size x the sum of squares in a value's window, its
 * own share is gradient x base^-beta, and what it adds to the base of another
 * is that one's `pull` = gradient x value x base^(-beta - 1). */
static void derive_lrn(const graph_lrn *l, int64_t n, const float *x, const float *g, double *pulls,
                       float *out)
{
    double share = (double)l->alpha / (double)l->size, beta = (double)l->beta;
    int64_t left = (l->size - 1) / 2, right = l->size / 2;
    for (int64_t i = 0; i < n; i++) {
        int64_t low = i > left ? i - left : 0, high = i + right < n ? i + right : n - 1;
        double sum = 0;
        for (int64_t k = low; k <= high; k++)
            sum += (double)x[k] * (double)x[k];
        double base = (double)l->bias + share * sum, power = pow(base, -beta);
        out[i] = (float)((double)g[i] * power);
        pulls[i] = (double)g[i] * (double)x[i] * power / base;
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t low = i > right ? i - right : 0, high = i + left < n ? i + left : n - 1;
        double sum = 0;
        for (int64_t k = low; k <= high; k++)
            sum += pulls[k];
        out[i] -= (float)(2 * share * beta * (double)x[i] * sum);
    }
}

void norm_derive_lrn(const rule_job *j)
{
    size_t channels = (size_t)j->node->shape.channels, size = graph_size(&j->node->shape);
    for (size_t i = 0; i < size; i += channels)
        derive_lrn(&j->node->lrn, (int64_t)channels, j->inputs[0] + i, j->gradient + i,
                   (double *)(void *)j->scratch, j->out + i);
}
