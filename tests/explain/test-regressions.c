/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* LIME with other regressions, distances and fills than lime's. */

#define SAME 1e-9

#define STRIPES "segmenter: {use: test-stripes}"

static kit *open_lime(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "lime", params);
}

static lk_tensor golden(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/%s.npy", name);
    return kit_npy(path);
}

static lk_tensor vector(const char *name, const char *what)
{
    char path[100];
    snprintf(path, sizeof path, "surrogates/%s_%s", name, what);
    return golden(path);
}

/* ---- Regressions ------------------------------------------------------------------------ */

static explained explain_data(kit *k)
{
    replay r = {.scores = golden("lime_data_scores")};
    lk_tensor z = golden("lime_data_z"), segments = pixel_segments(19);
    lk_raster view = white_row(19);
    lk_network *n = kit_function_network(k, 1, 19, 4, replay_score, &r);
    return explain_well(k, 1, n, &view, &segments, &z);
}

static void check_fit(const explained *e, const char *name)
{
    lk_tensor coef = vector(name, "coef"), intercept = vector(name, "intercept");
    assert_near(&e->coefficients, &coef, SAME);
    assert_near(&e->intercepts, &intercept, SAME);
}

static void a_lasso_is_that_of_scikit_learn(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, regression: lasso, lasso: 0.001}");
    explained e = explain_data(k);
    (void)state;
    check_fit(&e, "lasso");
    kit_close(k);
}

static void what_the_lasso_leaves_out_is_exactly_zero(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, regression: lasso, lasso: 0.001}");
    explained e = explain_data(k);
    lk_tensor want = vector("lasso", "coef");
    size_t zeros = 0;
    (void)state;
    for (size_t i = 0; i < 4 * 19; i++) {
        int is_zero = ((const double *)e.coefficients.data)[i] == 0;
        assert_int_equal(is_zero, ((const double *)want.data)[i] == 0);
        zeros += (size_t)is_zero;
    }
    assert_in_range(zeros, 1, 40);
    kit_close(k);
}

static void the_lasso_claims_no_interval(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, regression: lasso, lasso: 0.001}");
    explained e = explain_data(k);
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        assert_missing(diagnostic(k, &e, i, "standard_error"));
        assert_missing(diagnostic(k, &e, i, "half_width"));
        assert_non_null(strstr(diagnostic(k, &e, i, "half_width")->reason, "lasso"));
        assert_false(diagnostic(k, &e, i, "fit")->missing);
        assert_false(diagnostic(k, &e, i, "split_half")->missing);
    }
    kit_close(k);
}

static void least_squares_without_a_penalty_are_those_of_scikit_learn(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, regression: wls}");
    explained e = explain_data(k);
    (void)state;
    check_fit(&e, "wls");
    for (uint32_t i = 0; i < 4; i++)
        assert_false(diagnostic(k, &e, i, "half_width")->missing);
    kit_close(k);
}

/* Five samples of nineteen segments. */
static void least_squares_of_too_few_samples_are_refused(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, regression: wls}");
    replay r = {.scores = golden("lime_data_scores")};
    lk_tensor all = golden("lime_data_z"), z = first_rows(&all, 5), segments = pixel_segments(19);
    lk_raster view = white_row(19);
    lk_network *n = kit_function_network(k, 1, 19, 4, replay_score, &r);
    explained e;
    (void)state;
    assert_int_equal(explaining(k, 1, n, &view, &segments, &z, &e), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "no unique answer"));
    kit_close(k);
}

/* Nineteen segments want twenty samples; a half of thirty has fewer. */
static void halves_that_are_too_small_leave_the_fit_of_all(void **state)
{
    kit *k = open_lime("{" STRIPES ", profile: lime, regression: wls}");
    replay r = {.scores = golden("lime_data_scores")};
    lk_tensor all = golden("lime_data_z"), z = first_rows(&all, 30), segments = pixel_segments(19);
    lk_raster view = white_row(19);
    lk_network *n = kit_function_network(k, 1, 19, 4, replay_score, &r);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    (void)state;
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    assert_false(diagnostic(k, &e, 0, "fit")->missing);
    kit_close(k);
}

static void the_lasso_takes_no_selection_and_no_rule(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_EXPLAINER, "lime",
                             "{" STRIPES ", regression: lasso, features: 5}", error, sizeof error));
    assert_non_null(strstr(error, "lasso"));
    assert_null(kit_try_open(LK_STAGE_EXPLAINER, "lime",
                             "{" STRIPES ", regression: lasso, until: {rank: 3}}", error,
                             sizeof error));
    assert_non_null(strstr(error, "lasso"));
}

/* ---- Profiles ----------------------------------------------------------------------------- */

static void check_profile(const char *name, const char *params, int samples)
{
    kit *k = open_lime(params);
    replay r = {.scores = golden("lime_image_black_scores")};
    lk_tensor all = golden("lime_image_black_z"), z = first_rows(&all, samples),
              segments = golden("lime_image_segments"), weight = vector(name, "weight");
    lk_raster view = golden_image(0);
    lk_network *n = kit_function_network(k, 32, 32, 6, replay_score, &r);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    assert_near(&e.weights, &weight, 1e-12);
    check_fit(&e, name);
    kit_close(k);
}

static void the_profile_of_captum_weighs_and_fits_as_captum_does(void **state)
{
    (void)state;
    check_profile("captum", "{profile: captum}", 25);
}

static void the_profile_of_xplique_weighs_and_fits_as_xplique_does(void **state)
{
    (void)state;
    check_profile("xplique", "{profile: xplique}", 150);
}

static void profiles_take_as_many_samples_as_their_programs(void **state)
{
    kit *captum = open_lime("{profile: captum}"), *xplique = open_lime("{profile: xplique}"),
        *lime = open_lime("{profile: lime}");
    (void)state;
    const lk_explainer_ops *ops = kit_ops(captum);
    assert_int_equal(ops->estimate(kit_self(captum), 32, 32), 25);
    assert_int_equal(ops->estimate(kit_self(xplique), 32, 32), 150);
    assert_int_equal(ops->estimate(kit_self(lime), 32, 32), 1000);
    kit_close(captum);
    kit_close(xplique);
    kit_close(lime);
}

/* ---- Fills --------------------------------------------------------------------------------- */

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

/* What the network sees last, when everything is hidden. */
static lk_tensor filled(const char *explainer, const char *params, camera *c)
{
    static const int64_t shape[3] = {32, 32, 3};
    kit *k = kit_open(LK_STAGE_EXPLAINER, explainer, params);
    lk_raster view = golden_image(0);
    lk_tensor segments = golden("lime_image_segments"), z = kit_tensor(LK_DTYPE_UINT, 8, 2, 1, 25);
    lk_network *n = kit_function_network(k, 32, 32, 1, look, c);
    explain_well(k, 1, n, &view, &segments, &z);
    kit_close(k);
    return lk_tensor_over(c->pixels, LK_DTYPE_FLOAT, 32, 3, shape);
}

static void a_fill_can_be_the_view_blurred_as_by_scipy(void **state)
{
    camera c;
    lk_tensor got = filled("lime", "{" STRIPES ", fill: blur, blur: 3}", &c),
              want = golden("surrogates/blur_3");
    (void)state;
    assert_near(&got, &want, 1e-4);
}

static void a_blur_may_reach_beyond_the_view(void **state)
{
    camera c;
    lk_tensor got = filled("occlusion", "{fill: blur, blur: 20}", &c),
              want = golden("surrogates/blur_20");
    (void)state;
    assert_near(&got, &want, 1e-4);
}

static void a_fill_can_be_grey(void **state)
{
    camera c;
    (void)state;
    filled("lime", "{" STRIPES ", fill: grey}", &c);
    for (size_t i = 0; i < 32 * 32 * 3; i++)
        assert_true(c.pixels[i] == 127.5f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lasso_is_that_of_scikit_learn),
        cmocka_unit_test(what_the_lasso_leaves_out_is_exactly_zero),
        cmocka_unit_test(the_lasso_claims_no_interval),
        cmocka_unit_test(least_squares_without_a_penalty_are_those_of_scikit_learn),
        cmocka_unit_test(least_squares_of_too_few_samples_are_refused),
        cmocka_unit_test(halves_that_are_too_small_leave_the_fit_of_all),
        cmocka_unit_test(the_lasso_takes_no_selection_and_no_rule),
        cmocka_unit_test(the_profile_of_captum_weighs_and_fits_as_captum_does),
        cmocka_unit_test(the_profile_of_xplique_weighs_and_fits_as_xplique_does),
        cmocka_unit_test(profiles_take_as_many_samples_as_their_programs),
        cmocka_unit_test(a_fill_can_be_the_view_blurred_as_by_scipy),
        cmocka_unit_test(a_blur_may_reach_beyond_the_view),
        cmocka_unit_test(a_fill_can_be_grey),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
