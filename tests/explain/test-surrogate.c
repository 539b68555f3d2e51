/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "surrogate/surrogate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explaining.h"

/* float64 in and out, against the numbers of lime itself. */
#define TOLERANCE 1e-12

typedef struct case_of {
    surrogate_data data;
    lk_tensor z, scores;
} case_of;

/* lime's kernel on the cosine distance, spelled out once more. */
static double kernel(double shown, double segments)
{
    double d = 1 - sqrt(shown / segments);
    return sqrt(exp(-(d * d) / (.25 * .25)));
}

static lk_tensor named(const char *set, const char *what)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/lime_%s_%s.npy", set, what);
    return kit_npy(path);
}

static case_of open_case(const char *set)
{
    case_of c = {.z = named(set, "z"), .scores = named(set, "scores")};
    int rows = (int)c.z.shape[0], segments = (int)c.z.shape[1], outputs = (int)c.scores.shape[1];
    uint64_t *bits = kit_tensor(LK_DTYPE_UINT, 64, 1, rows).data;
    double *weights = kit_tensor(LK_DTYPE_FLOAT, 64, 1, rows).data;
    double *scores = kit_tensor(LK_DTYPE_FLOAT, 64, 2, outputs, rows).data;
    for (int i = 0; i < rows; i++) {
        double shown = 0;
        for (int k = 0; k < segments; k++) {
            int bit = ((const uint8_t *)c.z.data)[i * segments + k];
            lk_z_set(&bits[i], (uint32_t)k, bit);
            shown += bit;
        }
        weights[i] = kernel(shown, segments);
        for (int o = 0; o < outputs; o++)
            scores[o * rows + i] = ((const double *)c.scores.data)[i * outputs + o];
    }
    c.data = (surrogate_data){.rows = (size_t)rows,
                              .words = 1,
                              .segments = (uint32_t)segments,
                              .outputs = (uint32_t)outputs,
                              .z = bits,
                              .weights = weights,
                              .scores = scores};
    return c;
}

/* Any plugin gives a context. */
static kit *open_kit(void)
{
    return kit_open(LK_STAGE_SEGMENTER, "test-stripes", NULL);
}

static void check_fit(const char *set, const char *coef, const char *fit)
{
    kit *k = open_kit();
    lk_context *ctx = kit_context(k, 1);
    case_of c = open_case(set);
    lk_tensor want = named(set, coef), columns = named(set, fit);
    surrogate_sums s;
    surrogate_factor f;
    double coefficients[64], intercept, *residuals = malloc(c.data.rows * sizeof *residuals);
    assert_int_equal(surrogate_sum(ctx, &c.data, 0, 1, &s), LK_OK);
    assert_int_equal(surrogate_factorise(ctx, &s, 1, NULL, c.data.segments, &f), LK_OK);
    for (uint32_t o = 0; o < c.data.outputs; o++) {
        const double *column = (const double *)columns.data + (size_t)o * 3;
        double prediction, rest = 0;
        assert_int_equal(surrogate_fit(ctx, &s, &f, o, coefficients, &intercept), LK_OK);
        prediction = intercept;
        for (uint32_t i = 0; i < c.data.segments; i++) {
            double expected = ((const double *)want.data)[o * c.data.segments + i];
            assert_true(fabs(coefficients[i] - expected) <= TOLERANCE);
            prediction += coefficients[i];
        }
        surrogate_residuals(&c.data, o, coefficients, intercept, residuals);
        for (size_t row = 0; row < c.data.rows; row++)
            rest += c.data.weights[row] * residuals[row] * residuals[row];
        assert_true(fabs(intercept - column[0]) <= TOLERANCE);
        assert_true(fabs(1 - rest / s.spread[o] - column[1]) <= TOLERANCE);
        assert_true(fabs(prediction - column[2]) <= TOLERANCE);
    }
    free(residuals);
    kit_close(k);
}

static void a_regression_on_data_is_that_of_lime(void **state)
{
    (void)state;
    check_fit("data", "coef_none", "fit_none");
}

static void a_regression_on_an_image_with_black_fill_is_that_of_lime(void **state)
{
    (void)state;
    check_fit("image_black", "coef", "fit");
}

static void a_regression_on_an_image_with_mean_fill_is_that_of_lime(void **state)
{
    (void)state;
    check_fit("image_mean", "coef", "fit");
}

static void a_regression_on_some_segments_is_that_of_lime(void **state)
{
    kit *k = open_kit();
    lk_context *ctx = kit_context(k, 1);
    case_of c = open_case("data");
    lk_tensor want = named("data", "coef_highest_7");
    surrogate_sums s;
    (void)state;
    assert_int_equal(surrogate_sum(ctx, &c.data, 0, 1, &s), LK_OK);
    for (uint32_t o = 0; o < c.data.outputs; o++) {
        const double *expected = (const double *)want.data + (size_t)o * c.data.segments;
        uint32_t chosen[64], count = 0;
        double coefficients[64], intercept;
        surrogate_factor f;
        for (uint32_t i = c.data.segments; i-- > 0;)
            if (expected[i] != 0)
                chosen[count++] = i;
        assert_int_equal(count, 7);
        assert_int_equal(surrogate_factorise(ctx, &s, 1, chosen, count, &f), LK_OK);
        assert_int_equal(surrogate_fit(ctx, &s, &f, o, coefficients, &intercept), LK_OK);
        for (uint32_t i = 0; i < c.data.segments; i++)
            assert_true(fabs(coefficients[i] - expected[i]) <= TOLERANCE);
    }
    kit_close(k);
}

static void scores_that_hardly_change_keep_their_digits(void **state)
{
    enum { SEGMENTS = 3, ROWS = 8 };
    static const double slopes[SEGMENTS] = {1e-9, -2e-9, 3e-9};
    kit *k = open_kit();
    lk_context *ctx = kit_context(k, 1);
    uint64_t z[ROWS];
    double weights[ROWS], scores[ROWS], coefficients[SEGMENTS], intercept;
    surrogate_data d = {ROWS, 1, SEGMENTS, 1, z, weights, scores};
    surrogate_sums s;
    surrogate_factor f;
    (void)state;
    for (uint64_t i = 0; i < ROWS; i++) {
        z[i] = ROWS - 1 - i;
        weights[i] = 1;
        scores[i] = 1;
        for (uint32_t j = 0; j < SEGMENTS; j++)
            scores[i] += lk_z_get(&z[i], j) * slopes[j];
    }
    assert_int_equal(surrogate_sum(ctx, &d, 0, 1, &s), LK_OK);
    assert_int_equal(surrogate_factorise(ctx, &s, 1e-6, NULL, SEGMENTS, &f), LK_OK);
    assert_int_equal(surrogate_fit(ctx, &s, &f, 0, coefficients, &intercept), LK_OK);
    for (uint32_t j = 0; j < SEGMENTS; j++)
        assert_true(fabs(coefficients[j] - slopes[j]) <= 1e-14);
    kit_close(k);
}

static void rows_without_weight_are_left_to_the_caller(void **state)
{
    kit *k = open_kit();
    uint64_t z[2] = {3, 1};
    double weights[2] = {0, 0}, scores[2] = {.5, .25};
    surrogate_data d = {2, 1, 2, 1, z, weights, scores};
    surrogate_sums s;
    (void)state;
    assert_int_equal(surrogate_sum(kit_context(k, 1), &d, 0, 1, &s), LK_OK);
    assert_true(s.weight == 0 && s.means[0] == 0);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_on_data_is_that_of_lime),
        cmocka_unit_test(a_regression_on_an_image_with_black_fill_is_that_of_lime),
        cmocka_unit_test(a_regression_on_an_image_with_mean_fill_is_that_of_lime),
        cmocka_unit_test(a_regression_on_some_segments_is_that_of_lime),
        cmocka_unit_test(scores_that_hardly_change_keep_their_digits),
        cmocka_unit_test(rows_without_weight_are_left_to_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
