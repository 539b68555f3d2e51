/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "graph.h"

void graph_normalise_view(const graph_normalise *n, const float *pixels, size_t count, float *out)
{
    int first = n->reversed ? 2 : 0;
    for (size_t i = 0; n->is_grey && i < count; i++) {
        const float *p = pixels + 3 * i;
        float grey = p[0] * n->grey[0] + p[1] * n->grey[1] + p[2] * n->grey[2];
        out[i] = (grey - n->subtract[0]) / n->divide[0];
    }
    for (size_t i = 0; !n->is_grey && i < count; i++) {
        const float *p = pixels + 3 * i;
        out[3 * i] = (p[first] - n->subtract[0]) / n->divide[0];
        out[3 * i + 1] = (p[1] - n->subtract[1]) / n->divide[1];
        out[3 * i + 2] = (p[2 - first] - n->subtract[2]) / n->divide[2];
    }
}

void graph_normalise_planes(const graph_normalise *n, const float *pixels, size_t count, float *out)
{
    size_t channels = n->is_grey ? 1 : 3;
    for (size_t i = 0; i < count; i++) {
        float values[3];
        graph_normalise_view(n, pixels + 3 * i, 1, values);
        for (size_t c = 0; c < channels; c++)
            out[c * count + i] = values[c];
    }
}

void graph_normalise_gradient(const graph_normalise *n, const float *gradient, size_t count,
                              float *out)
{
    int first = n->reversed ? 2 : 0;
    for (size_t i = 0; n->is_grey && i < count; i++)
        for (int c = 0; c < 3; c++)
            out[3 * i + (size_t)c] = gradient[i] / n->divide[0] * n->grey[c];
    for (size_t i = 0; !n->is_grey && i < count; i++) {
        float *p = out + 3 * i;
        p[first] = gradient[3 * i] / n->divide[0];
        p[1] = gradient[3 * i + 1] / n->divide[1];
        p[2 - first] = gradient[3 * i + 2] / n->divide[2];
    }
}
