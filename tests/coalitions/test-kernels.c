/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdlib.h>

#include "plugins/backends/coalitions/multiply.h"
#include "plugins/backends/coalitions/winograd.h"

/* Products and Winograd's transforms, in every version that this processor runs,
 * against the sums that they stand for, in double precision. */

static double next_number(void)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 40) / (1 << 23) - 1;
}

static float *numbers(size_t count)
{
    float *made = malloc((count + 1) * sizeof *made);
    assert_non_null(made);
    for (size_t i = 0; i < count; i++)
        made[i] = (float)next_number();
    return made;
}

/* ---- Products ----------------------------------------------------------------------------------
 */

typedef struct shape {
    size_t rows, taps, length, out;
    int has_bias, keeps;
    graph_activation activation;
} shape;

static double expected(const shape *s, const float *const *rows, const float *b, double start,
                       size_t i, size_t c)
{
    double sum = start;
    for (size_t t = 0; t < s->taps; t++)
        for (size_t k = 0; k < s->length; k++)
            sum += (double)rows[t * s->rows + i][k] * (double)b[(t * s->length + k) * s->out + c];
    if (s->activation == GRAPH_RELU && sum < 0)
        return 0;
    return s->activation == GRAPH_LEAKY && sum < 0 ? .25 * sum : sum;
}

static void check_product(const multiply *m, const shape *s)
{
    size_t length = s->taps * s->length, step = s->out + 3;
    float *a = numbers(s->rows * length + s->length), *b = numbers(length * s->out);
    float *bias = numbers(s->out), *out = numbers(s->rows * step), *before = numbers(0);
    float *packed = malloc(multiply_packed(m, length, s->out) * sizeof *packed);
    const float **rows = malloc(s->taps * s->rows * sizeof *rows);
    graph_node node = {.activation = s->activation, .alpha = .25f};
    before = realloc(before, s->rows * step * sizeof *before);
    assert_true(packed && rows && before);
    memcpy(before, out, s->rows * step * sizeof *before);
    for (size_t i = 0; i < s->taps * s->rows; i++)
        rows[i] = a + (i * 7919) % (s->rows * s->taps) * s->length;
    multiply_pack(m, b, s->out, length, s->out, packed);
    panels p = {.taps = s->taps,
                .length = s->length,
                .out = s->out,
                .packed = packed,
                .bias = s->has_bias ? bias : NULL,
                .keeps = s->keeps,
                .node = s->activation ? &node : NULL};
    m->run(&p, rows, s->rows, s->rows, out, step);
    for (size_t i = 0; i < s->rows; i++)
        for (size_t c = 0; c < step; c++) {
            double was = (double)before[i * step + c], is = (double)out[i * step + c];
            if (c >= s->out) {
                assert_true(was == is); /* beyond the row */
                continue;
            }
            double start = s->keeps ? was : s->has_bias ? (double)bias[c] : 0;
            double error = fabs(is - expected(s, rows, b, start, i, c));
            if (!(error < 1e-6 * sqrt((double)length) + 1e-6))
                fail_msg("%zu x %zu x %zu: row %zu, %zu: %g off", s->rows, length, s->out, i, c,
                         error);
        }
    free(a);
    free(b);
    free(bias);
    free(out);
    free(before);
    free(packed);
    free(rows);
}

static void products_are_the_sums_that_they_stand_for(void **state)
{
    static const shape shapes[] = {
        {1, 1, 1, 1, 0, 0, GRAPH_LINEAR},    {12, 1, 16, 32, 1, 0, GRAPH_RELU},
        {13, 3, 5, 31, 1, 0, GRAPH_LEAKY},   {40, 9, 8, 33, 1, 0, GRAPH_LINEAR},
        {7, 2, 30, 100, 0, 1, GRAPH_LINEAR}, {25, 1, 64, 7, 0, 1, GRAPH_RELU},
        {100, 1, 3, 64, 1, 0, GRAPH_RELU},   {4, 25, 3, 150, 0, 0, GRAPH_LEAKY}};
    const multiply *found[3];
    size_t count = multiply_find(found);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
            check_product(found[i], &shapes[k]);
}

static void a_row_has_the_same_bits_wherever_it_stands(void **state)
{
    enum { ROWS = 29, LENGTH = 50, OUT = 70 };
    const multiply *found[3];
    size_t count = multiply_find(found);
    float *a = numbers(LENGTH), *b = numbers((size_t)LENGTH * OUT), out[ROWS * OUT];
    const float *rows[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = a;
    for (size_t i = 0; i < count; i++) {
        float *packed = malloc(multiply_packed(found[i], LENGTH, OUT) * sizeof *packed);
        assert_non_null(packed);
        multiply_pack(found[i], b, OUT, LENGTH, OUT, packed);
        panels p = {.taps = 1, .length = LENGTH, .out = OUT, .packed = packed};
        found[i]->run(&p, rows, ROWS, ROWS, out, OUT);
        for (size_t k = 1; k < ROWS; k++)
            assert_memory_equal(out, out + k * OUT, OUT * sizeof *out);
        free(packed);
    }
    free(a);
    free(b);
}

/* ---- Winograd
 * ------------------------------------------------------------------------------------ */

static double convolved(const float *patch, const float *filter, size_t channels, int y, int x)
{
    double sum = 0;
    for (int t = 0; t < 9; t++)
        for (size_t c = 0; c < channels; c++)
            sum += (double)patch[(size_t)((y + t / 3) * WINOGRAD_IN + x + t % 3) * channels + c] *
                   (double)filter[(size_t)t * channels + c];
    return sum;
}

/* One filter, whose 36 sums stand for every channel of the result. */
static void check_tile(const winograd *w, size_t channels)
{
    enum { OUT = 16 };
    float *patch = numbers(WINOGRAD_VALUES * channels), *filter = numbers(9 * channels);
    float *entered = malloc(WINOGRAD_VALUES * channels * sizeof *entered);
    float *values = malloc(WINOGRAD_VALUES * channels * sizeof *values);
    float sums[WINOGRAD_VALUES * OUT], bias[OUT], result[16][OUT], *out[16];
    const float *pixels[WINOGRAD_VALUES];
    assert_true(entered && values);
    for (size_t f = 0; f < WINOGRAD_VALUES; f++)
        pixels[f] = patch + f * channels;
    w->enter(pixels, channels, entered, channels);
    winograd_filter(filter, channels, channels, values, channels);
    for (size_t f = 0; f < WINOGRAD_VALUES; f++) {
        float sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += entered[f * channels + c] * values[f * channels + c];
        for (size_t c = 0; c < OUT; c++)
            sums[f * OUT + c] = sum;
    }
    for (int i = 0; i < 16; i++) {
        bias[i] = (float)i;
        out[i] = i % 5 == 3 ? NULL : result[i];
    }
    w->leave(sums, OUT, OUT, bias, out);
    for (int i = 0; i < 16; i++)
        for (size_t c = 0; out[i] && c < OUT; c++) {
            double error = fabs((double)result[i][c] - (double)c -
                                convolved(patch, filter, channels, i / 4, i % 4));
            if (!(error < 1e-5 * sqrt((double)channels) + 1e-5))
                fail_msg("%zu channels: pixel %d: %g off", channels, i, error);
        }
    free(patch);
    free(filter);
    free(entered);
    free(values);
}

static void tiles_are_the_convolutions_that_they_stand_for(void **state)
{
    const winograd *found[3];
    size_t count = winograd_find(found);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t channels = WINOGRAD_LEAST; channels < 70; channels += 9)
            check_tile(found[i], channels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_the_sums_that_they_stand_for),
        cmocka_unit_test(a_row_has_the_same_bits_wherever_it_stands),
        cmocka_unit_test(tiles_are_the_convolutions_that_they_stand_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
