/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* Ten times what Captum in float32 differs from Captum in float64. */
#define TOLERANCE_A 1.1e-5
#define TOLERANCE_B 1.7e-5

/* What network b sees as 0, its input being normalised. */
#define MEAN_OF_B "fill: colour, colour: [123.675, 116.28, 103.53]"

static kit *open_occlusion(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "occlusion", params);
}

static lk_tensor golden(const char *format, char network, const char *what)
{
    char path[200];
    snprintf(path, sizeof path, format, network, what);
    return kit_npy(path);
}

/* The map of one class, painted as the host does. */
static lk_tensor painted(const explained *e, uint32_t class_slot)
{
    const lk_tensor *s = e->answer.segments;
    lk_tensor map = kit_tensor(LK_DTYPE_FLOAT, 32, 2, (int)s->shape[0], (int)s->shape[1]);
    for (size_t i = 0; i < lk_tensor_count(s); i++)
        ((float *)map.data)[i] = (float)e->answer.weights[class_slot * e->answer.segment_count +
                                                          (size_t)((const int32_t *)s->data)[i]];
    return map;
}

/* ---- Captum ----------------------------------------------------------------------------- */

/* Which class was explained of each image. */
static uint32_t explained_class(char network, int image)
{
    if (network == 'a')
        return image ? 0 : 5;
    return image ? 5 : 4;
}

static void check_windows(char network, const char *params, const char *name, double tolerance)
{
    lk_tensor want = golden("golden/explain/occlusion_%c_%s.npy", network, name);
    kit *k = open_occlusion(params);
    golden_network net = open_golden_network(network, 0);
    for (int image = 0; image < (int)kit_some(2); image++) {
        lk_raster view = golden_image(image);
        lk_network *n = kit_function_network(k, 32, 32, 6, golden_network_score, &net);
        explained e = explain_well(k, 1, n, &view, NULL, NULL);
        lk_tensor map = painted(&e, explained_class(network, image));
        lk_tensor expected = want;
        expected.rank = 2;
        expected.shape[0] = expected.shape[1] = 32;
        expected.data = (float *)want.data + image * 32 * 32;
        assert_near(&map, &expected, tolerance);
    }
    kit_close(k);
}

static void windows_that_meet_the_border_are_those_of_captum(void **state)
{
    (void)state;
    check_windows('a', "{window: 8, stride: 4, output: logit}", "window8_stride4", TOLERANCE_A);
}

static void windows_cut_at_the_border_are_those_of_captum(void **state)
{
    (void)state;
    check_windows('a', "{window: 5, stride: 3, output: logit}", "window5_stride3", TOLERANCE_A);
}

static void windows_of_a_colour_are_those_of_captum(void **state)
{
    (void)state;
    check_windows('b', "{window: 8, stride: 4, output: logit, " MEAN_OF_B "}", "window8_stride4",
                  TOLERANCE_B);
    check_windows('b', "{window: 5, stride: 3, output: logit, " MEAN_OF_B "}", "window5_stride3",
                  TOLERANCE_B);
}

static void check_ablation(char network, const char *params, double tolerance)
{
    kit *k = open_occlusion(params);
    golden_network net = open_golden_network(network, 0);
    for (int image = 0; image < (int)kit_some(2); image++) {
        lk_tensor want = golden("golden/explain/occlusion_%c_ablation_%s.npy", network,
                                image ? "image1" : "image0");
        lk_tensor segments = kit_npy(image ? "golden/explain/occlusion_segments_image1.npy"
                                           : "golden/explain/occlusion_segments_image0.npy");
        lk_raster view = golden_image(image);
        lk_network *n = kit_function_network(k, 32, 32, 6, golden_network_score, &net);
        explained e = explain_well(k, 1, n, &view, &segments, NULL);
        int64_t shape[2] = {6, e.answer.segment_count};
        lk_tensor all =
            lk_tensor_over((void *)(uintptr_t)e.answer.weights, LK_DTYPE_FLOAT, 64, 2, shape);
        lk_tensor got = row_of(&all, explained_class(network, image));
        assert_near(&got, &want, tolerance);
    }
    kit_close(k);
}

static void given_segments_are_hidden_one_at_a_time_as_in_captum(void **state)
{
    (void)state;
    check_ablation('a', "{output: logit}", TOLERANCE_A);
    check_ablation('b', "{output: logit, " MEAN_OF_B "}", TOLERANCE_B);
}

/* The loops that stand in for the two networks are worth what they answer. */
static void check_network(char network)
{
    lk_tensor want = golden("golden/explain/net_%c_logits%s.npy", network, "");
    golden_network net = open_golden_network(network, 0);
    for (int image = 0; image < 4; image++) {
        lk_raster view = golden_image(image);
        lk_tensor got = kit_tensor(LK_DTYPE_FLOAT, 32, 1, 6), expected = row_of(&want, image);
        golden_network_score(&net, view.pixels.data, 32, 32, 3, got.data);
        assert_near(&got, &expected, 2e-6);
    }
}

static void the_networks_of_these_tests_answer_as_in_torch(void **state)
{
    (void)state;
    check_network('a');
    check_network('b');
}

/* ---- By hand ------------------------------------------------------------------------------ */

static const double slopes[6] = {1, 2, 4, 8, 16, 32};

static explained explain_row(kit *k, const lk_tensor *segments, const lk_tensor *z)
{
    static linear l = {.classes = 1, .slopes = slopes};
    lk_raster view = white_row(6);
    lk_network *n = kit_function_network(k, 1, 6, 1, linear_score, &l);
    return explain_well(k, 1, n, &view, segments, z);
}

static void assert_map(const explained *e, const double *expected)
{
    lk_tensor map = painted(e, 0);
    for (int i = 0; i < 6; i++)
        if (!(fabs((double)((float *)map.data)[i] - expected[i]) <= 1e-6))
            fail_msg("pixel %d: %g, not %g", i, (double)((float *)map.data)[i], expected[i]);
}

static void a_pixel_is_the_mean_drop_of_its_windows(void **state)
{
    static const double expected[6] = {15, 15, (15 + 60) / 2., (15 + 60) / 2., 60, 60};
    kit *k = open_occlusion("{window: 4, stride: 2}");
    explained e = explain_row(k, NULL, NULL);
    (void)state;
    assert_map(&e, expected);
    kit_close(k);
}

/* Pixels 0..3 and 3..5. */
static void the_last_window_is_cut_at_the_border(void **state)
{
    static const double expected[6] = {15, 15, 15, (15 + 56) / 2., 56, 56};
    kit *k = open_occlusion("{window: 4, stride: 3}");
    explained e = explain_row(k, NULL, NULL);
    (void)state;
    assert_map(&e, expected);
    assert_int_equal(e.answer.segment_count, 3);
    kit_close(k);
}

static void a_window_larger_than_the_view_hides_all_of_it_once(void **state)
{
    static const double expected[6] = {63, 63, 63, 63, 63, 63};
    kit *k = open_occlusion("{window: 16, stride: 8}");
    explained e = explain_row(k, NULL, NULL);
    (void)state;
    assert_map(&e, expected);
    assert_int_equal(e.answer.segment_count, 1);
    assert_value(diagnostic(k, &e, 0, "windows"), 1, 0);
    kit_close(k);
}

static void a_window_need_not_be_square(void **state)
{
    static const double expected[6] = {1, 2, 4, 8, 16, 32};
    kit *k = open_occlusion("{window: 3, stride: 2, window_columns: 1, stride_columns: 1}");
    explained e = explain_row(k, NULL, NULL);
    (void)state;
    assert_map(&e, expected);
    kit_close(k);
}

static void diagnostics_tell_the_score_the_largest_drop_and_the_windows(void **state)
{
    kit *k = open_occlusion("{window: 4, stride: 2}");
    explained e = explain_row(k, NULL, NULL);
    (void)state;
    assert_value(diagnostic(k, &e, 0, "score"), 63, 1e-6);
    assert_value(diagnostic(k, &e, 0, "largest_drop"), 60, 1e-6);
    assert_value(diagnostic(k, &e, 0, "windows"), 2, 0);
    kit_close(k);
}

/* Half of the white row is black: the mean is grey. */
static void a_window_can_show_the_mean_colour(void **state)
{
    static const double expected[6] = {.5, 1, 2, -4, -8, -16};
    static linear l = {.classes = 1, .slopes = slopes};
    kit *k = open_occlusion("{window: 1, stride: 1, fill: mean}");
    lk_raster view = white_row(6);
    (void)state;
    memset((float *)view.pixels.data + 9, 0, 9 * sizeof(float));
    lk_network *n = kit_function_network(k, 1, 6, 1, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    assert_map(&e, expected);
    kit_close(k);
}

static void given_samples_say_what_is_hidden_together(void **state)
{
    static const double expected[6] = {3, (3 + 6) / 2., 6, 0, 0, 0};
    static const uint8_t bits[3 * 6] = {0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const int64_t shape[2] = {3, 6};
    kit *k = open_occlusion(NULL);
    lk_tensor segments = pixel_segments(6),
              z = lk_tensor_over((void *)(uintptr_t)bits, LK_DTYPE_UINT, 8, 2, shape);
    explained e = explain_row(k, &segments, &z);
    (void)state;
    assert_map(&e, expected);
    kit_close(k);
}

static void saved_samples_give_the_same_answer_again(void **state)
{
    kit *k = open_occlusion("{window: 4, stride: 2}");
    explained e = explain_row(k, NULL, NULL), again = explain_row(k, &e.segments, &e.z);
    (void)state;
    assert_int_equal(e.answer.segment_count, again.answer.segment_count);
    assert_memory_equal(e.answer.weights, again.answer.weights,
                        e.answer.segment_count * sizeof(double));
    kit_close(k);
}

static void samples_that_hide_nothing_leave_no_largest_drop(void **state)
{
    static const double expected[6];
    kit *k = open_occlusion(NULL);
    lk_tensor segments = pixel_segments(6), z = kit_tensor(LK_DTYPE_UINT, 8, 2, 2, 6);
    (void)state;
    memset(z.data, 1, 12);
    explained e = explain_row(k, &segments, &z);
    assert_map(&e, expected);
    assert_missing(diagnostic(k, &e, 0, "largest_drop"));
    kit_close(k);
}

/* 98 windows: hiding each, scoring and averaging. Where the plugin is asked to stop. */
static size_t asked_of_windows(size_t last, lk_status expected)
{
    enum { PIXELS = 100 };
    static const double flat[PIXELS];
    linear l = {.classes = 1, .slopes = flat};
    lk_raster view = white_row(PIXELS);
    kit *k = open_occlusion("{window: 3, stride: 1}");
    lk_network *n = kit_function_network(k, 1, PIXELS, 1, linear_score, &l);
    explained e;
    patience p;
    patience_begin(&p, k, last);
    assert_int_equal(explaining(k, 1, n, &view, NULL, NULL, &e), expected);
    kit_close(k);
    return p.asked;
}

static void windows_can_be_left_at_any_of_them(void **state)
{
    size_t windows = 98, asked = asked_of_windows(SIZE_MAX, LK_OK);
    (void)state;
    print_message("# asked %zu times\n", asked);
    assert_true(asked >= 2 * windows);
    for (size_t last = 1; last <= asked; last++)
        asked_of_windows(last, LK_CANCELLED);
}

static void a_stride_beyond_the_window_is_refused(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_EXPLAINER, "occlusion", "{window: 4, stride: 5}", error,
                             sizeof error));
    assert_non_null(strstr(error, "never hidden"));
}

static void an_estimate_counts_the_windows_and_the_whole_view(void **state)
{
    kit *k = open_occlusion(NULL);
    const lk_explainer_ops *ops = kit_ops(k);
    (void)state;
    assert_int_equal(ops->estimate(kit_self(k), 224, 224), 1 + 27 * 27);
    assert_int_equal(ops->estimate(kit_self(k), 225, 8), 1 + 28);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_that_meet_the_border_are_those_of_captum),
        cmocka_unit_test(windows_cut_at_the_border_are_those_of_captum),
        cmocka_unit_test(windows_of_a_colour_are_those_of_captum),
        cmocka_unit_test(given_segments_are_hidden_one_at_a_time_as_in_captum),
        cmocka_unit_test(the_networks_of_these_tests_answer_as_in_torch),
        cmocka_unit_test(a_pixel_is_the_mean_drop_of_its_windows),
        cmocka_unit_test(the_last_window_is_cut_at_the_border),
        cmocka_unit_test(a_window_larger_than_the_view_hides_all_of_it_once),
        cmocka_unit_test(a_window_need_not_be_square),
        cmocka_unit_test(diagnostics_tell_the_score_the_largest_drop_and_the_windows),
        cmocka_unit_test(a_window_can_show_the_mean_colour),
        cmocka_unit_test(given_samples_say_what_is_hidden_together),
        cmocka_unit_test(saved_samples_give_the_same_answer_again),
        cmocka_unit_test(samples_that_hide_nothing_leave_no_largest_drop),
        cmocka_unit_test(windows_can_be_left_at_any_of_them),
        cmocka_unit_test(a_stride_beyond_the_window_is_refused),
        cmocka_unit_test(an_estimate_counts_the_windows_and_the_whole_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
