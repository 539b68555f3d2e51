/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

/* Kernels of two inputs, value by value. An input of one pixel is used for each
 * pixel of the result. */

#define COMBINE(name, expression)                                                                  \
    static void name(const float *x, const float *y, size_t n, float *out)                         \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            float a = x[i], b = y[i];                                                              \
            out[i] = (expression);                                                                 \
        }                                                                                          \
    }
COMBINE(add, a + b)
COMBINE(subtract, a - b)
COMBINE(multiply, a *b)
COMBINE(divide, a / b)
COMBINE(larger, a > b ? a : b)
COMBINE(smaller, a < b ? a : b)

typedef void (*combine)(const float *x, const float *y, size_t n, float *out);

static int is_one_pixel(const job *j, uint32_t input)
{
    return graph_pixels(graph_input_shape(j->graph, j->node, input)) == 1 &&
           graph_pixels(&j->node->shape) > 1;
}

static void run(const job *j, combine f)
{
    size_t channels = (size_t)j->node->shape.channels;
    for (uint32_t i = 1; i < j->node->input_count; i++) {
        const float *x = i == 1 ? j->inputs[0] : j->out, *y = j->inputs[i];
        size_t step_x = i == 1 && is_one_pixel(j, 0) ? 0 : channels;
        size_t step_y = is_one_pixel(j, i) ? 0 : channels;
        for (size_t p = 0; p < j->count; p++)
            f(x + p * step_x, y + p * step_y, channels, j->out + p * channels);
    }
}

void pair_add(const job *j)
{
    int is_alike = 1;
    for (uint32_t i = 0; i < j->node->input_count; i++)
        is_alike &= !is_one_pixel(j, i);
    if (is_alike)
        j->lanes->add(j->inputs, j->node->input_count, j->count * (size_t)j->node->shape.channels,
                      j->node, j->out);
    else
        run(j, add);
}

void pair_subtract(const job *j)
{
    run(j, subtract);
}

void pair_multiply(const job *j)
{
    run(j, multiply);
}

void pair_divide(const job *j)
{
    run(j, divide);
}

void pair_max(const job *j)
{
    run(j, larger);
}

void pair_min(const job *j)
{
    run(j, smaller);
}
