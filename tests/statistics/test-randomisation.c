/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <string.h>

/* What the analysis makes of the table `controls`. */

enum { COLUMNS = 10, ROOM = 64 };

static const lk_column columns[COLUMNS] = {
    {"item", LK_COLUMN_TEXT},      {"subject", LK_COLUMN_TEXT}, {"network", LK_COLUMN_TEXT},
    {"explainer", LK_COLUMN_TEXT}, {"control", LK_COLUMN_TEXT}, {"step", LK_COLUMN_TEXT},
    {"layers", LK_COLUMN_NUMBER},  {"layer", LK_COLUMN_TEXT},   {"metric", LK_COLUMN_TEXT},
    {"value", LK_COLUMN_NUMBER}};
static lk_cell cells[ROOM * COLUMNS];
static lk_table given = {.struct_size = sizeof given,
                         .name = "controls",
                         .column_count = COLUMNS,
                         .columns = columns,
                         .cells = cells};

static size_t written_count;
static lk_cell written[ROOM][12];

static void add(const char *subject, const char *item, const char *network, const char *step,
                double value)
{
    assert_true(given.row_count < ROOM);
    lk_cell *to = cells + COLUMNS * given.row_count++;
    const char *texts[] = {item, subject, network, "lime", "cascade", step, NULL, "fc", "spearman"};
    for (size_t c = 0; c + 1 < COLUMNS; c++)
        to[c] = (lk_cell){.text = texts[c], .missing = !texts[c]};
    to[6] = (lk_cell){.number = 2};
    to[9] = (lk_cell){.number = value, .missing = isnan(value)};
}

static lk_status keep_row(lk_table_sink *self, lk_context *ctx, const char *table, size_t count,
                          const lk_column *names, const lk_cell *from)
{
    (void)self;
    (void)ctx;
    assert_string_equal(table, "randomisation");
    assert_int_equal(count, 12);
    assert_string_equal(names[7].name, "value");
    memcpy(written[written_count++], from, sizeof written[0]);
    return LK_OK;
}

static void analyse(void)
{
    kit *k = kit_open(LK_STAGE_ANALYSIS, "randomisation", NULL);
    const lk_analysis_ops *ops = kit_ops(k);
    lk_tables tables = {.struct_size = sizeof tables, .count = 1, .items = &given};
    lk_table_sink sink = {.struct_size = sizeof sink, .row = keep_row};
    written_count = 0;
    if (ops->analyse(kit_self(k), kit_context(k, 1), "weights", &tables, &sink))
        fail_msg("%s", kit_error(k));
    kit_close(k);
}

enum { NETWORK = 0, STEP = 3, LAYERS = 4, VALUE = 7, LO, HI, N, UNITS };

static int begin(void **state)
{
    (void)state;
    given.row_count = 0;
    return 0;
}

static void a_step_has_the_mean_of_its_explanations(void **state)
{
    (void)state;
    add("s", "i", "plain", "1", .5);
    add("s", "i", "other", "1", .25);
    add("s", "i", "plain", "2", -.5);
    add("t", "j", "plain", "1", .75);
    add("t", "j", "plain", "1", NAN);
    analyse();
    assert_int_equal(written_count, 3);
    assert_string_equal(written[0][NETWORK].text, "plain");
    assert_float_equal(written[0][VALUE].number, .625, 0);
    assert_float_equal(written[0][N].number, 2, 0);
    assert_float_equal(written[0][LAYERS].number, 2, 0);
    assert_string_equal(written[1][NETWORK].text, "other");
    assert_string_equal(written[2][STEP].text, "2");
    assert_float_equal(written[2][VALUE].number, -.5, 0);
}

/* Twenty explanations, four a subject, which are alike within it: the interval is that
 * of five values, near mean -+ 1.96 sd / sqrt(5). */
static void its_interval_draws_subjects(void **state)
{
    static const char *const subjects[] = {"a", "b", "c", "d", "e"};
    (void)state;
    for (int i = 0; i < 20; i++)
        add(subjects[i % 5], "i", "plain", "1", .1 * (i % 5));
    analyse();
    const double reach = 1.96 * .1 * sqrt(2) / sqrt(5);
    assert_float_equal(written[0][VALUE].number, .2, 1e-12);
    assert_float_equal(written[0][LO].number, .2 - reach, .02);
    assert_float_equal(written[0][HI].number, .2 + reach, .02);
    assert_float_equal(written[0][N].number, 20, 0);
    assert_float_equal(written[0][UNITS].number, 5, 0);
}

static void items_stand_for_unknown_subjects(void **state)
{
    static const char *const items[] = {"a", "b", "c", "d", "e", "f"};
    (void)state;
    for (int i = 0; i < 6; i++)
        add(NULL, items[i], "plain", "1", i);
    analyse();
    assert_float_equal(written[0][UNITS].number, 6, 0);
    assert_false(written[0][LO].missing);
}

static void few_units_or_equal_ones_have_no_interval(void **state)
{
    static const char *const items[] = {"a", "b", "c", "d", "e"};
    (void)state;
    for (int i = 0; i < 4; i++)
        add(NULL, items[i], "plain", "1", i);
    for (int i = 0; i < 5; i++)
        add(NULL, items[i], "plain", "2", 1);
    analyse();
    assert_true(written[0][LO].missing && written[0][HI].missing);
    assert_true(written[1][LO].missing && written[1][HI].missing);
    assert_float_equal(written[1][VALUE].number, 1, 0);
}

static void a_study_without_controls_gets_no_table(void **state)
{
    (void)state;
    analyse();
    assert_int_equal(written_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_step_has_the_mean_of_its_explanations, begin),
        cmocka_unit_test_setup(its_interval_draws_subjects, begin),
        cmocka_unit_test_setup(items_stand_for_unknown_subjects, begin),
        cmocka_unit_test_setup(few_units_or_equal_ones_have_no_interval, begin),
        cmocka_unit_test_setup(a_study_without_controls_gets_no_table, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
