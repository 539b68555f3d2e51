/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "axis.h"

#include <math.h>

#include "kit.h"

static double ticks[AXIS_TICKS];

static size_t ticks_over(double low, double high, int is_log, size_t most)
{
    const double numbers[] = {low, high};
    axis a = axis_over(numbers, 2, is_log);
    size_t count = axis_ticks(&a, most, ticks);
    for (size_t i = 0; i < count; i++)
        assert_true(ticks[i] >= a.low && ticks[i] <= a.high && (!i || ticks[i] > ticks[i - 1]));
    return count;
}

static void near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-12 * fabs(wanted) + 1e-15)
        fail_msg("%.17g is not %.17g", got, wanted);
}

static void a_range_of_scores_has_round_ticks(void **state)
{
    (void)state;
    assert_int_equal(ticks_over(.21, .33, 0, 6), 6);
    near(ticks[0], .22);
    near(ticks[5], .32);
}

static void ticks_pass_through_zero(void **state)
{
    (void)state;
    assert_int_equal(ticks_over(-.1, .1, 0, 6), 5);
    near(ticks[2], 0);
}

static void a_logarithmic_axis_has_powers_of_ten_and_what_fits_between(void **state)
{
    (void)state;
    assert_int_equal(ticks_over(10, 1000, 1, 8), 7);
    near(ticks[1], 20);
    near(ticks[2], 50);
    near(ticks[6], 1000);
    assert_int_equal(ticks_over(10, 1000, 1, 5), 5); /* without 20 and 200 */
    near(ticks[1], 50);
    assert_int_equal(ticks_over(1e-6, 1e6, 1, 8), 7); /* every other power */
}

static void there_are_never_more_ticks_than_asked_for_and_mostly_two(void **state)
{
    (void)state;
    for (int i = 0; i < 400; i++)
        for (size_t most = 4; most < 9; most++) {
            double low = pow(1.37, i % 40 - 20), high = low * (1.01 + i / 7.);
            size_t count = ticks_over(low, high, high > 30 * low, most);
            assert_true(count >= 2 && count <= most);
        }
}

static void values_that_span_more_than_thirty_times_want_a_logarithmic_axis(void **state)
{
    const double wide[] = {10, 200, 301}, narrow[] = {10, 200, 300}, zero[] = {0, 1, 1000},
                 holes[] = {NAN, 1, NAN, 31};
    (void)state;
    assert_true(axis_wants_log(wide, 3));
    assert_false(axis_wants_log(narrow, 3));
    assert_false(axis_wants_log(zero, 3));
    assert_true(axis_wants_log(holes, 4));
    assert_false(axis_wants_log(holes, 1));
}

static void equal_steps_or_equal_factors_lie_equally_far_apart(void **state)
{
    const double numbers[] = {10, 1000};
    axis linear = axis_over(numbers, 2, 0), logarithmic = axis_over(numbers, 2, 1);
    (void)state;
    near(axis_place(&linear, 505), .5);
    near(axis_place(&logarithmic, 100), .5);
    assert_true(axis_place(&linear, 10) > 0 && axis_place(&linear, 1000) < 1);
}

static void one_number_or_none_make_an_axis_too(void **state)
{
    const double one[] = {.25}, none[] = {NAN};
    axis a = axis_over(one, 1, 0), b = axis_over(none, 1, 1), c = axis_over(one, 1, 1);
    (void)state;
    near(axis_place(&a, .25), .5);
    near(axis_place(&c, .25), .5);
    assert_true(b.low < b.high && !b.is_log);
    assert_true(axis_ticks(&a, 6, ticks) >= 2);
}

static void zero_and_below_rule_a_logarithmic_axis_out(void **state)
{
    const double numbers[] = {0, 1000};
    (void)state;
    assert_false(axis_over(numbers, 2, 1).is_log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_of_scores_has_round_ticks),
        cmocka_unit_test(ticks_pass_through_zero),
        cmocka_unit_test(a_logarithmic_axis_has_powers_of_ten_and_what_fits_between),
        cmocka_unit_test(there_are_never_more_ticks_than_asked_for_and_mostly_two),
        cmocka_unit_test(values_that_span_more_than_thirty_times_want_a_logarithmic_axis),
        cmocka_unit_test(equal_steps_or_equal_factors_lie_equally_far_apart),
        cmocka_unit_test(one_number_or_none_make_an_axis_too),
        cmocka_unit_test(zero_and_below_rule_a_logarithmic_axis_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
