/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

enum { PEARSON, COSINE, SSIM, VALUES };

static lk_status compare(kit *k, const lk_heatmap *a, const lk_heatmap *b, lk_value *out)
{
    const lk_metric_ops *ops = kit_ops(k);
    assert_int_equal(ops->value_count, VALUES);
    clear_values(out, VALUES);
    return ops->similarity(kit_self(k), kit_context(k, 1), a, b, out);
}

static lk_heatmap filled(int height, int width, float value)
{
    lk_heatmap m = {.struct_size = sizeof m,
                    .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width)};
    for (size_t i = 0; i < lk_tensor_count(&m.values); i++)
        ((float *)m.values.data)[i] = value;
    return m;
}

/* Both orders of every pair against a key of its row. */
static void check_pairs(size_t value, const char *key)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/similarity.json");
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        const char *name_a = lk_node_text(row, "a", ""), *name_b = lk_node_text(row, "b", "");
        lk_heatmap a = golden_heatmap(name_a), b = golden_heatmap(name_b);
        lk_value out[VALUES];
        char what[200];
        snprintf(what, sizeof what, "%s of %s and %s", key, name_a, name_b);
        assert_int_equal(compare(k, &a, &b, out), LK_OK);
        check_value(&out[value], golden_number(row, key), what);
        assert_int_equal(compare(k, &b, &a, out), LK_OK);
        check_value(&out[value], golden_number(row, key), what);
    }
    assert_int_equal(rows->count, 31);
    kit_close(k);
}

static void pearson_is_that_of_numpy(void **state)
{
    (void)state;
    check_pairs(PEARSON, "pearson_numpy");
}

static void cosine_is_that_of_scipy(void **state)
{
    (void)state;
    check_pairs(COSINE, "cosine");
}

static void ssim_is_that_of_scikit_image(void **state)
{
    (void)state;
    check_pairs(SSIM, "ssim_uniform7");
}

static void maps_of_one_value_have_no_similarity_but_the_cosine(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", NULL);
    lk_heatmap a = filled(9, 8, 0.1f), b = filled(9, 8, 0.1f);
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(compare(k, &a, &b, out), LK_OK);
    assert_true(out[PEARSON].missing && strstr(out[PEARSON].reason, "constant"));
    assert_true(out[SSIM].missing && strstr(out[SSIM].reason, "one value"));
    check_value(&out[COSINE], 1, "cosine");
    kit_close(k);
}

static void a_map_that_is_zero_everywhere_has_no_cosine(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", NULL);
    lk_heatmap a = golden_heatmap("mid_zero"), b = golden_heatmap("mid_blobs");
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(compare(k, &a, &b, out), LK_OK);
    assert_true(out[COSINE].missing && strstr(out[COSINE].reason, "zero"));
    assert_true(out[PEARSON].missing && strstr(out[PEARSON].reason, "constant"));
    kit_close(k);
}

static void a_map_smaller_than_the_window_has_no_ssim(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", NULL);
    lk_heatmap a = filled(6, 40, 0), b = filled(6, 40, 0);
    lk_value out[VALUES];
    (void)state;
    ((float *)a.values.data)[0] = 1;
    ((float *)b.values.data)[0] = 2;
    assert_int_equal(compare(k, &a, &b, out), LK_OK);
    assert_true(out[SSIM].missing && strstr(out[SSIM].reason, "smaller"));
    check_value(&out[PEARSON], 1, "pearson");
    kit_close(k);
}

static void a_map_that_is_not_finite_has_no_similarity(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", NULL);
    lk_heatmap a = golden_heatmap("mid_blobs"), b = golden_heatmap("mid_signed");
    lk_value out[VALUES];
    (void)state;
    ((float *)a.values.data)[100] = NAN;
    assert_int_equal(compare(k, &a, &b, out), LK_OK);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "finite"));
    kit_close(k);
}

static void sizes_that_differ_are_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "similarity", NULL);
    lk_heatmap a = golden_heatmap("mid_blobs"), b = golden_heatmap("small_noise");
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(compare(k, &a, &b, out), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "different sizes"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pearson_is_that_of_numpy),
        cmocka_unit_test(cosine_is_that_of_scipy),
        cmocka_unit_test(ssim_is_that_of_scikit_image),
        cmocka_unit_test(maps_of_one_value_have_no_similarity_but_the_cosine),
        cmocka_unit_test(a_map_that_is_zero_everywhere_has_no_cosine),
        cmocka_unit_test(a_map_smaller_than_the_window_has_no_ssim),
        cmocka_unit_test(a_map_that_is_not_finite_has_no_similarity),
        cmocka_unit_test(sizes_that_differ_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
