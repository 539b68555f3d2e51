/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* Ten times what Captum in float32 differs from Captum in float64. */
#define TOLERANCE_A 1.1e-5
#define TOLERANCE_B 1.7e-5

/* What network b sees as 0, its input being normalised. */
#define MEAN_OF_B "fill: colour, colour: [123.675, 116.28, 103.53]"

static kit *open_ablation(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "ablation", params);
}

static void check_captum(char network, int image, uint32_t class_index, const char *params,
                         double tolerance)
{
    char path[100];
    kit *k = open_ablation(params);
    golden_network net = open_golden_network(network, 0);
    snprintf(path, sizeof path, "golden/explain/occlusion_%c_ablation_image%d.npy", network, image);
    lk_tensor want = kit_npy(path);
    snprintf(path, sizeof path, "golden/explain/occlusion_segments_image%d.npy", image);
    lk_tensor segments = kit_npy(path);
    lk_raster view = golden_image(image);
    lk_network *n = kit_function_network(k, 32, 32, 6, golden_network_score, &net);
    explained e = explain_well(k, 1, n, &view, &segments, NULL);
    lk_tensor got = row_of(&e.coefficients, class_index);
    assert_near(&got, &want, tolerance);
    kit_close(k);
}

static void segments_hidden_alone_are_those_of_captum(void **state)
{
    (void)state;
    check_captum('a', 0, 5, "{output: logit}", TOLERANCE_A);
    check_captum('a', 1, 0, "{output: logit}", TOLERANCE_A);
}

static void segments_of_a_colour_are_those_of_captum(void **state)
{
    (void)state;
    check_captum('b', 0, 4, "{output: logit, " MEAN_OF_B "}", TOLERANCE_B);
}

/* Two pixels, of which both are needed for 5; pixel 1 alone is worth 2, none 1. */
static explained explain_two(kit *k)
{
    static const double scores[4] = {1, 1, 2, 5};
    static lookup l = {.classes = 1, .scores = scores};
    lk_raster view = white_row(2);
    lk_tensor segments = pixel_segments(2);
    lk_network *n = kit_function_network(k, 1, 2, 1, look_up, &l);
    return explain_well(k, 1, n, &view, &segments, NULL);
}

static void a_segment_left_out_is_worth_what_the_whole_view_loses(void **state)
{
    kit *k = open_ablation(NULL);
    explained e = explain_two(k);
    (void)state;
    assert_true(e.answer.weights[0] == 3 && e.answer.weights[1] == 4);
    assert_value(diagnostic(k, &e, 0, "completeness_error"), 3 + 4 - (5 - 1), 0);
    kit_close(k);
}

static void a_segment_left_in_is_worth_what_the_empty_view_gains(void **state)
{
    kit *k = open_ablation("{leave: in}");
    explained e = explain_two(k);
    (void)state;
    assert_true(e.answer.weights[0] == 0 && e.answer.weights[1] == 1);
    assert_value(diagnostic(k, &e, 0, "completeness_error"), 0 + 1 - (5 - 1), 0);
    kit_close(k);
}

static void diagnostics_tell_both_ends_and_the_cost(void **state)
{
    kit *k = open_ablation(NULL);
    explained e = explain_two(k);
    (void)state;
    assert_value(diagnostic(k, &e, 0, "score"), 5, 0);
    assert_value(diagnostic(k, &e, 0, "empty_score"), 1, 0);
    assert_value(diagnostic(k, &e, 0, "segments"), 2, 0);
    assert_value(diagnostic(k, &e, 0, "samples"), 4, 0);
    kit_close(k);
}

static void samples_from_outside_are_refused(void **state)
{
    static const double slopes[2] = {1, 2};
    linear l = {.classes = 1, .slopes = slopes};
    explained e;
    kit *k = open_ablation(NULL);
    lk_raster view = white_row(2);
    lk_tensor segments = pixel_segments(2), z = kit_tensor(LK_DTYPE_UINT, 8, 2, 2, 2);
    lk_network *n = kit_function_network(k, 1, 2, 1, linear_score, &l);
    (void)state;
    assert_int_equal(explaining(k, 1, n, &view, &segments, &z, &e), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "chooses its samples itself"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_hidden_alone_are_those_of_captum),
        cmocka_unit_test(segments_of_a_colour_are_those_of_captum),
        cmocka_unit_test(a_segment_left_out_is_worth_what_the_whole_view_loses),
        cmocka_unit_test(a_segment_left_in_is_worth_what_the_empty_view_gains),
        cmocka_unit_test(diagnostics_tell_both_ends_and_the_cost),
        cmocka_unit_test(samples_from_outside_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
