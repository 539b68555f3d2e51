/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "surrogate/clusters.h"

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

/* The first `rows` samples; 0: all. */
static case_of open_case(const char *set, int rows)
{
    case_of c = {.z = named(set, "z"), .scores = named(set, "scores")};
    if (!rows)
        rows = (int)c.z.shape[0];
    int segments = (int)c.z.shape[1], outputs = (int)c.scores.shape[1];
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
    case_of c = open_case(set, 0);
    lk_tensor want = named(set, coef), columns = named(set, fit);
    surrogate_sums s;
    surrogate_factor f;
    double coefficients[64], intercept, *residuals = malloc(c.data.rows * sizeof *residuals);
    assert_int_equal(surrogate_sum(ctx, &c.data, &s), LK_OK);
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
    case_of c = open_case("data", 0);
    lk_tensor want = named("data", "coef_highest_7");
    surrogate_sums s;
    (void)state;
    assert_int_equal(surrogate_sum(ctx, &c.data, &s), LK_OK);
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

/* ---- How sure coefficients are -------------------------------------------------- */

enum { FEW = 200, SEGMENTS = 19, OUTPUTS = 4 };

/* The regression of the first rows without a ridge to speak of, as other
 * programs do it. */
typedef struct fitted {
    kit *k;
    lk_context *ctx;
    case_of c;
    surrogate_sums s;
    surrogate_factor f;
    double residuals[OUTPUTS][FEW];
    double influence[FEW * SEGMENTS];
} fitted;

static void fit_few(fitted *t, const lk_tensor *weights)
{
    t->k = open_kit();
    t->ctx = kit_context(t->k, 1);
    t->c = open_case("data", FEW);
    if (weights)
        t->c.data.weights = weights->data;
    assert_int_equal(surrogate_sum(t->ctx, &t->c.data, &t->s), LK_OK);
    assert_int_equal(surrogate_factorise(t->ctx, &t->s, 1e-12, NULL, SEGMENTS, &t->f), LK_OK);
    surrogate_influence(&t->c.data, &t->s, &t->f, t->influence);
    for (uint32_t o = 0; o < OUTPUTS; o++) {
        double coefficients[SEGMENTS], intercept;
        assert_int_equal(surrogate_fit(t->ctx, &t->s, &t->f, o, coefficients, &intercept), LK_OK);
        surrogate_residuals(&t->c.data, o, coefficients, intercept, t->residuals[o]);
    }
}

static void assert_relative(double value, double expected, double tolerance)
{
    if (!(fabs(value / expected - 1) <= tolerance))
        fail_msg("%.17g, not %.17g", value, expected);
}

static lk_tensor sampling(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/sampling/%s.npy", name);
    return kit_npy(path);
}

/* The sum over clusters of products of what they add to two coefficients. */
static double covariance(const surrogate_clusters *clusters, const double *parts, size_t i,
                         size_t j)
{
    double sum = 0;
    for (size_t g = 0; g < clusters->count; g++)
        sum += parts[g * SEGMENTS + i] * parts[g * SEGMENTS + j];
    return sum;
}

static void errors_of_single_rows_are_the_hc1_of_statsmodels(void **state)
{
    static fitted t;
    lk_tensor want = sampling("statsmodels_hc1");
    double errors[SEGMENTS];
    (void)state;
    fit_few(&t, NULL);
    for (uint32_t o = 0; o < OUTPUTS; o++) {
        surrogate_errors(&t.c.data, &t.f, t.influence, t.residuals[o], errors);
        for (size_t i = 0; i < SEGMENTS; i++)
            assert_relative(errors[i], ((const double *)want.data)[o * SEGMENTS + i], TOLERANCE);
    }
    kit_close(t.k);
}

static void clusters_of_single_rows_have_the_hc2_of_statsmodels(void **state)
{
    static fitted t;
    static double parts[FEW * SEGMENTS];
    lk_tensor want = sampling("statsmodels_hc2");
    size_t first[FEW + 1];
    double freedom[SEGMENTS];
    (void)state;
    for (size_t i = 0; i <= FEW; i++)
        first[i] = i;
    surrogate_clusters clusters = {FEW, first};
    fit_few(&t, NULL);
    assert_int_equal(
        surrogate_adjust(t.ctx, &t.c.data, &t.s, &t.f, &clusters, t.influence, freedom), LK_OK);
    for (uint32_t o = 0; o < OUTPUTS; o++) {
        surrogate_parts(&t.c.data, &t.f, &clusters, t.influence, t.residuals[o], parts);
        for (size_t i = 0; i < SEGMENTS; i++)
            assert_relative(sqrt(covariance(&clusters, parts, i, i)),
                            ((const double *)want.data)[o * SEGMENTS + i], TOLERANCE);
    }
    kit_close(t.k);
}

/* Of clusters of one to four rows, in each of which rows weigh the same: where
 * they do not, clubSandwich takes another root of the same matrix. */
static void clusters_have_the_cr2_of_club_sandwich(void **state)
{
    static fitted t;
    static double parts[FEW * SEGMENTS];
    lk_tensor want = sampling("club_sandwich"), weights = sampling("cluster_weight"),
              first = sampling("cluster_first");
    size_t bounds[FEW + 1];
    double freedom[SEGMENTS];
    surrogate_clusters clusters = {(size_t)first.shape[0] - 1, bounds};
    (void)state;
    for (size_t g = 0; g <= clusters.count; g++)
        bounds[g] = (size_t)((const int64_t *)first.data)[g];
    fit_few(&t, &weights);
    assert_int_equal(
        surrogate_adjust(t.ctx, &t.c.data, &t.s, &t.f, &clusters, t.influence, freedom), LK_OK);
    for (uint32_t o = 0; o < OUTPUTS; o++) {
        const double(*row)[3] =
            (const double(*)[3])((const double *)want.data + (size_t)o * SEGMENTS * 3);
        surrogate_parts(&t.c.data, &t.f, &clusters, t.influence, t.residuals[o], parts);
        for (size_t i = 0; i < SEGMENTS; i++) {
            assert_relative(sqrt(covariance(&clusters, parts, i, i)), row[i][0], 1e-11);
            assert_relative(covariance(&clusters, parts, i, 0), row[i][2], 1e-9);
            assert_in_range((uint64_t)(1000 * freedom[i] / row[i][1]), 850, 999);
        }
    }
    kit_close(t.k);
}

/* Two samples, of which each alone decides a coefficient. */
static void what_one_cluster_decides_has_no_error_and_no_freedom_of_its_own(void **state)
{
    kit *k = open_kit();
    lk_context *ctx = kit_context(k, 1);
    uint64_t z[2] = {0, 1};
    size_t first[3] = {0, 1, 2};
    double weights[2] = {1, 1}, scores[2] = {1, 2}, residuals[2] = {0, 0}, influence[2], parts[2],
           freedom;
    surrogate_data d = {2, 1, 1, 1, z, weights, scores};
    surrogate_clusters clusters = {2, first};
    surrogate_sums s;
    surrogate_factor f;
    (void)state;
    assert_int_equal(surrogate_sum(ctx, &d, &s), LK_OK);
    assert_int_equal(surrogate_factorise(ctx, &s, 1e-14, NULL, 1, &f), LK_OK);
    surrogate_influence(&d, &s, &f, influence);
    assert_int_equal(surrogate_adjust(ctx, &d, &s, &f, &clusters, influence, &freedom), LK_OK);
    surrogate_parts(&d, &f, &clusters, influence, residuals, parts);
    assert_true(parts[0] == 0 && parts[1] == 0 && freedom == 0);
    kit_close(k);
}

static void scores_that_hardly_change_keep_their_digits(void **state)
{
    enum { THREE = 3, ROWS = 8 };
    static const double slopes[THREE] = {1e-9, -2e-9, 3e-9};
    kit *k = open_kit();
    lk_context *ctx = kit_context(k, 1);
    uint64_t z[ROWS];
    double weights[ROWS], scores[ROWS], coefficients[THREE], intercept;
    surrogate_data d = {ROWS, 1, THREE, 1, z, weights, scores};
    surrogate_sums s;
    surrogate_factor f;
    (void)state;
    for (uint64_t i = 0; i < ROWS; i++) {
        z[i] = ROWS - 1 - i;
        weights[i] = 1;
        scores[i] = 1;
        for (uint32_t j = 0; j < THREE; j++)
            scores[i] += lk_z_get(&z[i], j) * slopes[j];
    }
    assert_int_equal(surrogate_sum(ctx, &d, &s), LK_OK);
    assert_int_equal(surrogate_factorise(ctx, &s, 1e-6, NULL, THREE, &f), LK_OK);
    assert_int_equal(surrogate_fit(ctx, &s, &f, 0, coefficients, &intercept), LK_OK);
    for (uint32_t j = 0; j < THREE; j++)
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
    assert_int_equal(surrogate_sum(kit_context(k, 1), &d, &s), LK_OK);
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
        cmocka_unit_test(errors_of_single_rows_are_the_hc1_of_statsmodels),
        cmocka_unit_test(clusters_of_single_rows_have_the_hc2_of_statsmodels),
        cmocka_unit_test(clusters_have_the_cr2_of_club_sandwich),
        cmocka_unit_test(what_one_cluster_decides_has_no_error_and_no_freedom_of_its_own),
        cmocka_unit_test(scores_that_hardly_change_keep_their_digits),
        cmocka_unit_test(rows_without_weight_are_left_to_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
