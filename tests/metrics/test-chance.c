/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "agreeing.h"

#include <time.h>

#include "overlap/chance.h"

static void chance_of_iou_is_that_of_scipys_hypergeometric_law(void **state)
{
    const lk_node *rows = kit_yaml("golden/metrics/agreement/chance_iou.json");
    size_t checked = 0;
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        double n = golden_number(row, "pixels"), f = golden_number(row, "foreground"),
               m = golden_number(row, "mask"), exact = golden_number(row, "exact");
        if (isnan(exact)) /* both empty: 0/0 */
            continue;
        if (!(fabs(chance_iou(n, f, m) - exact) <= GOLDEN_TOLERANCE))
            fail_msg("%g of %g against %g: %.17g, not %.17g", f, n, m, chance_iou(n, f, m), exact);
        checked++;
    }
    assert_int_equal(checked, rows->count - 3);
}

/* All foregrounds of two of five pixels: 1 shares two with the mask, 6 one, 3 none. */
static void chance_of_iou_is_the_mean_over_all_placements(void **state)
{
    (void)state;
    assert_true(fabs(chance_iou(5, 2, 2) - (1. + 6 * (1. / 3)) / 10) <= GOLDEN_TOLERANCE);
}

/* A thousand take less than a second: each is a matter of microseconds. */
static void chance_of_iou_of_a_large_frame_takes_less_than_a_millisecond(void **state)
{
    clock_t start = clock();
    double sum = 0;
    (void)state;
    for (int i = 0; i < 1000; i++)
        sum += chance_iou(61600, 12000 + i, 7000);
    assert_true(sum > 0 && clock() - start < CLOCKS_PER_SEC);
}

static void iou_above_chance_is_iou_less_its_exact_chance(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    const lk_node *rows = golden_cases();
    size_t v = value_index(k, "iou_above_chance");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i], *otsu = lk_node_get(row, "otsu");
        lk_heatmap map = golden_heatmap(lk_node_text(row, "heatmap", ""));
        lk_region foreground = golden_foreground(row),
                  mask = golden_mask(lk_node_text(row, "mask", ""));
        lk_value out[MAX_VALUES];
        assert_int_equal(agree(k, &map, &foreground, &mask, out), LK_OK);
        double above = golden_number(otsu, "iou") - golden_number(otsu, "chance");
        check_value(&out[v], has_word(row, "mask", "empty") ? NAN : above, "iou_above_chance");
        assert_true(out[v].missing || (out[v].has_chance && out[v].chance == 0));
    }
    kit_close(k);
}

static void kappa_is_that_of_scikit_learn(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    const lk_node *rows = golden_cases();
    size_t v = value_index(k, "kappa"), checked = 0;
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i], *otsu = lk_node_get(row, "otsu");
        lk_heatmap map = golden_heatmap(lk_node_text(row, "heatmap", ""));
        lk_region foreground = golden_foreground(row),
                  mask = golden_mask(lk_node_text(row, "mask", ""));
        lk_value out[MAX_VALUES];
        assert_int_equal(agree(k, &map, &foreground, &mask, out), LK_OK);
        int defined = !has_word(row, "mask", "empty") && has_word(otsu, "kappa_is_defined", "true");
        check_value(&out[v], defined ? golden_number(otsu, "kappa") : NAN, "kappa");
        checked += !out[v].missing;
    }
    assert_int_equal(checked, 45);
    kit_close(k);
}

static void kappa_of_two_full_regions_is_missing(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region full = golden_mask("mid_full");
    lk_value v = value_of(k, "kappa", &map, &full);
    (void)state;
    assert_true(v.missing && strstr(v.reason, "both fill"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_of_iou_is_that_of_scipys_hypergeometric_law),
        cmocka_unit_test(chance_of_iou_is_the_mean_over_all_placements),
        cmocka_unit_test(chance_of_iou_of_a_large_frame_takes_less_than_a_millisecond),
        cmocka_unit_test(iou_above_chance_is_iou_less_its_exact_chance),
        cmocka_unit_test(kappa_is_that_of_scikit_learn),
        cmocka_unit_test(kappa_of_two_full_regions_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
