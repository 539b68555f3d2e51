/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include "plugins/backends/graph/memory.h"

/* The planner of workspaces. */

static void values_needed_at_one_time_lie_apart(void **state)
{
    graph_value v[] = {{.size = 100, .from = 0, .to = 1}, {.size = 40, .from = 1, .to = 2}};
    (void)state;
    assert_int_equal(graph_place(v, 2), 112 + 48);
    assert_int_equal(v[0].offset, 0);
    assert_int_equal(v[1].offset, 112);
}

static void a_value_takes_the_place_of_one_that_is_no_longer_needed(void **state)
{
    graph_value v[] = {{.size = 64, .from = 0, .to = 1},
                       {.size = 32, .from = 1, .to = 2},
                       {.size = 64, .from = 2, .to = 3}};
    (void)state;
    assert_int_equal(graph_place(v, 3), 96);
    assert_int_equal(v[2].offset, 0);
}

static void a_value_too_large_for_a_gap_goes_above_it(void **state)
{
    graph_value v[] = {{.size = 16, .from = 0, .to = 1},
                       {.size = 16, .from = 0, .to = 9},
                       {.size = 32, .from = 2, .to = 3}};
    (void)state;
    assert_int_equal(graph_place(v, 3), 64);
    assert_int_equal(v[2].offset, 32);
}

static void offsets_are_whole_cache_lines(void **state)
{
    graph_value v[] = {{.size = 1, .from = 0, .to = 0}, {.size = 1, .from = 0, .to = 0}};
    (void)state;
    graph_place(v, 2);
    assert_int_equal(v[1].offset, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_needed_at_one_time_lie_apart),
        cmocka_unit_test(a_value_takes_the_place_of_one_that_is_no_longer_needed),
        cmocka_unit_test(a_value_too_large_for_a_gap_goes_above_it),
        cmocka_unit_test(offsets_are_whole_cache_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
