/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "agreeing.h"

/* Opened so that `top` is a quarter of the pixels, as in the vectors. */
static kit *open_for(const lk_heatmap *map)
{
    char params[40];
    snprintf(params, sizeof params, "{top: %zu}", lk_tensor_count(&map->values) / 4);
    return kit_open(LK_STAGE_METRIC, "ranking", params);
}

/* Run every case that has an answer and check one value against its row. */
static void check_cases(const char *id, size_t expected_count)
{
    const lk_node *rows = golden_cases();
    size_t checked = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        const char *name = lk_node_text(row, "heatmap", "");
        lk_heatmap map = golden_heatmap(name);
        lk_region mask = golden_mask(lk_node_text(row, "mask", ""));
        kit *k = open_for(&map);
        lk_value v = value_of(k, id, &map, &mask);
        char what[200];
        snprintf(what, sizeof what, "%s of %s and %s", id, name, lk_node_text(row, "mask", ""));
        check_value(&v, says_nothing(row) ? NAN : golden_number(row, id), what);
        checked += !v.missing;
        kit_close(k);
    }
    assert_int_equal(checked, expected_count);
}

static void roc_auc_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_cases("roc_auc", 28);
}

static void average_precision_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_cases("average_precision", 35);
}

static void nss_is_the_mean_of_scipys_zscore_inside_the_mask(void **state)
{
    (void)state;
    check_cases("nss", 35);
}

static void mass_over_area_is_that_of_numpy(void **state)
{
    (void)state;
    check_cases("mass_over_area", 30);
}

static void rank_accuracy_is_the_mean_over_orders_of_equal_values(void **state)
{
    (void)state;
    check_cases("rank_accuracy", 35);
}

static void topk_intersection_is_the_mean_over_orders_of_equal_values(void **state)
{
    (void)state;
    check_cases("topk_intersection", 35);
}

static void pointing_game_counts_any_of_several_largest_values(void **state)
{
    (void)state;
    check_cases("pointing_game", 35);
}

/* Every mask of two of six pixels, each as likely. */
static void chance_levels_are_means_over_all_masks(void **state)
{
    static const char *const exact[] = {"roc_auc",        "nss",           "pointing_game",
                                        "mass_over_area", "rank_accuracy", "topk_intersection"};
    static const float values[] = {3, -1, 7, 0, 7, 2};
    enum { PIXELS = 6, COUNT = sizeof exact / sizeof exact[0] };
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", "{top: 3}");
    lk_heatmap map = heatmap(2, 3, values);
    double sum[COUNT] = {0}, masks = 0;
    lk_value out[MAX_VALUES];
    (void)state;
    for (size_t i = 0; i < PIXELS; i++)
        for (size_t j = i + 1; j < PIXELS; j++, masks++) {
            char marks[] = "......";
            marks[i] = marks[j] = '#';
            lk_region mask = pixels(2, 3, marks);
            assert_int_equal(agree(k, &map, &mask, &mask, out), LK_OK);
            for (size_t v = 0; v < COUNT; v++)
                sum[v] += out[value_index(k, exact[v])].value;
        }
    for (size_t v = 0; v < COUNT; v++) {
        lk_value last = out[value_index(k, exact[v])];
        assert_true(last.has_chance);
        if (!(fabs(last.chance - sum[v] / masks) <= GOLDEN_TOLERANCE))
            fail_msg("%s: chance %.17g, mean %.17g", exact[v], last.chance, sum[v] / masks);
    }
    kit_close(k);
}

static void chance_of_average_precision_is_the_share_of_the_mask(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", NULL);
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region mask = golden_mask("mid_eyes");
    lk_value v = value_of(k, "average_precision", &map, &mask);
    (void)state;
    assert_true(v.has_chance && fabs(v.chance - 161. / 3072) <= GOLDEN_TOLERANCE);
    kit_close(k);
}

static void both_zeros_are_one_value(void **state)
{
    static const float values[] = {0.f, -0.f, -1};
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", "{top: 1}");
    lk_heatmap map = heatmap(1, 3, values);
    lk_region mask = pixels(1, 3, ".#.");
    lk_value v = value_of(k, "topk_intersection", &map, &mask);
    (void)state;
    check_value(&v, .5, "half of the two zeros");
    kit_close(k);
}

/* ---- Nothing to say ------------------------------------------------------------------- */

static void check_all_missing(const lk_heatmap *map, const lk_region *mask, const char *reason)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", NULL);
    const lk_metric_ops *ops = kit_ops(k);
    lk_value out[MAX_VALUES];
    assert_int_equal(agree(k, map, mask, mask, out), LK_OK);
    for (size_t i = 0; i < ops->value_count; i++)
        if (!out[i].missing || out[i].has_chance || !out[i].reason ||
            !strstr(out[i].reason, reason))
            fail_msg("%s: %s", ops->values[i].id, out[i].reason ? out[i].reason : "no reason");
    kit_close(k);
}

static void an_empty_mask_is_never_a_hit(void **state)
{
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region mask = golden_mask("mid_empty");
    (void)state;
    check_all_missing(&map, &mask, "mask is empty");
}

static void a_constant_heatmap_ranks_nothing(void **state)
{
    lk_heatmap constant = golden_heatmap("mid_constant"), zero = golden_heatmap("mid_zero");
    lk_region mask = golden_mask("mid_wide");
    (void)state;
    check_all_missing(&constant, &mask, "same everywhere");
    check_all_missing(&zero, &mask, "same everywhere");
}

static void a_foreground_without_a_heatmap_has_no_order(void **state)
{
    lk_region mask = golden_mask("mid_wide");
    (void)state;
    check_all_missing(NULL, &mask, "without a heatmap");
}

static void a_mask_of_every_pixel_has_no_roc_curve(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", NULL);
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region mask = golden_mask("mid_full");
    lk_value v = value_of(k, "roc_auc", &map, &mask);
    (void)state;
    assert_true(v.missing && strstr(v.reason, "everything"));
    kit_close(k);
}

static void a_heatmap_without_positive_values_has_no_mass(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", NULL);
    lk_heatmap map = golden_heatmap("mid_all_negative");
    lk_region mask = golden_mask("mid_wide");
    lk_value v = value_of(k, "mass_over_area", &map, &mask);
    (void)state;
    assert_true(v.missing && strstr(v.reason, "no positive value"));
    kit_close(k);
}

static void a_frame_smaller_than_top_has_no_topk_intersection(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", "{top: 785}");
    lk_heatmap map = golden_heatmap("small_noise");
    lk_region mask = golden_mask("small_wide");
    lk_value v = value_of(k, "topk_intersection", &map, &mask);
    (void)state;
    assert_true(v.missing && strstr(v.reason, "`top`"));
    kit_close(k);
}

/* The host keeps such maps away (core/work_score.c); a plugin called without it
 * gives no numbers that are none. */
static void values_that_are_not_finite_give_no_infinite_scores(void **state)
{
    static const float values[] = {1, INFINITY, NAN, 3};
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", "{top: 1}");
    lk_heatmap map = heatmap(2, 2, values);
    lk_region mask = pixels(2, 2, "##..");
    lk_value out[MAX_VALUES];
    (void)state;
    assert_int_equal(agree(k, &map, &mask, &mask, out), LK_OK);
    for (size_t i = 0; i < ((const lk_metric_ops *)kit_ops(k))->value_count; i++)
        assert_true(out[i].missing || isfinite(out[i].value));
    kit_close(k);
}

static void sizes_that_differ_are_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranking", NULL);
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region mask = golden_mask("small_wide");
    lk_value out[MAX_VALUES];
    (void)state;
    assert_int_equal(agree(k, &map, &mask, &mask, out), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "one size"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roc_auc_is_that_of_scikit_learn),
        cmocka_unit_test(average_precision_is_that_of_scikit_learn),
        cmocka_unit_test(nss_is_the_mean_of_scipys_zscore_inside_the_mask),
        cmocka_unit_test(mass_over_area_is_that_of_numpy),
        cmocka_unit_test(rank_accuracy_is_the_mean_over_orders_of_equal_values),
        cmocka_unit_test(topk_intersection_is_the_mean_over_orders_of_equal_values),
        cmocka_unit_test(pointing_game_counts_any_of_several_largest_values),
        cmocka_unit_test(chance_levels_are_means_over_all_masks),
        cmocka_unit_test(chance_of_average_precision_is_the_share_of_the_mask),
        cmocka_unit_test(both_zeros_are_one_value),
        cmocka_unit_test(an_empty_mask_is_never_a_hit),
        cmocka_unit_test(a_constant_heatmap_ranks_nothing),
        cmocka_unit_test(a_foreground_without_a_heatmap_has_no_order),
        cmocka_unit_test(a_mask_of_every_pixel_has_no_roc_curve),
        cmocka_unit_test(a_heatmap_without_positive_values_has_no_mass),
        cmocka_unit_test(a_frame_smaller_than_top_has_no_topk_intersection),
        cmocka_unit_test(values_that_are_not_finite_give_no_infinite_scores),
        cmocka_unit_test(sizes_that_differ_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
