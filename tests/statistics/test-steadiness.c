/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the analysis makes of the tables `variants` and `similarity`. */

enum { VARIANT_COLUMNS = 5, PAIR_COLUMNS = 9, ROOM = 96 };

static const lk_column variant_columns[VARIANT_COLUMNS] = {{"choice", LK_COLUMN_TEXT},
                                                           {"variant", LK_COLUMN_TEXT},
                                                           {"key", LK_COLUMN_TEXT},
                                                           {"value", LK_COLUMN_TEXT},
                                                           {"number", LK_COLUMN_NUMBER}};
static const lk_column pair_columns[PAIR_COLUMNS] = {
    {"label", LK_COLUMN_TEXT},   {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
    {"a", LK_COLUMN_TEXT},       {"b", LK_COLUMN_TEXT},         {"metric", LK_COLUMN_TEXT},
    {"value", LK_COLUMN_NUMBER}, {"between", LK_COLUMN_TEXT},   {"network", LK_COLUMN_TEXT}};
static lk_cell variant_cells[ROOM * VARIANT_COLUMNS], pair_cells[ROOM * PAIR_COLUMNS];
static lk_table given[2];

enum { BASE, KEY, SPAN, A, B, A_NUMBER, B_NUMBER, ALIGN, METRIC, VALUE, N, COLUMNS };
static lk_cell written[ROOM][COLUMNS];
static size_t written_count;

static int begin(void **state)
{
    (void)state;
    given[0] = (lk_table){.struct_size = sizeof given[0],
                          .name = "variants",
                          .column_count = VARIANT_COLUMNS,
                          .columns = variant_columns,
                          .cells = variant_cells};
    given[1] = (lk_table){.struct_size = sizeof given[1],
                          .name = "similarity",
                          .column_count = PAIR_COLUMNS,
                          .columns = pair_columns,
                          .cells = pair_cells};
    return 0;
}

static void add_key(const char *choice, const char *variant, const char *key, const char *value)
{
    lk_cell *to = variant_cells + VARIANT_COLUMNS * given[0].row_count++;
    const char *texts[] = {choice, variant, key, value};
    char *end;
    double number = strtod(value, &end);
    assert_true(given[0].row_count <= ROOM);
    for (size_t c = 0; c < 4; c++)
        to[c] = (lk_cell){.text = texts[c]};
    to[4] = (lk_cell){.number = number, .missing = *end != 0};
}

/* An explainer over superpixels. */
static void add_variant(const char *name, const char *use, const char *segments,
                        const char *samples)
{
    add_key("explainer", name, "use", use);
    add_key("explainer", name, "segmenter.use", "slic");
    add_key("explainer", name, "segmenter.segments", segments);
    add_key("explainer", name, "samples", samples);
}

static void add_pair_of(const char *between, const char *align, const char *metric, const char *a,
                        const char *b, double value)
{
    lk_cell *to = pair_cells + PAIR_COLUMNS * given[1].row_count++;
    const char *texts[] = {"fear", "", align, a, b, metric, NULL, between, "vgg"};
    assert_true(given[1].row_count <= ROOM);
    for (size_t c = 0; c < PAIR_COLUMNS; c++)
        to[c] = (lk_cell){.text = texts[c], .missing = !texts[c] || !*texts[c]};
    to[6] = (lk_cell){.number = value, .missing = isnan(value)};
}

static void add_pair(const char *a, const char *b, double value)
{
    add_pair_of("explainers", "paper", "pearson", a, b, value);
}

static lk_status keep_row(lk_table_sink *self, lk_context *ctx, const char *table, size_t count,
                          const lk_column *names, const lk_cell *from)
{
    (void)self;
    (void)ctx;
    assert_string_equal(table, "steadiness");
    assert_int_equal(count, COLUMNS);
    assert_string_equal(names[VALUE].name, "value");
    assert_true(written_count < ROOM);
    memcpy(written[written_count++], from, sizeof written[0]);
    return LK_OK;
}

static void analyse(size_t tables_count)
{
    kit *k = kit_open(LK_STAGE_ANALYSIS, "steadiness", NULL);
    const lk_analysis_ops *ops = kit_ops(k);
    lk_tables tables = {.struct_size = sizeof tables, .count = tables_count, .items = given};
    lk_table_sink sink = {.struct_size = sizeof sink, .row = keep_row};
    written_count = 0;
    if (ops->analyse(kit_self(k), kit_context(k, 1), "steady", &tables, &sink))
        fail_msg("%s", kit_error(k));
    kit_close(k);
}

static void expect(size_t row, const char *span, const char *a, const char *b, double value,
                   double n)
{
    assert_true(row < written_count);
    const lk_cell *r = written[row];
    assert_string_equal(r[SPAN].text, span);
    assert_string_equal(r[A].text, a);
    assert_string_equal(r[B].text, b);
    assert_int_equal(r[VALUE].missing, isnan(value));
    assert_true(isnan(value) || r[VALUE].number == value);
    assert_true(r[N].number == n);
}

/* ---- Rows -------------------------------------------------------------------------------- */

static void neighbours_and_ends_have_the_mean_of_their_pairs(void **state)
{
    (void)state;
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("usual", "kernelshap", "30", "1000");
    add_variant("fine", "kernelshap", "60", "1000");
    add_pair("coarse", "usual", .5);
    add_pair("coarse", "usual", .75);
    add_pair("usual", "fine", .25);
    add_pair("coarse", "fine", -.5);
    analyse(2);
    assert_int_equal(written_count, 3);
    expect(0, "neighbours", "coarse", "usual", .625, 2);
    expect(1, "neighbours", "usual", "fine", .25, 1);
    expect(2, "ends", "coarse", "fine", -.5, 1);
    assert_string_equal(written[1][BASE].text, "coarse");
    assert_string_equal(written[1][KEY].text, "segmenter.segments");
    assert_true(written[1][A_NUMBER].number == 30 && written[1][B_NUMBER].number == 60);
}

static void numbers_make_neighbours_and_not_the_order_of_the_study(void **state)
{
    (void)state;
    add_variant("fine", "kernelshap", "60", "1000");
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("usual", "kernelshap", "30", "1000");
    add_pair("fine", "coarse", .5);
    add_pair("fine", "usual", .25);
    add_pair("coarse", "usual", .75);
    analyse(2);
    expect(0, "neighbours", "coarse", "usual", .75, 1);
    expect(1, "neighbours", "usual", "fine", .25, 1);
    expect(2, "ends", "coarse", "fine", .5, 1);
    assert_string_equal(written[0][BASE].text, "fine");
}

static void two_are_neighbours_and_no_ends(void **state)
{
    (void)state;
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("usual", "kernelshap", "30", "1000");
    add_pair("coarse", "usual", .5);
    analyse(2);
    assert_int_equal(written_count, 1);
    expect(0, "neighbours", "coarse", "usual", .5, 1);
}

static void alignments_and_metrics_have_rows_of_their_own(void **state)
{
    (void)state;
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("usual", "kernelshap", "30", "1000");
    add_pair_of("explainers", "paper", "pearson", "coarse", "usual", .5);
    add_pair_of("explainers", "paper", "ssim", "coarse", "usual", .25);
    add_pair_of("explainers", "own", "pearson", "coarse", "usual", .75);
    analyse(2);
    assert_int_equal(written_count, 3);
    expect(1, "neighbours", "coarse", "usual", .25, 1);
    assert_string_equal(written[1][METRIC].text, "ssim");
    expect(2, "neighbours", "coarse", "usual", .75, 1);
    assert_string_equal(written[2][ALIGN].text, "own");
}

static void pairs_of_networks_and_without_a_value_do_not_count(void **state)
{
    (void)state;
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("usual", "kernelshap", "30", "1000");
    add_pair_of("networks", "paper", "pearson", "coarse", "usual", .25);
    add_pair("coarse", "usual", .5);
    add_pair("coarse", "usual", NAN);
    analyse(2);
    expect(0, "neighbours", "coarse", "usual", .5, 1);
    begin(NULL);
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("usual", "kernelshap", "30", "1000");
    add_pair("coarse", "usual", NAN);
    analyse(2);
    expect(0, "neighbours", "coarse", "usual", NAN, 0);
}

/* ---- Families ------------------------------------------------------------------------------ */

static void an_explainer_may_be_of_two_families(void **state)
{
    (void)state;
    add_variant("usual", "kernelshap", "30", "1000");
    add_variant("coarse", "kernelshap", "15", "1000");
    add_variant("quick", "kernelshap", "30", "100");
    add_variant("quick-coarse", "kernelshap", "10", "50");
    add_pair("usual", "coarse", .5);
    add_pair("usual", "quick", .25);
    add_pair("coarse", "quick", .75);
    analyse(2);
    assert_int_equal(written_count, 2);
    expect(0, "neighbours", "coarse", "usual", .5, 1);
    expect(1, "neighbours", "quick", "usual", .25, 1);
    assert_string_equal(written[1][KEY].text, "samples");
}

static void what_differs_in_words_or_in_keys_is_no_family(void **state)
{
    (void)state;
    add_variant("kernelshap", "kernelshap", "30", "1000");
    add_variant("shapley", "shapley", "30", "1000");
    add_variant("more", "kernelshap", "15", "1000");
    add_key("explainer", "more", "paired", "yes");
    add_variant("open", "kernelshap", "many", "1000");
    add_key("align", "own", "reach", "1");
    add_key("align", "wide", "reach", "2");
    add_pair("kernelshap", "shapley", .5);
    add_pair("kernelshap", "more", .5);
    add_pair("kernelshap", "open", .5);
    analyse(2);
    assert_int_equal(written_count, 0);
}

static void of_two_with_one_number_the_first_counts(void **state)
{
    (void)state;
    add_variant("usual", "kernelshap", "30", "1000");
    add_variant("again", "kernelshap", "30", "1000");
    add_variant("coarse", "kernelshap", "15", "1000");
    add_pair("usual", "again", 1);
    add_pair("usual", "coarse", .5);
    add_pair("again", "coarse", .5);
    analyse(2);
    assert_int_equal(written_count, 1);
    expect(0, "neighbours", "coarse", "usual", .5, 1);
}

static void a_study_without_similarities_has_no_rows(void **state)
{
    (void)state;
    add_variant("usual", "kernelshap", "30", "1000");
    add_variant("coarse", "kernelshap", "15", "1000");
    analyse(2);
    assert_int_equal(written_count, 0);
    analyse(1);
    assert_int_equal(written_count, 0);
    analyse(0);
    assert_int_equal(written_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(neighbours_and_ends_have_the_mean_of_their_pairs, begin),
        cmocka_unit_test_setup(numbers_make_neighbours_and_not_the_order_of_the_study, begin),
        cmocka_unit_test_setup(two_are_neighbours_and_no_ends, begin),
        cmocka_unit_test_setup(alignments_and_metrics_have_rows_of_their_own, begin),
        cmocka_unit_test_setup(pairs_of_networks_and_without_a_value_do_not_count, begin),
        cmocka_unit_test_setup(an_explainer_may_be_of_two_families, begin),
        cmocka_unit_test_setup(what_differs_in_words_or_in_keys_is_no_family, begin),
        cmocka_unit_test_setup(of_two_with_one_number_the_first_counts, begin),
        cmocka_unit_test_setup(a_study_without_similarities_has_no_rows, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
