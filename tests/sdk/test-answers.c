/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <likeness/check.h>
#include <likeness/random.h>

/* What trials give to operations and take from them, over the library that third
 * parties link. */

#define UNRULY KIT_BUILDDIR "/tests/sdk/unruly/.libs/"

static lk_trial *open_it(const char *file, const char *parameters)
{
    char why[500] = "";
    lk_trial *t = lk_trial_open(file, parameters, why, sizeof why);
    if (!t)
        fail_msg("%s", why);
    return t;
}

/* ---- Pictures and values -------------------------------------------------------------------- */

static void pictures_hold_the_elements_of_an_array(void **state)
{
    const float six[6] = {1, 2, 3, 4, 5, 6};
    const uint8_t bits[2] = {0, 1};
    lk_trial *t = open_it(UNRULY "binariser.so", NULL);
    const lk_heatmap *map = lk_trial_map(t, 2, 3, six);
    const lk_region *region = lk_trial_region(t, 1, 2, bits);
    const lk_raster *view = lk_trial_view(t, 2, 1, six);
    (void)state;
    lk_trial_context(t, 1);
    assert_int_equal(map->values.shape[0], 2);
    assert_int_equal(map->values.shape[1], 3);
    assert_memory_equal(map->values.data, six, sizeof six);
    assert_memory_equal(region->pixels.data, bits, sizeof bits);
    assert_int_equal(view->pixels.rank, 3);
    assert_int_equal(view->pixels.shape[2], 3);
    assert_memory_equal(view->pixels.data, six, sizeof six);
    assert_float_equal(((float *)lk_trial_map(t, 2, 3, NULL)->values.data)[5], 0, 0);
    lk_trial_close(t);
}

static void a_picture_without_pixels_is_none(void **state)
{
    lk_trial *t = open_it(UNRULY "binariser.so", NULL);
    (void)state;
    assert_null(lk_trial_map(t, 0, 3, NULL));
    assert_null(lk_trial_region(t, 3, 0, NULL));
    assert_null(lk_trial_view(t, UINT32_MAX, UINT32_MAX, NULL));
    lk_trial_close(t);
}

static void writing_beside_a_picture_is_damage(void **state)
{
    lk_trial *t = open_it(UNRULY "binariser.so", NULL);
    uint8_t *pixels = lk_trial_region(t, 3, 3, NULL)->pixels.data;
    (void)state;
    lk_trial_context(t, 1);
    assert_null(lk_trial_damage(t));
    pixels[9] = 1;
    assert_string_equal(lk_trial_damage(t), "a picture of the test");
    lk_trial_close(t);
}

static void there_are_as_many_values_as_are_declared(void **state)
{
    lk_trial *t = open_it(UNRULY "metric.so", NULL);
    const lk_metric_ops *ops = lk_trial_ops(t);
    lk_value *values = lk_trial_values(t);
    (void)state;
    for (uint32_t i = 0; i < ops->value_count; i++)
        assert_true(values[i].missing);
    assert_null(lk_trial_damage(t));
    ((char *)values)[ops->value_count * sizeof *values] = 1;
    assert_string_equal(lk_trial_damage(t), "the values of the test");
    lk_trial_close(t);
}

/* ---- Explanations --------------------------------------------------------------------------- */

/* Of two reds, since the explainer refuses a view of one. */
static lk_raster *two_reds(lk_trial *t)
{
    const float pixels[18] = {50, 0, 0, 100};
    return lk_trial_view(t, 2, 3, pixels);
}

/* Red, stretched to 0..1, is what counts for this explainer. */
static void an_explanation_is_asked_for_as_the_host_does(void **state)
{
    const float red[] = {50, 0, 0, 100, 0, 0};
    lk_trial *t = open_it(UNRULY "explainer.so", NULL);
    const lk_raster *view = lk_trial_view(t, 1, 2, red);
    lk_heatmap *map = lk_trial_map(t, 1, 2, red);
    lk_value *spread = lk_trial_values(t);
    (void)state;
    assert_int_equal(lk_trial_explain(t, lk_trial_context(t, 1), view, lk_trial_network(t, 1, 2), 0,
                                      map, spread),
                     LK_OK);
    assert_float_equal(((float *)map->values.data)[0], 0, 0);
    assert_float_equal(((float *)map->values.data)[1], 1, 0);
    assert_false(spread->missing);
    assert_float_equal(spread->value, 50, 0);
    lk_trial_close(t);
}

/* Segment y weighs y + 1, and rows are segments. */
static void segments_are_painted(void **state)
{
    lk_trial *t = open_it(UNRULY "explainer.so", "{how: cuts}");
    lk_heatmap *map = lk_trial_map(t, 2, 3, NULL);
    const float wanted[6] = {1, 1, 1, 2, 2, 2};
    (void)state;
    assert_int_equal(lk_trial_explain(t, lk_trial_context(t, 1), two_reds(t),
                                      lk_trial_network(t, 2, 3), 0, map, NULL),
                     LK_OK);
    assert_memory_equal(map->values.data, wanted, sizeof wanted);
    lk_trial_close(t);
}

static void segments_that_cannot_be_painted_are_refused(void **state)
{
    static const char *const ways[][2] = {{"{how: miscounts}", "pixel 3 has segment 1 of 1"},
                                          {"{how: weightless}", "and weights"}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        lk_trial *t = open_it(UNRULY "explainer.so", ways[i][0]);
        assert_int_equal(lk_trial_explain(t, lk_trial_context(t, 1), two_reds(t),
                                          lk_trial_network(t, 2, 3), 0, lk_trial_map(t, 2, 3, NULL),
                                          NULL),
                         LK_E_FAIL);
        assert_non_null(strstr(lk_trial_error(t), ways[i][1]));
        lk_trial_close(t);
    }
}

static void a_heatmap_of_another_size_is_refused(void **state)
{
    lk_trial *t = open_it(UNRULY "explainer.so", NULL);
    (void)state;
    assert_int_equal(lk_trial_explain(t, lk_trial_context(t, 1), two_reds(t),
                                      lk_trial_network(t, 2, 3), 0, lk_trial_map(t, 3, 2, NULL),
                                      NULL),
                     LK_E_INPUT);
    assert_non_null(strstr(lk_trial_error(t), "height and width of the view"));
    lk_trial_close(t);
}

/* ---- Tables --------------------------------------------------------------------------------- */

static void a_row_has_the_columns_of_the_host(void **state)
{
    lk_trial *t = open_it(UNRULY "analysis.so", NULL);
    (void)state;
    assert_int_equal(lk_trial_row(t, "metrics", "{label: \"1\", network: a, value: 0.5}"), 0);
    const lk_table *metrics = lk_tables_get(lk_trial_tables(t), "metrics");
    assert_int_equal(metrics->row_count, 1);
    assert_string_equal(lk_table_text(metrics, 0, "network"), "a");
    assert_string_equal(lk_table_text(metrics, 0, "label"), "1");
    assert_float_equal(lk_table_cell(metrics, 0, "value")->number, .5, 0);
    assert_false(lk_table_cell(metrics, 0, "value")->missing);
    assert_true(lk_table_cell(metrics, 0, "lo")->missing);
    assert_string_equal(lk_table_text(metrics, 0, "baseline"), "");
    assert_int_equal(lk_tables_get(lk_trial_tables(t), "similarity")->row_count, 0);
    lk_trial_close(t);
}

static void a_new_table_has_the_columns_of_its_first_row(void **state)
{
    lk_trial *t = open_it(UNRULY "analysis.so", NULL);
    (void)state;
    assert_int_equal(lk_trial_row(t, "means", "{network: a, mean: 2e-1, code: \"7\"}"), 0);
    assert_int_equal(lk_trial_row(t, "means", "{mean: , network: b}"), 0);
    const lk_table *means = lk_tables_get(lk_trial_tables(t), "means");
    assert_int_equal(means->column_count, 3);
    assert_string_equal(means->columns[1].name, "mean");
    assert_int_equal(means->columns[1].type, LK_COLUMN_NUMBER);
    assert_int_equal(means->columns[2].type, LK_COLUMN_TEXT);
    assert_float_equal(lk_table_cell(means, 0, "mean")->number, .2, 0);
    assert_true(lk_table_cell(means, 1, "mean")->missing);
    assert_string_equal(lk_table_text(means, 1, "network"), "b");
    lk_trial_close(t);
}

static void what_is_no_row_is_left_out(void **state)
{
    static const char *const rows[] = {"{netwrok: a}",   "{value: much}", "{value: .inf}",
                                       "{network: [a]}", "[a, 1]",        "{network: "};
    lk_trial *t = open_it(UNRULY "analysis.so", NULL);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(lk_trial_row(t, "metrics", rows[i]), -1);
    assert_int_equal(lk_tables_get(lk_trial_tables(t), "metrics")->row_count, 0);
    lk_trial_close(t);
}

static void the_rows_of_an_analysis_are_kept_until_the_next_context(void **state)
{
    lk_trial *t = open_it(UNRULY "analysis.so", NULL);
    const lk_analysis_ops *ops = lk_trial_ops(t);
    (void)state;
    assert_int_equal(ops->analyse(lk_trial_self(t), lk_trial_context(t, 1), "mine",
                                  lk_trial_tables(t), lk_trial_sink(t)),
                     LK_OK);
    const lk_table *counted = lk_trial_written(t, "counted");
    assert_int_equal(counted->row_count, 2);
    assert_string_equal(lk_table_text(counted, 1, "row"), "second");
    assert_float_equal(lk_table_cell(counted, 0, "tables")->number,
                       (double)lk_trial_tables(t)->count, 0);
    assert_null(lk_trial_written(t, "metrics"));
    lk_trial_context(t, 1);
    assert_null(lk_trial_written(t, "counted"));
    lk_trial_close(t);
}

static void rows_of_other_columns_are_refused(void **state)
{
    lk_trial *t = open_it(UNRULY "analysis.so", "{how: is torn}");
    const lk_analysis_ops *ops = lk_trial_ops(t);
    (void)state;
    assert_int_equal(ops->analyse(lk_trial_self(t), lk_trial_context(t, 1), "mine",
                                  lk_trial_tables(t), lk_trial_sink(t)),
                     LK_E_INPUT);
    assert_non_null(strstr(lk_trial_error(t), "counted"));
    lk_trial_close(t);
}

/* ---- Files ---------------------------------------------------------------------------------- */

static void the_files_of_a_report_are_read_back(void **state)
{
    lk_trial *t = open_it(UNRULY "report.so", NULL);
    const lk_report_ops *ops = lk_trial_ops(t);
    lk_report_request *request = lk_trial_request(t);
    size_t size = 0;
    (void)state;
    assert_string_equal(request->title, "A study");
    request->title = "Another";
    assert_int_equal(ops->write(lk_trial_self(t), lk_trial_context(t, 1), request), LK_OK);
    assert_string_equal(lk_trial_file(t, "title", &size), "Another");
    assert_int_equal(size, 7);
    assert_null(lk_trial_file(t, "titles", &size));
    assert_int_equal(size, 0);
    lk_trial_context(t, 1);
    assert_null(lk_trial_file(t, "title", NULL));
    lk_trial_close(t);
}

static void a_file_that_is_written_twice_is_the_last(void **state)
{
    lk_trial *t = open_it(UNRULY "report.so", NULL);
    lk_context *ctx = lk_trial_context(t, 1);
    const lk_report_request *request = lk_trial_request(t);
    (void)state;
    assert_int_equal(request->write_file(request, ctx, "a", "one", 3), LK_OK);
    assert_int_equal(request->write_file(request, ctx, "a", NULL, 0), LK_OK);
    assert_string_equal(lk_trial_file(t, "a", NULL), "");
    lk_trial_close(t);
}

/* ---- Log and progress ----------------------------------------------------------------------- */

static void lines_of_the_log_are_kept_until_the_next_context(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    lk_context *ctx = lk_trial_context(t, 1);
    (void)state;
    assert_string_equal(lk_trial_log(t), "");
    lk_log(ctx, LK_INFO, "%d files", 2);
    lk_log(ctx, LK_WARNING, "one is empty");
    assert_string_equal(lk_trial_log(t), "info: 2 files\nwarning: one is empty\n");
    lk_trial_context(t, 1);
    assert_string_equal(lk_trial_log(t), "");
    lk_trial_close(t);
}

static void what_open_logs_is_there_before_the_first_context(void **state)
{
    lk_trial *t = open_it(UNRULY "opening.so", "{level: 0.25}");
    (void)state;
    assert_string_equal(lk_trial_log(t), "info: it opens at 0.25\n");
    lk_trial_context(t, 1);
    assert_string_equal(lk_trial_log(t), "");
    lk_trial_close(t);
}

static void progress_is_counted_and_the_last_is_known(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    lk_context *ctx = lk_trial_context(t, 1);
    double done = 1, total = 1;
    (void)state;
    assert_int_equal(lk_trial_progress(t, &done, &total), 0);
    assert_float_equal(total, 0, 0);
    ctx->host->progress(ctx, 1, 3);
    ctx->host->progress(ctx, 2, 3);
    assert_int_equal(lk_trial_progress(t, NULL, NULL), 2);
    assert_int_equal(lk_trial_progress(t, &done, &total), 2);
    assert_float_equal(done, 2, 0);
    assert_float_equal(total, 3, 0);
    lk_trial_close(t);
}

/* ---- Random numbers ------------------------------------------------------------------------- */

/* Moments of the standard normal: 0, 1, 0, 3; and 0.31731 of it lies past one deviation. The
 * bounds are five standard errors. */
static void normal_numbers_have_the_moments_of_the_normal(void **state)
{
    enum { DRAWS = 200000 };
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    lk_context *ctx = lk_trial_context(t, 1);
    double sums[5] = {0}, past = 0;
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        double x = lk_random_normal(ctx);
        past += fabs(x) > 1;
        for (int k = 1; k < 5; k++)
            sums[k] += pow(x, k);
    }
    assert_float_equal(sums[1] / DRAWS, 0, 5 * sqrt(1. / DRAWS));
    assert_float_equal(sums[2] / DRAWS, 1, 5 * sqrt(2. / DRAWS));
    assert_float_equal(sums[3] / DRAWS, 0, 5 * sqrt(15. / DRAWS));
    assert_float_equal(sums[4] / DRAWS, 3, 5 * sqrt(96. / DRAWS));
    assert_float_equal(past / DRAWS, .3173105, 5 * sqrt(.31731 * .68269 / DRAWS));
    lk_trial_close(t);
}

static void normal_numbers_take_two_draws(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    lk_context *ctx = lk_trial_context(t, 1);
    (void)state;
    lk_random_normal(ctx);
    uint64_t third = ctx->host->random(ctx);
    ctx = lk_trial_context(t, 1);
    ctx->host->random(ctx);
    ctx->host->random(ctx);
    assert_int_equal(ctx->host->random(ctx), third);
    lk_trial_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_hold_the_elements_of_an_array),
        cmocka_unit_test(a_picture_without_pixels_is_none),
        cmocka_unit_test(writing_beside_a_picture_is_damage),
        cmocka_unit_test(there_are_as_many_values_as_are_declared),
        cmocka_unit_test(an_explanation_is_asked_for_as_the_host_does),
        cmocka_unit_test(segments_are_painted),
        cmocka_unit_test(segments_that_cannot_be_painted_are_refused),
        cmocka_unit_test(a_heatmap_of_another_size_is_refused),
        cmocka_unit_test(a_row_has_the_columns_of_the_host),
        cmocka_unit_test(a_new_table_has_the_columns_of_its_first_row),
        cmocka_unit_test(what_is_no_row_is_left_out),
        cmocka_unit_test(the_rows_of_an_analysis_are_kept_until_the_next_context),
        cmocka_unit_test(rows_of_other_columns_are_refused),
        cmocka_unit_test(the_files_of_a_report_are_read_back),
        cmocka_unit_test(a_file_that_is_written_twice_is_the_last),
        cmocka_unit_test(lines_of_the_log_are_kept_until_the_next_context),
        cmocka_unit_test(what_open_logs_is_there_before_the_first_context),
        cmocka_unit_test(progress_is_counted_and_the_last_is_known),
        cmocka_unit_test(normal_numbers_have_the_moments_of_the_normal),
        cmocka_unit_test(normal_numbers_take_two_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
