/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lime.h"

/* The network service hands scores over as float32, so what follows from the
 * float64 scores of a golden file is only met within their rounding. */
#define FLOAT_SCORES 1e-7
/* float64 results of one question asked twice. */
#define SAME 1e-10

/* ---- The numbers of other programs --------------------------------------------------- */

/* The 19 segments of the data cases, scores replayed. */
static explained explain_data(kit *k)
{
    replay r = {.scores = golden("lime_data_scores")};
    lk_tensor z = golden("lime_data_z"), segments = pixel_segments(19);
    lk_raster view = white_row(19);
    lk_network *n = kit_function_network(k, 1, 19, 4, replay_score, &r);
    return explain_well(k, 1, n, &view, &segments, &z);
}

static void coefficients_are_those_of_scikit_learn(void **state)
{
    kit *k = open_lime(LIME);
    explained e = explain_data(k);
    lk_tensor want = golden("sklearn_coef"), map = weights_of(&e, 4);
    (void)state;
    assert_near(&e.coefficients, &want, SAME);
    assert_near(&map, &want, SAME);
    kit_close(k);
}

static void weights_of_samples_are_those_of_lime(void **state)
{
    kit *k = open_lime(LIME);
    explained e = explain_data(k);
    lk_tensor want = golden("lime_data_weight"), distance = golden("lime_data_distance");
    (void)state;
    assert_near(&e.weights, &want, 1e-14);
    for (int64_t i = 0; i < distance.shape[0]; i++) {
        double d = sqrt(-2 * log(doubles(&e.weights)[i])) * .25;
        assert_true(fabs(d - doubles(&distance)[i]) <= 1e-7);
    }
    kit_close(k);
}

static void a_sample_that_hides_everything_has_distance_one(void **state)
{
    kit *k = open_lime(LIME);
    explained e = explain_data(k);
    (void)state;
    assert_true(doubles(&e.weights)[0] == 1);
    assert_true(fabs(doubles(&e.weights)[500] - exp(-8)) <= 1e-18);
    kit_close(k);
}

static void euclidean_weights_are_those_of_scikit_learn(void **state)
{
    kit *k = open_lime("{" STRIPES ", distance: euclidean, kernel_width: 3}");
    explained e = explain_data(k);
    lk_tensor want = golden("sklearn_euclidean_weight");
    (void)state;
    assert_near(&e.weights, &want, 1e-14);
    kit_close(k);
}

static void fit_intercept_and_prediction_are_those_of_lime(void **state)
{
    kit *k = open_lime(LIME);
    explained e = explain_data(k);
    lk_tensor want = golden("lime_data_fit_none"), scores = golden("lime_data_scores");
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        const double *column = doubles(&want) + (size_t)i * 3;
        assert_value(diagnostic(k, &e, i, "intercept"), column[0], FLOAT_SCORES);
        assert_true(doubles(&e.intercepts)[i] == diagnostic(k, &e, i, "intercept")->value);
        assert_value(diagnostic(k, &e, i, "fit"), column[1], FLOAT_SCORES);
        assert_value(diagnostic(k, &e, i, "local_prediction"), column[2], FLOAT_SCORES);
        assert_value(diagnostic(k, &e, i, "score"), doubles(&scores)[i], FLOAT_SCORES);
        assert_value(diagnostic(k, &e, i, "segments"), 19, 0);
        assert_value(diagnostic(k, &e, i, "samples"), 1000, 0);
    }
    kit_close(k);
}

static void the_largest_segments_are_those_that_lime_selects(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, features: 7}");
    explained e = explain_data(k);
    lk_tensor want = golden("lime_data_coef_highest_7"), fit = golden("lime_data_fit_highest_7");
    (void)state;
    for (size_t i = 0; i < 4 * 19; i++)
        assert_int_equal(doubles(&e.coefficients)[i] != 0, doubles(&want)[i] != 0);
    assert_near(&e.coefficients, &want, FLOAT_SCORES);
    for (uint32_t i = 0; i < 4; i++)
        assert_value(diagnostic(k, &e, i, "fit"), doubles(&fit)[i * 3 + 1], FLOAT_SCORES);
    kit_close(k);
}

static void more_features_than_segments_are_all_segments(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, features: 100000}");
    explained e = explain_data(k);
    lk_tensor want = golden("lime_data_coef_highest_all");
    (void)state;
    assert_near(&e.coefficients, &want, FLOAT_SCORES);
    kit_close(k);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of a model on `used` segments; `ending` of the golden files. */
static void check_trust(const char *params, size_t used, const char *ending)
{
    char name[100];
    kit *k = open_lime(params);
    explained e = explain_data(k);
    snprintf(name, sizeof name, "sklearn_standard_errors%s", ending);
    lk_tensor errors = golden(name);
    snprintf(name, sizeof name, "sklearn_split_half%s", ending);
    lk_tensor halves = golden(name);
    for (uint32_t i = 0; i < 4; i++) {
        double *row = (double *)errors.data + i * used;
        qsort(row, used, sizeof *row, ascending);
        assert_value(diagnostic(k, &e, i, "standard_error"), row[used / 2], 1e-12);
        assert_value(diagnostic(k, &e, i, "split_half"), doubles(&halves)[i], 1e-12);
    }
    kit_close(k);
}

static void standard_errors_and_split_halves_are_those_of_numpy_and_scipy(void **state)
{
    (void)state;
    check_trust(LIME, 19, "");
}

static void selected_segments_have_their_own_standard_errors_and_split_halves(void **state)
{
    (void)state;
    check_trust("{" STRIPES ", profile: lime, features: 7}", 7, "_7");
}

/* lime's own LimeImageExplainer, on one of its images and with its bits. */
static void check_image(const char *fill, const char *params)
{
    char name[100];
    kit *k = open_lime(params);
    snprintf(name, sizeof name, "lime_image_%s_scores", fill);
    replay r = {.scores = golden(name)};
    snprintf(name, sizeof name, "lime_image_%s_z", fill);
    lk_tensor z = golden(name), segments = golden("lime_image_segments");
    snprintf(name, sizeof name, "lime_image_%s_coef", fill);
    lk_tensor coef = golden(name);
    snprintf(name, sizeof name, "lime_image_%s_fit", fill);
    lk_tensor fit = golden(name);
    lk_raster view = golden_image(0);
    lk_network *n = kit_function_network(k, 32, 32, 6, replay_score, &r);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    assert_near(&e.coefficients, &coef, FLOAT_SCORES);
    for (uint32_t i = 0; i < 6; i++)
        assert_value(diagnostic(k, &e, i, "fit"), doubles(&fit)[i * 3 + 1], 1e-6);
    kit_close(k);
}

static void an_image_with_black_fill_gets_the_coefficients_of_lime(void **state)
{
    (void)state;
    check_image("black", "{" STRIPES "}");
}

static void an_image_with_mean_fill_gets_the_coefficients_of_lime(void **state)
{
    (void)state;
    check_image("mean", LIME);
}

/* The scores prove that the right pixels were hidden, and by what. */
static void check_painting(const char *fill, const char *params)
{
    char name[100];
    kit *k = open_lime(params);
    golden_network net = open_golden_network('a', 1);
    snprintf(name, sizeof name, "lime_image_%s_softmax_50", fill);
    lk_tensor want = golden(name);
    snprintf(name, sizeof name, "lime_image_%s_z", fill);
    lk_tensor all = golden(name), z = first_rows(&all, 50),
              segments = golden("lime_image_segments");
    lk_raster view = golden_image(0);
    lk_network *n = kit_function_network(k, 32, 32, 6, golden_network_score, &net);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    assert_near(&e.scores, &want, 1e-6);
    assert_near(&e.z, &z, 0);
    assert_near(&e.segments, &segments, 0);
    kit_close(k);
}

static void black_fill_gives_the_scores_that_lime_saw(void **state)
{
    (void)state;
    check_painting("black", "{" STRIPES "}");
}

static void mean_fill_gives_the_scores_that_lime_saw(void **state)
{
    (void)state;
    check_painting("mean", LIME);
}

/* ---- Fills ------------------------------------------------------------------------------ */

/* Remembers the last image it was shown. */
typedef struct camera {
    float pixels[32 * 32 * 3];
} camera;

static void look(void *user, const float *pixels, uint32_t height, uint32_t width,
                 uint32_t channels, float *scores)
{
    camera *c = user;
    memcpy(c->pixels, pixels, (size_t)height * width * channels * sizeof *pixels);
    scores[0] = 0;
}

/* What the network sees when everything is hidden. */
static lk_tensor filled(const char *params, camera *c)
{
    static const int64_t shape[3] = {32, 32, 3};
    kit *k = open_lime(params);
    lk_raster view = golden_image(0);
    lk_tensor segments = golden("lime_image_segments"), z = kit_tensor(LK_DTYPE_UINT, 8, 2, 1, 25);
    lk_network *n = kit_function_network(k, 32, 32, 1, look, c);
    explain_well(k, 1, n, &view, &segments, &z);
    kit_close(k);
    return lk_tensor_over(c->pixels, LK_DTYPE_FLOAT, 32, 3, shape);
}

static void truncated_means_are_the_fill_image_of_lime(void **state)
{
    camera c;
    lk_tensor got = filled(LIME, &c), want = golden("lime_image_mean_fill_u8");
    (void)state;
    assert_near(&got, &want, 0);
}

static void means_keep_their_fractions(void **state)
{
    camera c;
    lk_tensor got = filled("{" STRIPES ", fill: mean}", &c),
              whole = golden("lime_image_mean_fill_u8");
    double d = kit_max_difference(&got, &whole);
    (void)state;
    assert_true(d > .5 && d < 1);
}

static void a_fill_can_be_a_colour(void **state)
{
    camera c;
    (void)state;
    filled("{" STRIPES ", fill: colour, colour: [1, 2.5, 255]}", &c);
    for (size_t i = 0; i < 32 * 32; i++)
        assert_true(c.pixels[3 * i] == 1 && c.pixels[3 * i + 1] == 2.5f &&
                    c.pixels[3 * i + 2] == 255);
}

static void assert_refused(const char *params, const char *why)
{
    char error[1200] = "";
    assert_null(kit_try_open(LK_STAGE_EXPLAINER, "lime", params, error, sizeof error));
    if (!strstr(error, why))
        fail_msg("\"%s\" does not say \"%s\"", error, why);
}

static void a_colour_and_its_fill_need_each_other(void **state)
{
    (void)state;
    assert_refused("{" STRIPES ", fill: colour}", "[red, green, blue]");
    assert_refused("{" STRIPES ", fill: colour, colour: [1, 2]}", "[red, green, blue]");
    assert_refused("{" STRIPES ", colour: [1, 2, 3]}", "fill: colour");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coefficients_are_those_of_scikit_learn),
        cmocka_unit_test(weights_of_samples_are_those_of_lime),
        cmocka_unit_test(a_sample_that_hides_everything_has_distance_one),
        cmocka_unit_test(euclidean_weights_are_those_of_scikit_learn),
        cmocka_unit_test(fit_intercept_and_prediction_are_those_of_lime),
        cmocka_unit_test(the_largest_segments_are_those_that_lime_selects),
        cmocka_unit_test(more_features_than_segments_are_all_segments),
        cmocka_unit_test(standard_errors_and_split_halves_are_those_of_numpy_and_scipy),
        cmocka_unit_test(selected_segments_have_their_own_standard_errors_and_split_halves),
        cmocka_unit_test(an_image_with_black_fill_gets_the_coefficients_of_lime),
        cmocka_unit_test(an_image_with_mean_fill_gets_the_coefficients_of_lime),
        cmocka_unit_test(black_fill_gives_the_scores_that_lime_saw),
        cmocka_unit_test(mean_fill_gives_the_scores_that_lime_saw),
        cmocka_unit_test(truncated_means_are_the_fill_image_of_lime),
        cmocka_unit_test(means_keep_their_fractions),
        cmocka_unit_test(a_fill_can_be_a_colour),
        cmocka_unit_test(a_colour_and_its_fill_need_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
