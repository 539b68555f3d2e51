/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the analysis makes of the table `predictions`. */

enum { COLUMNS = 8, ROOM = 1024, WRITTEN = 9 };

static const lk_column columns[COLUMNS] = {
    {"item", LK_COLUMN_TEXT},   {"label", LK_COLUMN_TEXT},   {"subject", LK_COLUMN_TEXT},
    {"fold", LK_COLUMN_TEXT},   {"network", LK_COLUMN_TEXT}, {"predicted", LK_COLUMN_NUMBER},
    {"answer", LK_COLUMN_TEXT}, {"right", LK_COLUMN_NUMBER}};
static lk_cell cells[ROOM * COLUMNS];
static lk_table given = {.struct_size = sizeof given,
                         .name = "predictions",
                         .column_count = COLUMNS,
                         .columns = columns,
                         .cells = cells};

static size_t written_count;
static lk_cell written[ROOM][WRITTEN];

/* `label` NULL: the study has no such label, or the face none. */
static void add(const char *network, const char *fold, const char *subject, const char *label,
                const char *answer)
{
    assert_true(given.row_count < ROOM);
    lk_cell *to = cells + COLUMNS * given.row_count++;
    const char *texts[] = {"i", label, subject, fold, network, NULL, answer};
    for (size_t c = 0; c + 1 < COLUMNS; c++)
        to[c] = (lk_cell){.text = texts[c], .missing = !texts[c]};
    to[5] = (lk_cell){.number = 1};
    to[7] = (lk_cell){.number = label && answer && !strcmp(label, answer), .missing = !label};
}

static lk_status keep_row(lk_table_sink *self, lk_context *ctx, const char *table, size_t count,
                          const lk_column *names, const lk_cell *from)
{
    static const char *const wanted[] = {"network", "fold", "accuracy", "precision", "recall",
                                         "f1",      "n",    "lo",       "hi"};
    (void)self;
    (void)ctx;
    assert_string_equal(table, "accuracy");
    assert_int_equal(count, WRITTEN);
    for (size_t c = 0; c < count; c++)
        assert_string_equal(names[c].name, wanted[c]);
    assert_true(written_count < ROOM);
    memcpy(written[written_count++], from, sizeof written[0]);
    return LK_OK;
}

enum { NETWORK, FOLD, ACCURACY, PRECISION, RECALL, F1, N, LO, HI };

static void analyse(void)
{
    kit *k = kit_open(LK_STAGE_ANALYSIS, "accuracy", NULL);
    const lk_analysis_ops *ops = kit_ops(k);
    lk_tables tables = {.struct_size = sizeof tables, .count = 1, .items = &given};
    lk_table_sink sink = {.struct_size = sizeof sink, .row = keep_row};
    written_count = 0;
    if (ops->analyse(kit_self(k), kit_context(k, 1), "accuracy", &tables, &sink))
        fail_msg("%s", kit_error(k));
    kit_close(k);
}

static int begin(void **state)
{
    (void)state;
    given.row_count = 0;
    return 0;
}

/* ---- Scores ------------------------------------------------------------------------- */

static double number(const lk_node *map, const char *key)
{
    return strtod(lk_node_text(map, key, "nan"), NULL);
}

static void scores_are_those_of_scikit_learn(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
    const lk_node *rows = kit_yaml("golden/metrics/classification.json");
    (void)state;
    assert_int_equal(rows->count, 8);
    for (size_t r = 0; r < rows->count; r++) {
        const lk_node *truth = lk_node_get(rows->items[r], "truth");
        const lk_node *predicted = lk_node_get(rows->items[r], "predicted");
        const lk_node *macro = lk_node_get(rows->items[r], "macro");
        given.row_count = 0;
        for (size_t i = 0; i < truth->count; i++)
            add("plain", NULL, NULL, names[atoi(truth->items[i]->text)],
                names[atoi(predicted->items[i]->text)]);
        analyse();
        assert_int_equal(written_count, 1);
        assert_true(written[0][FOLD].missing);
        assert_float_equal(written[0][ACCURACY].number, number(rows->items[r], "accuracy"), 1e-12);
        assert_float_equal(written[0][PRECISION].number, number(macro, "precision"), 1e-12);
        assert_float_equal(written[0][RECALL].number, number(macro, "recall"), 1e-12);
        assert_float_equal(written[0][F1].number, number(macro, "f1"), 1e-12);
        assert_float_equal(written[0][N].number, (double)truth->count, 0);
    }
}

static void an_answer_that_is_no_label_is_wrong(void **state)
{
    (void)state;
    add("plain", NULL, "s", "a", "a");
    add("plain", NULL, "s", "a", NULL);
    analyse();
    assert_float_equal(written[0][ACCURACY].number, .5, 0);
    assert_float_equal(written[0][PRECISION].number, 1, 0);
    assert_float_equal(written[0][RECALL].number, .5, 0);
}

static void faces_without_a_label_of_the_study_do_not_count(void **state)
{
    (void)state;
    add("plain", NULL, "s", "a", "a");
    add("plain", NULL, "s", NULL, "b");
    analyse();
    assert_float_equal(written[0][N].number, 1, 0);
    given.row_count = 0;
    add("plain", NULL, "s", NULL, "b");
    analyse();
    assert_int_equal(written_count, 0);
}

static void classes_that_are_not_the_answer_do_not_count(void **state)
{
    (void)state;
    add("plain", NULL, "s", "a", "a");
    add("plain", NULL, "s", "a", "b");
    cells[COLUMNS + 5].number = 0;
    analyse();
    assert_float_equal(written[0][N].number, 1, 0);
    assert_float_equal(written[0][ACCURACY].number, 1, 0);
}

/* ---- Rows ---------------------------------------------------------------------------- */

static void folds_have_rows_in_the_order_of_their_numbers_and_all_one_more(void **state)
{
    static const char *const folds[] = {"2", "10", "1"};
    static const char *const wanted[] = {"1", "2", "10"};
    (void)state;
    for (int n = 0; n < 2; n++)
        for (int f = 0; f < 3; f++)
            for (int i = 0; i <= f; i++)
                add(n ? "other" : "plain", folds[f], "s", "a", i ? "a" : "b");
    analyse();
    assert_int_equal(written_count, 8);
    for (int f = 0; f < 3; f++)
        assert_string_equal(written[f][FOLD].text, wanted[f]);
    assert_float_equal(written[0][ACCURACY].number, 2. / 3, 1e-15);
    assert_float_equal(written[1][ACCURACY].number, 0, 0);
    assert_float_equal(written[2][ACCURACY].number, .5, 0);
    assert_true(written[3][FOLD].missing);
    assert_float_equal(written[3][ACCURACY].number, .5, 0);
    assert_float_equal(written[3][N].number, 6, 0);
    assert_string_equal(written[4][NETWORK].text, "other");
}

/* Twenty faces, four of each of five people, of whom the network knows three: of the 3125
 * ways to draw five of them the 2.5 % quantile is .2, the 97.5 % one 1. */
static void its_interval_draws_people(void **state)
{
    static const char *const people[] = {"a", "b", "c", "d", "e"};
    (void)state;
    for (int i = 0; i < 20; i++)
        add("plain", NULL, people[i % 5], "x", i % 5 < 3 ? "x" : "y");
    analyse();
    assert_float_equal(written[0][ACCURACY].number, .6, 1e-12);
    assert_float_equal(written[0][LO].number, .2, 1e-12);
    assert_float_equal(written[0][HI].number, 1, 1e-12);
}

static void few_people_have_no_interval(void **state)
{
    static const char *const people[] = {"a", "b", "c", "d"};
    (void)state;
    for (int i = 0; i < 4; i++)
        add("plain", NULL, people[i], "x", i ? "x" : "y");
    analyse();
    assert_true(written[0][LO].missing && written[0][HI].missing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(scores_are_those_of_scikit_learn, begin),
        cmocka_unit_test_setup(an_answer_that_is_no_label_is_wrong, begin),
        cmocka_unit_test_setup(faces_without_a_label_of_the_study_do_not_count, begin),
        cmocka_unit_test_setup(classes_that_are_not_the_answer_do_not_count, begin),
        cmocka_unit_test_setup(folds_have_rows_in_the_order_of_their_numbers_and_all_one_more,
                               begin),
        cmocka_unit_test_setup(its_interval_draws_people, begin),
        cmocka_unit_test_setup(few_people_have_no_interval, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
