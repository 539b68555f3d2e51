/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "game.h"

static kit *open_kernelshap(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "kernelshap", params);
}

static void a_regression_on_all_coalitions_is_that_of_shap(void **state)
{
    (void)state;
    check_golden("kernelshap", "{samples: 4096}", "logits", "logits_kernelshap_full", NULL);
    check_golden("kernelshap", "{samples: 254}", "prob", "prob_kernelshap_full", NULL);
}

static void all_coalitions_and_their_weights_are_those_of_shap(void **state)
{
    lk_tensor table = shapley_golden("logits"), masks = shapley_golden("kernelshap_masks"),
              weights = shapley_golden("kernelshap_weights");
    lookup l = {CLASSES, table.data};
    kit *k = open_kernelshap(NULL);
    explained e = explain_lookup(k, 1, SEGMENTS, &l, NULL);
    int64_t shape[2] = {254, SEGMENTS};
    lk_tensor z = lk_tensor_over((uint8_t *)e.z.data + 2 * SEGMENTS, LK_DTYPE_UINT, 8, 2, shape);
    lk_tensor w = lk_tensor_over((double *)e.weights.data + 2, LK_DTYPE_FLOAT, 64, 1, shape);
    (void)state;
    assert_int_equal(e.z.shape[0], 256);
    assert_near(&z, &masks, 0);
    assert_near(&w, &weights, 1e-12);
    kit_close(k);
}

static void a_regression_on_given_samples_is_that_of_scikit_learn(void **state)
{
    lk_tensor all = shapley_golden("coalitions"), rows = shapley_golden("sampled_rows");
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, 90, SEGMENTS);
    (void)state;
    for (int i = 0; i < 90; i++)
        memcpy((uint8_t *)z.data + i * SEGMENTS,
               (uint8_t *)all.data + ((int32_t *)rows.data)[i] * SEGMENTS, SEGMENTS);
    check_golden("kernelshap", NULL, "logits", "logits_linreg_sampled", &z);
    check_golden("kernelshap", NULL, "prob", "prob_linreg_sampled", &z);
}

/* C(1100, 550) is beyond any double. */
enum { MANY = 1100, GIVEN = 1300 };

static void fill_by_halves(lk_tensor *z)
{
    uint8_t *bits = z->data;
    uint64_t state = 1;
    for (int i = 0; i < GIVEN * MANY; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        bits[i] = i < 2 * MANY ? i % MANY < MANY / 2 : state >> 63 & 1;
    }
    bits[MANY + MANY / 2] = 1;
}

static void samples_of_very_many_segments_weigh_by_the_kernel(void **state)
{
    static double slopes[MANY];
    linear l = {.classes = 1, .slopes = slopes};
    lk_raster view = white_row(MANY);
    lk_tensor segments = pixel_segments(MANY), z = kit_tensor(LK_DTYPE_UINT, 8, 2, GIVEN, MANY);
    kit *k = open_kernelshap(NULL);
    (void)state;
    for (int i = 0; i < MANY; i++)
        slopes[i] = i % 7 - 3;
    fill_by_halves(&z);
    lk_network *n = kit_function_network(k, 1, MANY, 1, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    const double *w = (const double *)e.weights.data + 2;
    for (int i = 0; i < MANY; i++)
        assert_true(fabs(e.answer.weights[i] - slopes[i]) < 1e-6);
    /* 1 / (C(K, s) s (K - s)) at s = 550, over that at 551. */
    assert_true(fabs(w[0] / w[1] - 549. / 550) < 1e-9);
    kit_close(k);
}

/* ---- The regression ------------------------------------------------------------------------ */

enum { UNKNOWNS = MOST - 1 };

/* In place, by Gauss and Jordan; for matrices that need no exchange of rows. */
static void invert(double a[UNKNOWNS][UNKNOWNS])
{
    for (int p = 0; p < UNKNOWNS; p++) {
        double pivot = a[p][p];
        a[p][p] = 1;
        for (int j = 0; j < UNKNOWNS; j++)
            a[p][j] /= pivot;
        for (int i = 0; i < UNKNOWNS; i++) {
            double factor = a[i][p];
            if (i == p)
                continue;
            a[i][p] = 0;
            for (int j = 0; j < UNKNOWNS; j++)
                a[i][j] -= factor * a[p][j];
        }
    }
}

static double residual_of(const game *g, int set)
{
    double e = g->scores[set] - g->scores[0];
    for (int k = 0; k < MOST; k++)
        e -= set >> k & 1 ? g->values[k] : 0;
    return e;
}

/* The chance of a set: its size by the kernel, then any set of that size. */
static double chance_of(int set)
{
    double total = 0, s = size_of(set);
    for (int i = 1; i < MOST; i++)
        total += 1. / i / (MOST - i);
    return exp(lgamma(s + 1) + lgamma(MOST - s + 1) - lgamma(MOST + 1.)) / s / (MOST - s) / total;
}

/* The covariance of the values by n pairs is this over n, for many (the delta method): A U A, where
 * A is the inverse of the mean of x x' and U the mean of u u', u = x (e - e of the complement) / 2.
 * The last segment's error is what the others leave. */
static void pair_covariance(const game *g, double c[MOST * MOST])
{
    double a[UNKNOWNS][UNKNOWNS] = {{0}}, all = 0;
    memset(c, 0, MOST * MOST * sizeof *c);
    for (int round = 0; round < 2; round++) {
        for (int set = 1; set + 1 < 1 << MOST; set++) {
            double x[UNKNOWNS], d[MOST] = {0}, p = chance_of(set);
            double e = (residual_of(g, set) - residual_of(g, (1 << MOST) - 1 - set)) / 2;
            for (int k = 0; k < UNKNOWNS; k++)
                x[k] = (set >> k & 1) - (set >> UNKNOWNS & 1);
            all += p;
            for (int i = 0; !round && i < UNKNOWNS * UNKNOWNS; i++)
                a[i / UNKNOWNS][i % UNKNOWNS] += p * x[i / UNKNOWNS] * x[i % UNKNOWNS];
            for (int i = 0; round && i < UNKNOWNS; i++) {
                for (int j = 0; j < UNKNOWNS; j++)
                    d[i] += a[i][j] * x[j] * e;
                d[UNKNOWNS] -= d[i];
            }
            for (int i = 0; round && i < MOST * MOST; i++)
                c[i] += p * d[i / MOST] * d[i % MOST];
        }
        if (!round)
            invert(a);
    }
    assert_true(fabs(all - 2) < 1e-9);
}

/* `quantile`: of Student's t with pairs - 1 degrees of freedom, 97.5 %. */
static void check_convergence(const game *g, const double *c, int pairs, double quantile)
{
    char params[100];
    double trace = trace_of(c, MOST);
    snprintf(params, sizeof params, "{samples: %d, sizes: no}", 2 * pairs);
    kit *k = open_kernelshap(params);
    misses m = explain_often(k, g, quantile);
    assert_expected(m.squares, trace, trace_of_square(c, MOST), pairs);
    /* What the fit takes from residuals, a leverage of their squares, is given back. */
    double said = m.said * pairs / trace, leverage = (double)UNKNOWNS / pairs;
    print_message("# said %g of the variance, leverage %g\n", said, leverage);
    if (!(fabs(said - 1) < 2 * leverage))
        fail_msg("the standard errors squared are %g of the variance at %d pairs", said, pairs);
    kit_close(k);
}

static void the_error_of_ten_segments_goes_with_the_root_of_the_samples(void **state)
{
    game g = open_game(MOST);
    double c[MOST * MOST];
    (void)state;
    pair_covariance(&g, c);
    check_convergence(&g, c, 200, 1.971956544249395);
    check_convergence(&g, c, 800, 1.9629374611056056);
}

/* 20 pairs for 9 unknowns: of residuals as they are it would be less than half. */
static void errors_of_few_samples_are_as_large_as_they_are_said_to_be(void **state)
{
    game g = open_game(MOST);
    kit *k = open_kernelshap("{samples: 40, sizes: no}");
    misses m = explain_often(k, &g, 2.093024054408263);
    (void)state;
    print_message("# said %g of the squared error\n", m.said / m.squares);
    assert_true(m.said > .75 * m.squares && m.said < 1.33 * m.squares);
    kit_close(k);
}

static void whole_sizes_are_taken_where_samples_cover_them(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *k = open_kernelshap("{samples: 300}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    int seen[MOST + 1] = {0};
    double weight = 0;
    (void)state;
    for (int row = 0; row < (int)e.z.shape[0]; row++) {
        int shown = 0;
        for (int i = 0; i < MOST; i++)
            shown += ((uint8_t *)e.z.data)[row * MOST + i];
        seen[shown]++;
        weight += ((double *)e.weights.data)[row];
    }
    assert_int_equal(e.z.shape[0], 302);
    for (int size = 0; size <= MOST; size += MOST)
        assert_int_equal(seen[size], 1);
    assert_true(seen[1] == 10 && seen[9] == 10 && seen[2] == 45 && seen[8] == 45);
    assert_true(seen[3] && seen[3] == seen[7]);
    assert_true(fabs(weight - 1) < 1e-12);
    kit_close(k);
}

static void values_of_few_samples_still_sum_to_the_gain(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *k = open_kernelshap("{samples: 60}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_value(diagnostic(k, &e, 0, "completeness_error"), 0, 1e-12);
    assert_value(diagnostic(k, &e, 0, "samples"), 62, 0);
    assert_true(diagnostic(k, &e, 0, "standard_error")->value > 0);
    kit_close(k);
}

static void all_coalitions_leave_no_error_and_no_halves(void **state)
{
    game g = open_game(MOST);
    int64_t shape[2] = {1, MOST};
    lk_tensor want = lk_tensor_over(g.values, LK_DTYPE_FLOAT, 64, 2, shape);
    lookup l = {1, g.scores};
    kit *k = open_kernelshap("{samples: 1022}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_near(&e.coefficients, &want, 1e-12);
    assert_value(diagnostic(k, &e, 0, "standard_error"), 0, 0);
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

/* That 30 segments take. */
static size_t memory_of(uint32_t classes)
{
    enum { PIXELS = 30 };
    static double slopes[MAX_CLASSES * PIXELS];
    linear l = {.classes = classes, .slopes = slopes};
    lk_raster view = white_row(PIXELS);
    lk_tensor segments = pixel_segments(PIXELS);
    kit *k = open_kernelshap("{samples: 4000, sizes: no}");
    lk_network *n = kit_function_network(k, 1, PIXELS, classes, linear_score, &l);
    purse p;
    purse_begin(&p, k);
    explain_well(k, 1, n, &view, &segments, NULL);
    kit_close(k);
    return p.most;
}

static void errors_of_all_classes_take_the_memory_of_one(void **state)
{
    size_t pairs = 2000, unknowns = 29;
    (void)state;
    assert_true(memory_of(MAX_CLASSES) < memory_of(1) + pairs * unknowns * sizeof(double));
}

static void too_few_samples_are_refused(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    explained e;
    kit *k = open_kernelshap("{samples: 8, sizes: no}");
    lk_raster view = white_row(MOST);
    lk_tensor segments = pixel_segments(MOST);
    lk_network *n = kit_function_network(k, 1, MOST, 1, look_up, &l);
    (void)state;
    assert_int_equal(explaining(k, 1, n, &view, &segments, NULL, &e), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "do not tell 10 segments apart"));
    kit_close(k);
}

static void a_segment_alone_gets_all_of_the_gain(void **state)
{
    static const double scores[2] = {1, 4};
    lookup l = {1, scores};
    kit *k = open_kernelshap(NULL);
    explained e = explain_lookup(k, 1, 1, &l, NULL);
    (void)state;
    assert_true(e.answer.weights[0] == 3);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_on_all_coalitions_is_that_of_shap),
        cmocka_unit_test(all_coalitions_and_their_weights_are_those_of_shap),
        cmocka_unit_test(a_regression_on_given_samples_is_that_of_scikit_learn),
        cmocka_unit_test(samples_of_very_many_segments_weigh_by_the_kernel),
        cmocka_unit_test(the_error_of_ten_segments_goes_with_the_root_of_the_samples),
        cmocka_unit_test(errors_of_few_samples_are_as_large_as_they_are_said_to_be),
        cmocka_unit_test(whole_sizes_are_taken_where_samples_cover_them),
        cmocka_unit_test(values_of_few_samples_still_sum_to_the_gain),
        cmocka_unit_test(all_coalitions_leave_no_error_and_no_halves),
        cmocka_unit_test(errors_of_all_classes_take_the_memory_of_one),
        cmocka_unit_test(too_few_samples_are_refused),
        cmocka_unit_test(a_segment_alone_gets_all_of_the_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
