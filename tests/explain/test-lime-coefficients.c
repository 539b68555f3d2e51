/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "lime.h"

/* ---- The linear network ------------------------------------------------------------------- */

static void a_linear_network_is_recovered(void **state)
{
    static const int64_t shape[2] = {2, 5};
    kit *k = open_lime("{" STRIPES ", profile: lime, fill: black, ridge: 1e-6}");
    explained e = explain_linear(k, 1);
    lk_tensor want = lk_tensor_over((void *)(uintptr_t)slopes, LK_DTYPE_FLOAT, 64, 2, shape);
    (void)state;
    assert_near(&e.coefficients, &want, 1e-6);
    for (uint32_t i = 0; i < 2; i++) {
        assert_value(diagnostic(k, &e, i, "intercept"), .1, 1e-6);
        assert_value(diagnostic(k, &e, i, "fit"), 1, 1e-9);
        assert_value(diagnostic(k, &e, i, "standard_error"), 0, 1e-6);
        assert_value(diagnostic(k, &e, i, "split_half"), 1, 0);
        assert_true(fabs(diagnostic(k, &e, i, "local_prediction")->value -
                         diagnostic(k, &e, i, "score")->value) <= 1e-6);
    }
    kit_close(k);
}

/* 70 segments take two words of bits. */
static void more_than_64_segments_are_recovered(void **state)
{
    enum { SEGMENTS = 70 };
    static double many[SEGMENTS];
    static const int64_t shape[2] = {1, SEGMENTS};
    kit *k = open_lime("{" STRIPES ", profile: lime, fill: black, ridge: 1e-6}");
    linear l = {.classes = 1, .slopes = many};
    lk_raster view = white_row(SEGMENTS);
    lk_tensor segments = pixel_segments(SEGMENTS),
              want = lk_tensor_over(many, LK_DTYPE_FLOAT, 64, 2, shape);
    (void)state;
    for (int i = 0; i < SEGMENTS; i++)
        many[i] = (i * 37 % 11 - 5) * .01;
    lk_network *n = kit_function_network(k, 1, SEGMENTS, 1, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, &segments, NULL);
    assert_near(&e.coefficients, &want, 1e-6);
    kit_close(k);
}

/* ---- Maps and profiles --------------------------------------------------------------------- */

static void the_study_keeps_positive_coefficients_in_255_steps(void **state)
{
    kit *k = open_lime("{" STRIPES "}");
    explained e = explain_linear(k, 1);
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        double c = doubles(&e.coefficients)[i];
        assert_true(e.answer.weights[i] == (c < 0 ? 0 : floor(fmin(c, 1) * 255) / 255));
    }
    kit_close(k);
}

static void a_coefficient_above_one_stops_at_one(void **state)
{
    kit *k = open_lime("{" STRIPES "}");
    explained e = explain_linear(k, 1);
    (void)state;
    assert_true(doubles(&e.coefficients)[6] > 1.5);
    assert_true(e.answer.weights[6] == 1);
    kit_close(k);
}

static void the_lime_profile_keeps_every_coefficient(void **state)
{
    kit *k = open_lime(LIME);
    explained e = explain_linear(k, 1);
    lk_tensor map = weights_of(&e, 2);
    (void)state;
    assert_near(&map, &e.coefficients, 0);
    kit_close(k);
}

static void a_given_parameter_stands_above_the_profile(void **state)
{
    kit *study = open_lime("{" STRIPES ", positive: false, quantise: false}"),
        *lime = open_lime("{" STRIPES ", profile: lime, positive: true, fill: black}");
    explained s = explain_linear(study, 1), l = explain_linear(lime, 1);
    lk_tensor map = weights_of(&s, 2);
    (void)state;
    assert_near(&map, &s.coefficients, 0);
    assert_near(&s.coefficients, &l.coefficients, 0);
    for (size_t i = 0; i < 10; i++)
        assert_true(l.answer.weights[i] == fmax(0, doubles(&l.coefficients)[i]));
    kit_close(study);
    kit_close(lime);
}

static void negative_coefficients_are_truncated_towards_zero(void **state)
{
    kit *k = open_lime("{" STRIPES ", positive: false}");
    explained e = explain_linear(k, 1);
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        double c = fmax(-1, fmin(1, doubles(&e.coefficients)[i]));
        assert_true(e.answer.weights[i] == trunc(255 * c) / 255);
    }
    kit_close(k);
}

/* ---- Where nothing can be said --------------------------------------------------------------- */

static void one_segment_has_no_split_half(void **state)
{
    kit *k = open_lime("{segmenter: {use: test-stripes, count: 1}, profile: lime, fill: black, "
                       "ridge: 1e-6}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    (void)state;
    /* Half the samples hide all and weigh exp(-8): the ridge shrinks by 6e-6. */
    assert_true(fabs(e.answer.weights[0] - .675) <= 1e-5);
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    assert_value(diagnostic(k, &e, 0, "fit"), 1, 1e-9);
    kit_close(k);
}

static void a_constant_network_explains_nothing(void **state)
{
    static const double flat[5];
    kit *k = open_lime(LIME);
    linear l = {.classes = 1, .slopes = flat, .offset = .7};
    lk_raster view = white_row(5);
    lk_tensor segments = pixel_segments(5);
    lk_network *n = kit_function_network(k, 1, 5, 1, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, &segments, NULL);
    (void)state;
    for (size_t i = 0; i < 5; i++)
        assert_true(e.answer.weights[i] == 0);
    assert_missing(diagnostic(k, &e, 0, "fit"));
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    assert_value(diagnostic(k, &e, 0, "standard_error"), 0, 0);
    assert_value(diagnostic(k, &e, 0, "intercept"), .7, 1e-7);
    kit_close(k);
}

static void few_samples_have_no_standard_error(void **state)
{
    kit *k = open_lime("{" STRIPES ", samples: 6}");
    explained e = explain_linear(k, 1);
    (void)state;
    assert_missing(diagnostic(k, &e, 0, "standard_error"));
    kit_close(k);
}

static void one_sample_says_nothing_of_the_segments(void **state)
{
    kit *k = open_lime("{" STRIPES ", samples: 1}");
    explained e = explain_linear(k, 1);
    (void)state;
    for (size_t i = 0; i < 10; i++)
        assert_true(e.answer.weights[i] == 0);
    assert_missing(diagnostic(k, &e, 0, "fit"));
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

/* Only the whole view keeps any weight. */
static void a_kernel_that_is_too_narrow_gives_numbers_or_nothing(void **state)
{
    kit *k = open_lime("{" STRIPES ", kernel_width: 1e-6}");
    explained e = explain_linear(k, 1);
    (void)state;
    for (size_t i = 0; i < 10; i++)
        assert_true(isfinite(e.answer.weights[i]));
    assert_missing(diagnostic(k, &e, 0, "fit"));
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

static void without_a_whole_sample_the_score_is_missing(void **state)
{
    kit *k = open_lime(LIME);
    replay r = {.scores = golden("lime_data_scores")};
    lk_tensor all = golden("lime_data_z"), z = first_rows(&all, 100), segments = pixel_segments(19);
    lk_raster view = white_row(19);
    (void)state;
    ((uint8_t *)z.data)[0] = 0;
    lk_network *n = kit_function_network(k, 1, 19, 4, replay_score, &r);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    assert_missing(diagnostic(k, &e, 0, "score"));
    kit_close(k);
}

/* Two segments that matter only together: the coefficients vary with the draw
 * as much as their standard error says. */
static void join(void *user, const float *pixels, uint32_t height, uint32_t width,
                 uint32_t channels, float *scores)
{
    (void)user;
    (void)height;
    (void)width;
    scores[0] = pixels[0] / 255 * (pixels[channels] / 255) -
                pixels[2 * channels] / 255 * (pixels[3 * channels] / 255);
}

static void standard_errors_tell_how_much_coefficients_vary(void **state)
{
    enum { DRAWS = 300 };
    kit *k = open_lime("{segmenter: {use: test-stripes, count: 4}, samples: 150, profile: lime, "
                       "fill: black}");
    lk_raster view = white_row(4);
    lk_network *n = kit_function_network(k, 1, 4, 1, join, NULL);
    double sum[4] = {0}, squares[4] = {0}, errors = 0, spread = 0;
    (void)state;
    for (uint64_t draw = 0; draw < DRAWS; draw++) {
        explained e = explain_well(k, draw, n, &view, NULL, NULL);
        errors += diagnostic(k, &e, 0, "standard_error")->value / DRAWS;
        for (size_t i = 0; i < 4; i++) {
            double c = e.answer.weights[i];
            sum[i] += c;
            squares[i] += c * c;
        }
    }
    for (size_t i = 0; i < 4; i++)
        spread += sqrt((squares[i] - sum[i] * sum[i] / DRAWS) / (DRAWS - 1)) / 4;
    if (!(fabs(errors / spread - 1) <= .1))
        fail_msg("standard errors of %g for a spread of %g", errors, spread);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linear_network_is_recovered),
        cmocka_unit_test(more_than_64_segments_are_recovered),
        cmocka_unit_test(the_study_keeps_positive_coefficients_in_255_steps),
        cmocka_unit_test(a_coefficient_above_one_stops_at_one),
        cmocka_unit_test(the_lime_profile_keeps_every_coefficient),
        cmocka_unit_test(a_given_parameter_stands_above_the_profile),
        cmocka_unit_test(negative_coefficients_are_truncated_towards_zero),
        cmocka_unit_test(one_segment_has_no_split_half),
        cmocka_unit_test(a_constant_network_explains_nothing),
        cmocka_unit_test(few_samples_have_no_standard_error),
        cmocka_unit_test(one_sample_says_nothing_of_the_segments),
        cmocka_unit_test(a_kernel_that_is_too_narrow_gives_numbers_or_nothing),
        cmocka_unit_test(without_a_whole_sample_the_score_is_missing),
        cmocka_unit_test(standard_errors_tell_how_much_coefficients_vary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
