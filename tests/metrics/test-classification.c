/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

enum { ACCURACY, MACRO_PRECISION, MACRO_RECALL, MACRO_F1, VALUES, LABELS = 7 };

static const char *const names[LABELS] = {"a", "b", "c", "d", "e", "f", "g"};

static lk_status score(kit *k, const lk_predictions *p, lk_value *out, uint64_t *confusion)
{
    const lk_metric_ops *ops = kit_ops(k);
    assert_int_equal(ops->value_count, VALUES);
    clear_values(out, VALUES);
    memset(confusion, 0, LABELS * LABELS * sizeof *confusion);
    return ops->classification(kit_self(k), kit_context(k, 1), p, out, confusion);
}

static const int32_t *indices(const lk_node *list)
{
    int32_t *v = kit_tensor(LK_DTYPE_INT, 32, 1, (int)list->count).data;
    for (size_t i = 0; i < list->count; i++)
        v[i] = (int32_t)strtol(list->items[i]->text, NULL, 10);
    return v;
}

static lk_predictions predictions_of(const lk_node *row)
{
    return (lk_predictions){.struct_size = sizeof(lk_predictions),
                            .label_count = (uint32_t)golden_number(row, "labels"),
                            .labels = names,
                            .count = lk_node_get(row, "truth")->count,
                            .truth = indices(lk_node_get(row, "truth")),
                            .predicted = indices(lk_node_get(row, "predicted"))};
}

static void scores_are_those_of_scikit_learn(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "classification", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/classification.json");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const char *name = lk_node_text(rows->items[i], "name", "");
        const lk_node *macro = lk_node_get(rows->items[i], "macro");
        lk_predictions p = predictions_of(rows->items[i]);
        lk_value out[VALUES];
        uint64_t confusion[LABELS * LABELS];
        assert_int_equal(score(k, &p, out, confusion), LK_OK);
        check_value(&out[ACCURACY], golden_number(rows->items[i], "accuracy"), name);
        check_value(&out[MACRO_PRECISION], golden_number(macro, "precision"), name);
        check_value(&out[MACRO_RECALL], golden_number(macro, "recall"), name);
        check_value(&out[MACRO_F1], golden_number(macro, "f1"), name);
    }
    assert_int_equal(rows->count, 8);
    kit_close(k);
}

static void rows_of_the_confusion_matrix_are_the_truth(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "classification", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/classification.json");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *matrix = lk_node_get(rows->items[i], "confusion");
        lk_predictions p = predictions_of(rows->items[i]);
        lk_value out[VALUES];
        uint64_t confusion[LABELS * LABELS];
        assert_int_equal(score(k, &p, out, confusion), LK_OK);
        for (size_t t = 0; t < p.label_count; t++)
            for (size_t c = 0; c < p.label_count; c++)
                assert_int_equal(confusion[t * p.label_count + c],
                                 strtol(matrix->items[t]->items[c]->text, NULL, 10));
    }
    kit_close(k);
}

static void an_answer_outside_the_labels_is_an_error_in_no_column(void **state)
{
    static const int32_t truth[] = {0, 0, 1, 1}, predicted[] = {0, -1, 1, 1};
    kit *k = kit_open(LK_STAGE_METRIC, "classification", NULL);
    lk_predictions p = {.struct_size = sizeof p,
                        .label_count = LABELS,
                        .labels = names,
                        .count = 4,
                        .truth = truth,
                        .predicted = predicted};
    lk_value out[VALUES];
    uint64_t confusion[LABELS * LABELS], counted = 0;
    (void)state;
    assert_int_equal(score(k, &p, out, confusion), LK_OK);
    check_value(&out[ACCURACY], .75, "accuracy");
    check_value(&out[MACRO_PRECISION], 1, "precision");
    check_value(&out[MACRO_RECALL], .75, "recall");
    check_value(&out[MACRO_F1], (2. / 3 + 1) / 2, "f1");
    for (size_t i = 0; i < LABELS * LABELS; i++)
        counted += confusion[i];
    assert_int_equal(counted, 3);
    kit_close(k);
}

static void no_prediction_has_no_score(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "classification", NULL);
    lk_predictions p = {.struct_size = sizeof p, .label_count = LABELS, .labels = names};
    lk_value out[VALUES];
    uint64_t confusion[LABELS * LABELS];
    (void)state;
    assert_int_equal(score(k, &p, out, confusion), LK_OK);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(out[v].missing && out[v].reason);
    kit_close(k);
}

static void a_label_out_of_range_is_refused(void **state)
{
    static const int32_t bad[] = {LABELS, -1}, good[] = {0, 0};
    kit *k = kit_open(LK_STAGE_METRIC, "classification", NULL);
    lk_predictions p = {.struct_size = sizeof p,
                        .label_count = LABELS,
                        .labels = names,
                        .count = 1,
                        .truth = good,
                        .predicted = bad};
    lk_value out[VALUES];
    uint64_t confusion[LABELS * LABELS];
    (void)state;
    assert_int_equal(score(k, &p, out, confusion), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "7 labels"));
    p.truth = bad + 1;
    p.predicted = good;
    assert_int_equal(score(k, &p, out, confusion), LK_E_INPUT);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_those_of_scikit_learn),
        cmocka_unit_test(rows_of_the_confusion_matrix_are_the_truth),
        cmocka_unit_test(an_answer_outside_the_labels_is_an_error_in_no_column),
        cmocka_unit_test(no_prediction_has_no_score),
        cmocka_unit_test(a_label_out_of_range_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
