/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

/* A similarity table that grows row by row, and a sink that keeps what an
 * analysis writes. */

enum { COLUMNS = 7, WIDEST = 12, ROOM = 4000 };

static const lk_column columns[COLUMNS] = {
    {"label", LK_COLUMN_TEXT},  {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
    {"a", LK_COLUMN_TEXT},      {"b", LK_COLUMN_TEXT},         {"metric", LK_COLUMN_TEXT},
    {"value", LK_COLUMN_NUMBER}};

static lk_cell cells[ROOM * COLUMNS];
static lk_table similarity = {.struct_size = sizeof similarity,
                              .name = "similarity",
                              .column_count = COLUMNS,
                              .columns = columns,
                              .cells = cells};
static const lk_column value_columns[] = {{"metric", LK_COLUMN_TEXT},
                                          {"direction", LK_COLUMN_NUMBER}};
static const lk_cell directions[] = {
    {.text = "pearson"}, {.number = 1}, {.text = "emd"}, {.number = -1}};
static const lk_table values = {.struct_size = sizeof values,
                                .name = "values",
                                .column_count = 2,
                                .row_count = 2,
                                .columns = value_columns,
                                .cells = directions};
static lk_table written[2]; /* clusters, trees */

static void add_row(const char *label, const char *a, const char *b, const char *metric,
                    double value)
{
    assert_true(similarity.row_count < ROOM);
    lk_cell *row = cells + COLUMNS * similarity.row_count++;
    const char *texts[] = {label, "lime", NULL, a, b, metric};
    for (size_t c = 0; c < 6; c++)
        row[c] = (lk_cell){.text = texts[c]};
    row[6] = (lk_cell){.number = isnan(value) ? 0 : value, .missing = isnan(value)};
}

static lk_status keep_row(lk_table_sink *self, lk_context *ctx, const char *table, size_t count,
                          const lk_column *names, const lk_cell *row)
{
    lk_table *t = &written[!strcmp(table, "trees")];
    if (strcmp(table, "trees") && strcmp(table, "clusters"))
        return LK_OK;
    (void)self;
    (void)ctx;
    assert_true(count <= WIDEST && t->row_count < ROOM);
    t->name = table;
    t->columns = names;
    t->column_count = count;
    if (!t->cells)
        t->cells = kit_tensor(LK_DTYPE_INT, 64, 3, ROOM, WIDEST, (int)sizeof(lk_cell) / 8).data;
    memcpy((lk_cell *)(uintptr_t)t->cells + count * t->row_count++, row, count * sizeof *row);
    return LK_OK;
}

static lk_status analyse(kit *k, size_t table_count)
{
    const lk_analysis_ops *ops = kit_ops(k);
    const lk_table given[] = {similarity, values};
    lk_tables tables = {.struct_size = sizeof tables, .count = table_count, .items = given};
    lk_table_sink sink = {.struct_size = sizeof sink, .row = keep_row};
    written[0].row_count = written[1].row_count = 0;
    return ops->analyse(kit_self(k), kit_context(k, 1), "tree", &tables, &sink);
}

static kit *open_clustering(const char *params)
{
    similarity.row_count = 0;
    return kit_open(LK_STAGE_ANALYSIS, "clustering", params);
}

static double number_of(const lk_table *t, size_t row, const char *column)
{
    const lk_cell *c = lk_table_cell(t, row, column);
    assert_non_null(c);
    return c->missing ? NAN : c->number;
}

/* ---- Against SciPy ---------------------------------------------------------- */

static const char *leaf_name(size_t i)
{
    enum { ROOM_FOR_NAME = 24 };
    char *name = kit_tensor(LK_DTYPE_UINT, 8, 1, ROOM_FOR_NAME).data;
    snprintf(name, ROOM_FOR_NAME, "n%zu", i);
    return name;
}

static size_t add_distances(const char *name)
{
    lk_tensor d = golden_npy("distance", name);
    size_t n = (size_t)d.shape[0];
    const double *v = d.data;
    const char *names[100];
    for (size_t i = 0; i < n; i++)
        names[i] = leaf_name(i);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            add_row("fear", names[i], names[j], "pearson", 1 - v[i * n + j]);
    return n;
}

/* SciPy's number of a cluster: leaf i is i, "#k" is n + k - 1. */
static size_t cluster_number(size_t n, const char *name)
{
    size_t k = strtoul(name + 1, NULL, 10);
    return *name == '#' ? n + k - 1 : k;
}

typedef enum part { HEIGHTS, WHOLE_TREE, CORRELATION } part;

static void check_tree(const lk_node *row, size_t n, part what)
{
    char name[100];
    snprintf(name, sizeof name, "%s_%s", lk_node_text(row, "distance", ""),
             lk_node_text(row, "method", ""));
    lk_tensor linkage = golden_npy("linkage", name);
    const double *z = linkage.data;
    assert_int_equal(written[0].row_count, n - 1);
    for (size_t k = 0; k < n - 1; k++, z += 4) {
        assert_true(number_of(&written[0], k, "step") == (double)(k + 1));
        if (!(fabs(number_of(&written[0], k, "height") - z[2]) <= GOLDEN_TOLERANCE))
            fail_msg("%s: step %zu at %.17g, not %.17g", name, k + 1,
                     number_of(&written[0], k, "height"), z[2]);
        if (what != WHOLE_TREE)
            continue;
        assert_int_equal(cluster_number(n, lk_table_text(&written[0], k, "a")), z[0]);
        assert_int_equal(cluster_number(n, lk_table_text(&written[0], k, "b")), z[1]);
        assert_true(number_of(&written[0], k, "size") == z[3]);
    }
}

static void check_correlation(const lk_node *row, size_t n)
{
    lk_value v = {.value = number_of(&written[1], 0, "cophenetic"), .reason = "equal distances"};
    v.missing = isnan(v.value);
    assert_int_equal(written[1].row_count, 1);
    check_value(&v, golden_number(row, "cophenetic"), lk_node_text(row, "distance", ""));
    assert_string_equal(lk_table_text(&written[1], 0, "linkage"), lk_node_text(row, "method", ""));
    assert_true(number_of(&written[1], 0, "n") == (double)n);
}

/* Check a part of every tree in which `unique` (a key of the row, or NULL) is
 * true, and of the given method where it is not NULL. */
static void check_trees(const char *unique, const char *method, part what, size_t expected)
{
    const lk_node *rows = kit_yaml("golden/metrics/trees.json");
    size_t checked = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        char params[100];
        if ((unique && strcmp(lk_node_text(row, unique, ""), "true")) ||
            (method && strcmp(lk_node_text(row, "method", ""), method)))
            continue;
        snprintf(params, sizeof params, "{linkage: %s}", lk_node_text(row, "method", ""));
        kit *k = open_clustering(params);
        size_t n = add_distances(lk_node_text(row, "distance", ""));
        assert_int_equal(analyse(k, 1), LK_OK);
        if (what == CORRELATION)
            check_correlation(row, n);
        else
            check_tree(row, n, what);
        kit_close(k);
        checked++;
    }
    assert_int_equal(checked, expected);
}

static void heights_are_those_of_scipy(void **state)
{
    (void)state;
    check_trees("heights_are_unique", NULL, HEIGHTS, 11);
}

static void trees_are_those_of_scipy(void **state)
{
    (void)state;
    check_trees("distances_differ", NULL, WHOLE_TREE, 6);
}

/* Complete linkage only compares distances, so even its ties are SciPy's. */
static void complete_linkage_breaks_ties_as_scipy(void **state)
{
    (void)state;
    check_trees(NULL, "complete", WHOLE_TREE, 5);
}

static void cophenetic_correlation_is_that_of_scipy(void **state)
{
    (void)state;
    check_trees("heights_are_unique", NULL, CORRELATION, 11);
}

/* ---- Groups ------------------------------------------------------------------- */

static void a_tree_names_leaves_and_earlier_steps(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "vgg", "alexnet", "pearson", .2);
    add_row("fear", "vgg", "resnet", "pearson", .9);
    add_row("fear", "alexnet", "resnet", "pearson", .4);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count, 2);
    assert_string_equal(lk_table_text(&written[0], 0, "a"), "vgg");
    assert_string_equal(lk_table_text(&written[0], 0, "b"), "resnet");
    assert_string_equal(lk_table_text(&written[0], 1, "a"), "alexnet");
    assert_string_equal(lk_table_text(&written[0], 1, "b"), "#1");
    assert_string_equal(lk_table_text(&written[0], 1, "label"), "fear");
    assert_string_equal(lk_table_text(&written[0], 1, "explainer"), "lime");
    assert_null(lk_table_cell(&written[0], 1, "align")->text);
    assert_true(fabs(number_of(&written[0], 1, "height") - .7) < GOLDEN_TOLERANCE);
    kit_close(k);
}

static void each_label_gets_a_tree_of_its_own(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    add_row("anger", "x", "y", "pearson", .1);
    add_row("fear", "x", "z", "pearson", .6);
    add_row("fear", "y", "z", "pearson", .7);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[1].row_count, 2);
    assert_string_equal(lk_table_text(&written[1], 0, "label"), "fear");
    assert_true(number_of(&written[1], 0, "n") == 3);
    assert_string_equal(lk_table_text(&written[1], 1, "label"), "anger");
    assert_true(number_of(&written[1], 1, "n") == 2);
    kit_close(k);
}

static void only_the_chosen_similarity_counts(void **state)
{
    kit *k = open_clustering("{similarity: cosine}");
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    add_row("fear", "x", "y", "cosine", .25);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count, 1);
    assert_true(number_of(&written[0], 0, "height") == .75);
    assert_string_equal(lk_table_text(&written[1], 0, "metric"), "cosine");
    kit_close(k);
}

static void a_distance_is_taken_as_it_is(void **state)
{
    kit *k = open_clustering("{similarity: emd}");
    (void)state;
    add_row("fear", "x", "y", "emd", 2.5);
    assert_int_equal(analyse(k, 2), LK_OK);
    assert_true(number_of(&written[0], 0, "height") == 2.5);
    kit_close(k);
}

static void a_pair_given_in_both_orders_counts_as_its_mean(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    add_row("fear", "y", "x", "pearson", .25);
    add_row("fear", "x", "x", "pearson", 1);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count, 1);
    assert_true(number_of(&written[0], 0, "height") == .625);
    kit_close(k);
}

static void two_items_have_a_tree_but_no_correlation(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count, 1);
    assert_true(isnan(number_of(&written[1], 0, "cophenetic")));
    kit_close(k);
}

static void a_missing_similarity_costs_its_group_the_tree(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    add_row("fear", "x", "z", "pearson", NAN);
    add_row("fear", "y", "z", "pearson", .5);
    add_row("anger", "x", "y", "pearson", .5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count, 1);
    assert_string_equal(lk_table_text(&written[0], 0, "label"), "anger");
    assert_int_equal(written[1].row_count, 2);
    assert_string_equal(lk_table_text(&written[1], 0, "label"), "fear");
    assert_true(isnan(number_of(&written[1], 0, "cophenetic")));
    assert_true(number_of(&written[1], 0, "n") == 3);
    kit_close(k);
}

static void a_pair_without_a_row_costs_its_group_the_tree(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    add_row("fear", "x", "z", "pearson", .5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count, 0);
    assert_int_equal(written[1].row_count, 1);
    kit_close(k);
}

static void one_item_gets_no_tree(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    add_row("fear", "x", "x", "pearson", 1);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count + written[1].row_count, 0);
    kit_close(k);
}

static void a_study_without_similarities_gets_no_tree(void **state)
{
    kit *k = open_clustering(NULL);
    (void)state;
    assert_int_equal(analyse(k, 0), LK_OK);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written[0].row_count + written[1].row_count, 0);
    kit_close(k);
}

static void a_similarity_that_was_not_computed_is_refused(void **state)
{
    kit *k = open_clustering("{similarity: peason}");
    (void)state;
    add_row("fear", "x", "y", "pearson", .5);
    assert_int_equal(analyse(k, 1), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "'peason'"));
    assert_non_null(strstr(kit_error(k), "'pearson'"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heights_are_those_of_scipy),
        cmocka_unit_test(trees_are_those_of_scipy),
        cmocka_unit_test(complete_linkage_breaks_ties_as_scipy),
        cmocka_unit_test(cophenetic_correlation_is_that_of_scipy),
        cmocka_unit_test(a_tree_names_leaves_and_earlier_steps),
        cmocka_unit_test(each_label_gets_a_tree_of_its_own),
        cmocka_unit_test(only_the_chosen_similarity_counts),
        cmocka_unit_test(a_distance_is_taken_as_it_is),
        cmocka_unit_test(a_pair_given_in_both_orders_counts_as_its_mean),
        cmocka_unit_test(two_items_have_a_tree_but_no_correlation),
        cmocka_unit_test(a_missing_similarity_costs_its_group_the_tree),
        cmocka_unit_test(a_pair_without_a_row_costs_its_group_the_tree),
        cmocka_unit_test(one_item_gets_no_tree),
        cmocka_unit_test(a_study_without_similarities_gets_no_tree),
        cmocka_unit_test(a_similarity_that_was_not_computed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
