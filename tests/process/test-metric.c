/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <string.h>

#include "../metrics/agreeing.h"
#include "python.h"

/* The metric `process` over comparing.py, whose value is what it got, over the
 * example of sdk/, and over a shell that answers one line. */

enum { SIDE = 3 };

static const float levels[SIDE * SIDE] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
static const uint8_t corner[SIDE * SIDE] = {1, 1, 0, 1, 1, 0, 0, 0, 0};
static const uint8_t row[SIDE * SIDE] = {1, 1, 1};

static lk_tensor square(const void *data, uint8_t code, uint8_t bits)
{
    static const int64_t shape[] = {SIDE, SIDE};
    return lk_tensor_over((void *)(uintptr_t)data, code, bits, 2, shape);
}

static lk_heatmap map_of(const float *values)
{
    return (lk_heatmap){.struct_size = sizeof(lk_heatmap),
                        .values = square(values, LK_DTYPE_FLOAT, 32)};
}

static lk_region region_of(const uint8_t *pixels)
{
    return (lk_region){.struct_size = sizeof(lk_region),
                       .pixels = square(pixels, LK_DTYPE_UINT, 8)};
}

static kit *open_comparing(const char *what, const char *more)
{
    char program[100];
    snprintf(program, sizeof program, "tests/process/comparing.py, %s", what);
    return open_python(LK_STAGE_METRIC, program, more);
}

/* A shell that reads the first request and answers with a line. */
static kit *open_saying(const char *line)
{
    char params[400];
    snprintf(params, sizeof params,
             "{command: [sh, -c, 'head -c 448 >/dev/null; echo \"$0\"; sleep 60', \"%s\"]}", line);
    return kit_open(LK_STAGE_METRIC, "process", params);
}

static lk_status try_agree(kit *k, int has_map, const uint8_t *mask, lk_value *out)
{
    lk_heatmap map = map_of(levels);
    lk_region foreground = region_of(corner), people = region_of(mask);
    return agree(k, has_map ? &map : NULL, &foreground, &people, out);
}

static lk_value agree_well(kit *k, int has_map)
{
    lk_value v;
    if (try_agree(k, has_map, row, &v))
        fail_msg("%s", kit_error(k));
    return v;
}

static lk_value resemble(kit *k)
{
    static const float ones[SIDE * SIDE] = {1};
    lk_heatmap a = map_of(levels), b = map_of(ones);
    const lk_metric_ops *ops = kit_ops(k);
    lk_value v = {.missing = 1};
    if (ops->similarity(kit_self(k), kit_context(k, 1), &a, &b, &v))
        fail_msg("%s", kit_error(k));
    return v;
}

static void expect_number(lk_value v, double number)
{
    assert_false(v.missing);
    assert_true(v.value == number);
}

static void expect_missing(lk_value v, const char *reason)
{
    assert_true(v.missing);
    assert_string_equal(v.reason, reason);
}

/* ---- What it gives ------------------------------------------------------------------ */

static void it_gets_heatmap_foreground_and_mask(void **state)
{
    (void)state;
    kit *k = open_comparing("share", "");
    assert_true(fabs(agree_well(k, 1).value - 6. / 45) < 1e-7);
    kit_close(k);
}

static void it_gets_no_heatmap_where_there_is_none(void **state)
{
    (void)state;
    kit *k = open_comparing("blind", "");
    expect_number(agree_well(k, 0), -1);
    expect_number(agree_well(k, 1), 1);
    kit_close(k);
}

static void it_gets_two_heatmaps_in_their_order(void **state)
{
    (void)state;
    kit *k = open_comparing("share", "compares: both");
    expect_number(resemble(k), 35);
    assert_false(agree_well(k, 1).missing);
    kit_close(k);
}

static void it_is_asked_only_what_it_compares(void **state)
{
    (void)state;
    kit *masks = open_comparing("share", "");
    kit *heatmaps = open_comparing("share", "compares: heatmaps");
    expect_missing(resemble(masks), "the program compares heatmaps with masks only");
    expect_missing(agree_well(heatmaps, 1), "the program compares heatmaps only");
    kit_close(masks);
    kit_close(heatmaps);
}

static void the_example_is_the_f1_of_the_plugin_overlap(void **state)
{
    lk_value own[MAX_VALUES], theirs;
    (void)state;
    kit *a = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    kit *b = open_python(LK_STAGE_METRIC, "sdk/examples/python/dice.py", "");
    assert_int_equal(try_agree(a, 1, row, own), LK_OK);
    theirs = agree_well(b, 1);
    assert_true(fabs(theirs.value - own[value_index(a, "f1")].value) < 1e-12);
    kit_close(a);
    kit_close(b);
}

static void what_is_undefined_is_missing_with_its_reason(void **state)
{
    static const uint8_t nowhere[SIDE * SIDE] = {0};
    lk_value v;
    (void)state;
    kit *k = open_python(LK_STAGE_METRIC, "sdk/examples/python/dice.py", "");
    assert_int_equal(try_agree(k, 1, nowhere, &v), LK_OK);
    expect_missing(v, "the mask is empty");
    assert_false(agree_well(k, 1).missing);
    kit_close(k);
}

/* ---- What goes wrong ------------------------------------------------------------------- */

static void expect_failure(kit *k, const char *end)
{
    lk_value v;
    assert_int_equal(try_agree(k, 1, row, &v), LK_E_FAIL);
    const char *from = strstr(kit_error(k), "` ");
    assert_string_equal(from ? from + 2 : kit_error(k), end);
    kit_close(k);
}

static void an_exception_is_a_failure_with_its_sentence(void **state)
{
    (void)state;
    expect_failure(open_comparing("divide", ""),
                   "says: ZeroDivisionError: integer division or modulo by zero");
}

static void what_is_no_finite_number_is_a_failure(void **state)
{
    (void)state;
    expect_failure(open_comparing("nan", ""), "answered `value nan`, which is no finite number");
    expect_failure(open_saying("value"), "answered `value `, which is no finite number");
    expect_failure(open_saying("value 1 2"), "answered `value 1 2`, which is no finite number");
}

static void words_are_no_answer(void **state)
{
    (void)state;
    expect_failure(open_saying("good morning"),
                   "answered `good morning`, which begins with none of value, missing and error");
}

static void a_program_that_ends_is_a_failure(void **state)
{
    (void)state;
    expect_failure(kit_open(LK_STAGE_METRIC, "process", "{command: [sh, -c, 'exit 4']}"),
                   "ended with code 4 instead of answering");
}

static void a_program_that_hangs_is_stopped(void **state)
{
    (void)state;
    expect_failure(
        kit_open(LK_STAGE_METRIC, "process", "{command: [sh, -c, 'sleep 60'], start_seconds: 0.3}"),
        "did not answer within 0.3 s and was stopped");
}

static void sizes_that_differ_are_refused(void **state)
{
    lk_value v;
    lk_heatmap map = map_of(levels);
    lk_region foreground = region_of(corner), mask = region_of(row);
    (void)state;
    kit *k = open_saying("value 1");
    mask.pixels.shape[0]--;
    assert_int_equal(agree(k, &map, &foreground, &mask, &v), LK_E_INPUT);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gets_heatmap_foreground_and_mask),
        cmocka_unit_test(it_gets_no_heatmap_where_there_is_none),
        cmocka_unit_test(it_gets_two_heatmaps_in_their_order),
        cmocka_unit_test(it_is_asked_only_what_it_compares),
        cmocka_unit_test(the_example_is_the_f1_of_the_plugin_overlap),
        cmocka_unit_test(what_is_undefined_is_missing_with_its_reason),
        cmocka_unit_test(an_exception_is_a_failure_with_its_sentence),
        cmocka_unit_test(what_is_no_finite_number_is_a_failure),
        cmocka_unit_test(words_are_no_answer),
        cmocka_unit_test(a_program_that_ends_is_a_failure),
        cmocka_unit_test(a_program_that_hangs_is_stopped),
        cmocka_unit_test(sizes_that_differ_are_refused),
    };
    return has_python() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
