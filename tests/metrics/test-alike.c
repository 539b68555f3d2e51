/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

/* The metrics of two heatmaps besides `similarity` itself. */

enum { MOST = 3 };

static const char *const plugins[] = {"ranks", "distributions", "histograms", "top"};

static lk_status compare(kit *k, const lk_heatmap *a, const lk_heatmap *b, lk_value *out)
{
    const lk_metric_ops *ops = kit_ops(k);
    assert_in_range(ops->value_count, 1, MOST);
    clear_values(out, ops->value_count);
    return ops->similarity(kit_self(k), kit_context(k, 1), a, b, out);
}

static size_t index_of(kit *k, const char *id)
{
    const lk_metric_ops *ops = kit_ops(k);
    for (size_t i = 0; i < ops->value_count; i++)
        if (!strcmp(ops->values[i].id, id))
            return i;
    fail_msg("no value %s", id);
    return 0;
}

static int is_constant(const char *name)
{
    return !strcmp(name, "mid_constant") || !strcmp(name, "mid_zero");
}

/* Both orders of every pair against a key of its row. */
static void check_pairs(const char *plugin, const char *params, const char *id, const char *key)
{
    kit *k = kit_open(LK_STAGE_METRIC, plugin, params);
    const lk_node *rows = kit_yaml("golden/metrics/similarity/pairs.json");
    size_t value = index_of(k, id);
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        const char *name_a = lk_node_text(row, "a", ""), *name_b = lk_node_text(row, "b", "");
        lk_heatmap a = golden_heatmap(name_a), b = golden_heatmap(name_b);
        double expected =
            is_constant(name_a) || is_constant(name_b) ? NAN : golden_number(row, key);
        lk_value out[MOST];
        char what[200];
        snprintf(what, sizeof what, "%s of %s and %s", key, name_a, name_b);
        assert_int_equal(compare(k, &a, &b, out), LK_OK);
        check_value(&out[value], expected, what);
        assert_int_equal(compare(k, &b, &a, out), LK_OK);
        check_value(&out[value], expected, what);
    }
    assert_int_equal(rows->count, 31);
    kit_close(k);
}

static void gaussian_ssim_is_that_of_scikit_image(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", "{window: gaussian}");
    const lk_node *rows = kit_yaml("golden/metrics/similarity/pairs.json");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        lk_heatmap a = golden_heatmap(lk_node_text(row, "a", ""));
        lk_heatmap b = golden_heatmap(lk_node_text(row, "b", ""));
        lk_value out[MOST];
        assert_int_equal(compare(k, &a, &b, out), LK_OK);
        check_value(&out[index_of(k, "ssim")], golden_number(row, "ssim_gaussian"),
                    lk_node_text(row, "a", ""));
    }
    kit_close(k);
}

static void rank_correlations_are_those_of_scipy(void **state)
{
    (void)state;
    check_pairs("ranks", NULL, "spearman", "spearman");
    check_pairs("ranks", NULL, "kendall_tau_b", "kendall_tau_b");
}

static void jensen_shannon_is_that_of_scipy(void **state)
{
    (void)state;
    check_pairs("distributions", NULL, "jensen_shannon_divergence", "jensen_shannon_divergence");
    check_pairs("distributions", NULL, "jensen_shannon_distance", "jensen_shannon_distance");
}

static void shared_mass_is_that_of_numpy(void **state)
{
    (void)state;
    check_pairs("distributions", NULL, "mass_intersection", "mass_intersection");
}

static void mutual_information_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_pairs("histograms", NULL, "mutual_information", "mutual_information_nats");
    check_pairs("histograms", NULL, "normalized_mutual_information",
                "normalized_mutual_information");
}

static void histogram_intersection_is_that_of_numpy(void **state)
{
    (void)state;
    check_pairs("histograms", NULL, "histogram_intersection", "histogram_intersection");
}

static void the_largest_values_shared_are_those_of_numpy(void **state)
{
    (void)state;
    check_pairs("top", NULL, "top_overlap", "top05_overlap");
    check_pairs("top", NULL, "top_iou", "top05_iou");
    check_pairs("top", "{share: 0.2}", "top_overlap", "top20_overlap");
    check_pairs("top", "{share: 0.2}", "top_iou", "top20_iou");
}

/* ---- Made up maps ------------------------------------------------------------------ */

static lk_heatmap map_of(const lk_node *list)
{
    lk_heatmap m = {.struct_size = sizeof m,
                    .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 1, (int)list->count)};
    for (size_t i = 0; i < list->count; i++)
        ((float *)m.values.data)[i] = strtof(list->items[i]->text, NULL);
    return m;
}

static void rank_correlations_of_ties_are_those_of_scipy(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "ranks", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/similarity/rank_vectors.json");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        lk_heatmap x = map_of(lk_node_get(row, "x")), y = map_of(lk_node_get(row, "y"));
        lk_value out[MOST];
        assert_int_equal(compare(k, &x, &y, out), LK_OK);
        check_value(&out[0], golden_number(row, "spearman"), "spearman");
        check_value(&out[1], golden_number(row, "kendall_tau_b"), "kendall_tau_b");
    }
    assert_int_equal(rows->count, 5);
    kit_close(k);
}

/* Every value of every plugin is missing for the reason. */
static void assert_all_missing(const lk_heatmap *a, const lk_heatmap *b, const char *reason)
{
    for (size_t p = 0; p < sizeof plugins / sizeof *plugins; p++) {
        kit *k = kit_open(LK_STAGE_METRIC, plugins[p], NULL);
        const lk_metric_ops *ops = kit_ops(k);
        lk_value out[MOST];
        assert_int_equal(compare(k, a, b, out), LK_OK);
        for (size_t v = 0; v < ops->value_count; v++)
            if (!out[v].missing || !strstr(out[v].reason, reason))
                fail_msg("%s: %s", ops->values[v].id, out[v].missing ? out[v].reason : "is there");
        kit_close(k);
    }
}

static void a_constant_map_is_like_nothing(void **state)
{
    lk_heatmap a = golden_heatmap("mid_constant"), b = golden_heatmap("mid_blobs");
    (void)state;
    assert_all_missing(&a, &a, "constant");
    assert_all_missing(&a, &b, "constant");
    assert_all_missing(&b, &a, "constant");
}

static void a_map_that_is_not_finite_is_like_nothing(void **state)
{
    lk_heatmap a = golden_heatmap("mid_blobs"), b = golden_heatmap("mid_signed");
    (void)state;
    ((float *)a.values.data)[100] = NAN;
    assert_all_missing(&a, &b, "finite");
    ((float *)a.values.data)[100] = INFINITY;
    assert_all_missing(&b, &a, "finite");
}

static void a_map_without_positive_values_has_no_mass_to_share(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "distributions", NULL);
    lk_heatmap a = golden_heatmap("mid_all_negative"), b = golden_heatmap("mid_blobs");
    lk_value out[MOST];
    (void)state;
    assert_int_equal(compare(k, &a, &b, out), LK_OK);
    for (size_t v = 0; v < MOST; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "no positive"));
    kit_close(k);
}

static void sizes_that_differ_are_refused(void **state)
{
    lk_heatmap a = golden_heatmap("mid_blobs"), b = golden_heatmap("small_noise");
    (void)state;
    for (size_t p = 0; p < sizeof plugins / sizeof *plugins; p++) {
        kit *k = kit_open(LK_STAGE_METRIC, plugins[p], NULL);
        lk_value out[MOST];
        assert_int_equal(compare(k, &a, &b, out), LK_E_INPUT);
        assert_non_null(strstr(kit_error(k), "different sizes"));
        kit_close(k);
    }
}

static void the_chance_of_an_overlap_is_the_share_taken(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "top", "{share: 0.25}");
    lk_heatmap a = golden_heatmap("mid_blobs"), b = golden_heatmap("mid_signed");
    lk_value out[MOST];
    (void)state;
    assert_int_equal(compare(k, &a, &b, out), LK_OK);
    assert_true(out[0].has_chance && out[0].chance == .25);
    kit_close(k);
}

static void the_least_share_takes_one_pixel(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "top", "{share: 0.0001}");
    lk_heatmap a = golden_heatmap("mid_blobs");
    lk_value out[MOST];
    (void)state;
    assert_int_equal(compare(k, &a, &a, out), LK_OK);
    assert_true(out[0].value == 1 && out[0].chance == 1. / 3072);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaussian_ssim_is_that_of_scikit_image),
        cmocka_unit_test(rank_correlations_are_those_of_scipy),
        cmocka_unit_test(rank_correlations_of_ties_are_those_of_scipy),
        cmocka_unit_test(jensen_shannon_is_that_of_scipy),
        cmocka_unit_test(shared_mass_is_that_of_numpy),
        cmocka_unit_test(mutual_information_is_that_of_scikit_learn),
        cmocka_unit_test(histogram_intersection_is_that_of_numpy),
        cmocka_unit_test(the_largest_values_shared_are_those_of_numpy),
        cmocka_unit_test(a_constant_map_is_like_nothing),
        cmocka_unit_test(a_map_that_is_not_finite_is_like_nothing),
        cmocka_unit_test(a_map_without_positive_values_has_no_mass_to_share),
        cmocka_unit_test(sizes_that_differ_are_refused),
        cmocka_unit_test(the_chance_of_an_overlap_is_the_share_taken),
        cmocka_unit_test(the_least_share_takes_one_pixel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
