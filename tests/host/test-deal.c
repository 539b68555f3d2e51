/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdlib.h>
#include <string.h>

#include "core/deal.h"

static size_t *numbers(const lk_node *row, const char *key, size_t *most)
{
    const lk_node *list = lk_node_get(row, key);
    size_t *v = kit_tensor(LK_DTYPE_INT, 64, 1, (int)list->count).data;
    for (size_t i = 0; i < list->count; i++) {
        v[i] = strtoul(list->items[i]->text, NULL, 10);
        if (v[i] >= *most)
            *most = v[i] + 1;
    }
    return v;
}

static lk_dealing read_dealing(const lk_node *row)
{
    lk_dealing d = {.item_count = lk_node_get(row, "fold")->count};
    d.groups = numbers(row, "groups", &d.group_count);
    d.labels = numbers(row, "labels", &d.label_count);
    d.fold_count = strtoul(lk_node_text(row, "folds", "0"), NULL, 10);
    return d;
}

static void folds_are_those_of_scikit_learn(void **state)
{
    const lk_node *rows = kit_yaml("golden/folds/folds.json");
    (void)state;
    assert_int_equal(rows->count, 6);
    for (size_t r = 0; r < rows->count; r++) {
        lk_dealing d = read_dealing(rows->items[r]);
        size_t most = 0;
        const size_t *wanted = numbers(rows->items[r], "fold", &most);
        size_t *got = kit_tensor(LK_DTYPE_INT, 64, 1, (int)d.item_count).data;
        assert_int_equal(most, d.fold_count);
        assert_int_equal(lk_deal(&d, got), 0);
        for (size_t i = 0; i < d.item_count; i++)
            if (got[i] != wanted[i])
                fail_msg("%s: item %zu is in fold %zu, not %zu",
                         lk_node_text(rows->items[r], "name", ""), i, got[i], wanted[i]);
    }
}

static void labels_that_no_item_has_play_no_part(void **state)
{
    const lk_node *row = kit_yaml("golden/folds/folds.json")->items[0];
    (void)state;
    lk_dealing d = read_dealing(row);
    size_t most = 0;
    const size_t *wanted = numbers(row, "fold", &most);
    size_t *spread = kit_tensor(LK_DTYPE_INT, 64, 1, (int)d.item_count).data;
    size_t *got = kit_tensor(LK_DTYPE_INT, 64, 1, (int)d.item_count).data;
    for (size_t i = 0; i < d.item_count; i++)
        spread[i] = 2 * d.labels[i] + 1;
    d.labels = spread;
    d.label_count = 2 * d.label_count + 3;
    assert_int_equal(lk_deal(&d, got), 0);
    assert_memory_equal(got, wanted, d.item_count * sizeof *got);
}

static void no_item_is_dealt_without_complaint(void **state)
{
    (void)state;
    lk_dealing d = {.fold_count = 3};
    assert_int_equal(lk_deal(&d, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_are_those_of_scikit_learn),
        cmocka_unit_test(labels_that_no_item_has_play_no_part),
        cmocka_unit_test(no_item_is_dealt_without_complaint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
