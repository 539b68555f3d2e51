/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explaining.h"

/* The network service hands scores over as float32, so what follows from the
 * float64 scores of a golden file is only met within their rounding. */
#define FLOAT_SCORES 1e-7
/* float64 results of one question asked twice. */
#define SAME 1e-10

#define STRIPES "segmenter: {use: test-stripes}"
#define LIME "{" STRIPES ", profile: lime}"

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

static const double *doubles(const lk_tensor *t)
{
    return t->data;
}

static lk_tensor weights_of(const explained *e, int64_t classes)
{
    int64_t shape[2] = {classes, e->answer.segment_count};
    return lk_tensor_over((void *)(uintptr_t)e->answer.weights, LK_DTYPE_FLOAT, 64, 2, shape);
}

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

/* ---- The linear network ------------------------------------------------------------------- */

static const double slopes[2 * 5] = {.5, -.25, .125, 0, .3, -1, 2, 0, .75, 1.5};

static explained explain_linear(kit *k, uint64_t seed)
{
    linear l = {.classes = 2, .slopes = slopes, .offset = .1};
    lk_raster view = white_row(5);
    lk_tensor segments = pixel_segments(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    return explain_well(k, seed, n, &view, &segments, NULL);
}

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

/* ---- Samples ------------------------------------------------------------------------------ */

static void the_same_seed_gives_the_same_bytes(void **state)
{
    kit *k = open_lime(LIME);
    explained a = explain_linear(k, 7), b = explain_linear(k, 7);
    (void)state;
    assert_near(&a.z, &b.z, 0);
    assert_memory_equal(a.coefficients.data, b.coefficients.data, 10 * sizeof(double));
    kit_close(k);
}

static void another_seed_gives_other_samples(void **state)
{
    kit *k = open_lime(LIME);
    explained a = explain_linear(k, 7), b = explain_linear(k, 8);
    (void)state;
    assert_true(kit_max_difference(&a.z, &b.z) == 1);
    kit_close(k);
}

static void check_beginning(const char *few, const char *many)
{
    kit *f = open_lime(few), *m = open_lime(many);
    explained a = explain_linear(f, 3), b = explain_linear(m, 3);
    lk_tensor beginning = first_rows(&b.z, a.z.shape[0]);
    assert_int_equal(a.z.shape[0], 100);
    assert_near(&a.z, &beginning, 0);
    kit_close(f);
    kit_close(m);
}

static void fewer_samples_are_a_beginning_of_more(void **state)
{
    (void)state;
    check_beginning("{" STRIPES ", samples: 100}", "{" STRIPES ", samples: 300}");
    check_beginning("{" STRIPES ", samples: 100, probability: 0.7}",
                    "{" STRIPES ", samples: 300, probability: 0.7}");
}

/* Sample 0 whole, the share of shown segments within four standard deviations. */
static void check_share(const char *params, double probability)
{
    kit *k = open_lime(params);
    explained e = explain_linear(k, 5);
    const uint8_t *z = e.z.data;
    double shown = 0, n = 5 * 999;
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(z[i], 1);
    for (size_t i = 5; i < 5 * 1000; i++)
        shown += z[i];
    assert_true(fabs(shown / n - probability) <= 4 * sqrt(probability * (1 - probability) / n));
    kit_close(k);
}

static void segments_are_shown_with_the_given_probability(void **state)
{
    (void)state;
    check_share("{" STRIPES "}", .5);
    check_share("{" STRIPES ", probability: 0.2}", .2);
    check_share("{" STRIPES ", probability: 0.9}", .9);
}

static void the_segmenter_cuts_the_view(void **state)
{
    kit *k = open_lime("{segmenter: {use: test-stripes, count: 3}, samples: 20}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    static const int32_t labels[5] = {0, 0, 1, 1, 2};
    (void)state;
    assert_int_equal(e.answer.segment_count, 3);
    assert_memory_equal(e.answer.segments->data, labels, sizeof labels);
    assert_memory_equal(e.segments.data, labels, sizeof labels);
    kit_close(k);
}

/* Segments as a plugin makes them, and as lime does where none is named. */
static void check_default_segmenter(const char *params, const char *plugin, const char *settings)
{
    kit *k = open_lime(params), *s = kit_open(LK_STAGE_SEGMENTER, plugin, settings);
    const lk_segmenter_ops *ops = kit_ops(s);
    static const double indifferent[2 * 64 * 64];
    linear l = {.classes = 2, .slopes = indifferent};
    lk_raster view = kit_raster_u8(kit_npy("golden/segmentation/p1_64x64.npy"));
    lk_network *n = kit_function_network(k, 64, 64, 2, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, 64, 64);
    uint32_t count;
    assert_int_equal(ops->segment(kit_self(s), kit_context(s, 1), &view, NULL, &labels, &count), 0);
    assert_int_equal(e.answer.segment_count, count);
    assert_memory_equal(e.segments.data, labels.data, 64 * 64 * sizeof(int32_t));
    kit_close(s);
    kit_close(k);
}

static void the_default_segmenter_is_the_profiles(void **state)
{
    (void)state;
    check_default_segmenter("{samples: 10}", "slic", "{segments: 30, compactness: 20}");
    check_default_segmenter("{samples: 10, profile: lime}", "quickshift",
                            "{kernel_size: 4, max_dist: 200, ratio: 0.2}");
}

static void an_estimate_is_the_number_of_samples(void **state)
{
    kit *k = open_lime("{" STRIPES ", samples: 321}");
    const lk_explainer_ops *ops = kit_ops(k);
    (void)state;
    assert_int_equal(ops->estimate(kit_self(k), 224, 224), 321);
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

/* ---- The other side ------------------------------------------------------------------------ */

/* Between the explainer and a network: what was asked, and an early end. */
typedef struct listener {
    lk_network public;
    lk_network *real;
    lk_output output;
    int silent;
} listener;

static lk_status listen(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                        lk_output output, lk_score_sink sink, void *user)
{
    listener *l = (listener *)(void *)self;
    l->output = output;
    return l->silent ? LK_OK : l->real->coalitions(l->real, ctx, problem, output, sink, user);
}

static listener open_listener(kit *k, linear *l)
{
    listener heard = {.real = kit_function_network(k, 1, 5, 2, linear_score, l)};
    heard.public = *heard.real;
    heard.public.coalitions = listen;
    return heard;
}

static void a_logit_is_explained_where_asked(void **state)
{
    kit *probability = open_lime("{" STRIPES "}"),
        *logit = open_lime("{" STRIPES ", output: logit}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    listener p = open_listener(probability, &l), q = open_listener(logit, &l);
    (void)state;
    explain_well(probability, 1, &p.public, &view, NULL, NULL);
    explain_well(logit, 1, &q.public, &view, NULL, NULL);
    assert_int_equal(p.output, LK_OUTPUT_PROBABILITY);
    assert_int_equal(q.output, LK_OUTPUT_LOGIT);
    kit_close(probability);
    kit_close(logit);
}

static void scores_that_do_not_come_are_an_error(void **state)
{
    kit *k = open_lime("{" STRIPES "}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    listener heard = open_listener(k, &l);
    explained e;
    (void)state;
    heard.silent = 1;
    assert_int_equal(explaining(k, 1, &heard.public, &view, NULL, NULL, &e), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "0 of 1000 samples"));
    kit_close(k);
}

static int always(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

static void a_cancelled_call_ends_as_cancelled(void **state)
{
    static const uint32_t classes[] = {0};
    kit *k = open_lime("{" STRIPES "}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    const lk_explainer_ops *ops = kit_ops(k);
    lk_explanation out = {.struct_size = sizeof out};
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = 1,
                                  .classes = classes,
                                  .view = &view,
                                  .network = kit_function_network(k, 1, 5, 2, linear_score, &l)};
    (void)state;
    host.cancelled = always;
    ctx.host = &host;
    assert_int_equal(ops->explain(kit_self(k), &ctx, &request, &out), LK_CANCELLED);
    kit_close(k);
}

static void assert_wrong_input(kit *k, const lk_tensor *segments, const lk_tensor *z,
                               const char *why)
{
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    explained e;
    assert_int_equal(explaining(k, 1, n, &view, segments, z, &e), LK_E_INPUT);
    if (!strstr(kit_error(k), why))
        fail_msg("\"%s\" does not say \"%s\"", kit_error(k), why);
}

static void given_arrays_of_another_shape_are_refused(void **state)
{
    kit *k = open_lime("{" STRIPES "}");
    lk_tensor six = pixel_segments(6), five = pixel_segments(5), odd = pixel_segments(5);
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, 10, 6);
    (void)state;
    ((int32_t *)odd.data)[2] = -1;
    assert_wrong_input(k, &six, NULL, "1 x 5");
    assert_wrong_input(k, &odd, NULL, "label -1");
    assert_wrong_input(k, &five, &z, "number of segments");
    kit_close(k);
}

static void a_class_that_the_network_lacks_is_refused(void **state)
{
    static const uint32_t classes[] = {2};
    kit *k = open_lime("{" STRIPES "}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    const lk_explainer_ops *ops = kit_ops(k);
    lk_explanation out = {.struct_size = sizeof out};
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = 1,
                                  .classes = classes,
                                  .view = &view,
                                  .network = kit_function_network(k, 1, 5, 2, linear_score, &l)};
    (void)state;
    assert_int_equal(ops->explain(kit_self(k), kit_context(k, 1), &request, &out), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "no class 2"));
    kit_close(k);
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
        cmocka_unit_test(a_linear_network_is_recovered),
        cmocka_unit_test(more_than_64_segments_are_recovered),
        cmocka_unit_test(the_study_keeps_positive_coefficients_in_255_steps),
        cmocka_unit_test(a_coefficient_above_one_stops_at_one),
        cmocka_unit_test(the_lime_profile_keeps_every_coefficient),
        cmocka_unit_test(a_given_parameter_stands_above_the_profile),
        cmocka_unit_test(negative_coefficients_are_truncated_towards_zero),
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(another_seed_gives_other_samples),
        cmocka_unit_test(fewer_samples_are_a_beginning_of_more),
        cmocka_unit_test(segments_are_shown_with_the_given_probability),
        cmocka_unit_test(the_segmenter_cuts_the_view),
        cmocka_unit_test(the_default_segmenter_is_the_profiles),
        cmocka_unit_test(an_estimate_is_the_number_of_samples),
        cmocka_unit_test(one_segment_has_no_split_half),
        cmocka_unit_test(a_constant_network_explains_nothing),
        cmocka_unit_test(few_samples_have_no_standard_error),
        cmocka_unit_test(one_sample_says_nothing_of_the_segments),
        cmocka_unit_test(a_kernel_that_is_too_narrow_gives_numbers_or_nothing),
        cmocka_unit_test(without_a_whole_sample_the_score_is_missing),
        cmocka_unit_test(standard_errors_tell_how_much_coefficients_vary),
        cmocka_unit_test(a_logit_is_explained_where_asked),
        cmocka_unit_test(scores_that_do_not_come_are_an_error),
        cmocka_unit_test(a_cancelled_call_ends_as_cancelled),
        cmocka_unit_test(given_arrays_of_another_shape_are_refused),
        cmocka_unit_test(a_class_that_the_network_lacks_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
