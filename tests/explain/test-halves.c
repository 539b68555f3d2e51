/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "halves/halves.h"

#include "explaining.h"

enum { COUNT = 5 };

static lk_value compare(const double even[COUNT], const double odd[COUNT])
{
    kit *k = kit_open(LK_STAGE_EXPLAINER, "lime", NULL);
    lk_value v = {0};
    assert_int_equal(halves_compare(kit_context(k, 1), even, odd, COUNT, &v), LK_OK);
    kit_close(k);
    return v;
}

/* scipy.stats.spearmanr says so too. */
static void equal_values_share_the_mean_of_their_ranks(void **state)
{
    static const double even[COUNT] = {-1, 4, 0, 4, 9}, odd[COUNT] = {5, 2, -3, 8, 8};
    lk_value v = compare(even, odd);
    (void)state;
    assert_value(&v, 10.5 / 19, 1e-15);
}

static void values_that_only_doubles_tell_apart_have_ranks_of_their_own(void **state)
{
    static const double rising[COUNT] = {1, 1 + 1e-12, 1 + 2e-12, 1 + 3e-12, 1 + 4e-12},
                        falling[COUNT] = {5e-60, 4e-60, 3e-60, 2e-60, 1e-60};
    lk_value same = compare(rising, rising), other = compare(rising, falling);
    (void)state;
    assert_value(&same, 1, 0);
    assert_value(&other, -1, 0);
}

static void a_half_that_is_the_same_everywhere_has_no_order(void **state)
{
    static const double even[COUNT] = {2, 2, 2, 2, 2}, odd[COUNT] = {1, 2, 3, 4, 5};
    lk_value one = compare(even, odd), other = compare(odd, even);
    (void)state;
    assert_missing(&one);
    assert_missing(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_values_share_the_mean_of_their_ranks),
        cmocka_unit_test(values_that_only_doubles_tell_apart_have_ranks_of_their_own),
        cmocka_unit_test(a_half_that_is_the_same_everywhere_has_no_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
