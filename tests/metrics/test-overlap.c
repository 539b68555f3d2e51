/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

enum { IOU, PRECISION, RECALL, F1, ENERGY, KAPPA, IOU_ABOVE_CHANCE, VALUES };

static lk_status score(kit *k, const lk_heatmap *map, const lk_region *foreground,
                       const lk_region *mask, lk_value *out)
{
    const lk_metric_ops *ops = kit_ops(k);
    assert_int_equal(ops->value_count, VALUES);
    clear_values(out, VALUES);
    return ops->agreement(kit_self(k), kit_context(k, 1), map, foreground, mask, out);
}

/* The foreground that OpenCV's threshold gave for this case. */
static lk_region foreground_of(const lk_node *row)
{
    lk_tensor grey = golden_npy("u8", lk_node_text(row, "heatmap", ""));
    uint8_t *v = grey.data;
    for (size_t i = 0; i < lk_tensor_count(&grey); i++)
        v[i] = v[i] > golden_number(row, "threshold");
    return (lk_region){.struct_size = sizeof(lk_region), .pixels = grey};
}

static int is_undefined(const lk_node *row, const char *score_name)
{
    const lk_node *names = lk_node_get(row, "undefined");
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->items[i]->text, score_name))
            return 1;
    return 0;
}

static lk_region region(int height, int width, unsigned bits)
{
    lk_region r = {.struct_size = sizeof r,
                   .pixels = kit_tensor(LK_DTYPE_UINT, 8, 2, height, width)};
    for (int i = 0; i < height * width; i++)
        ((uint8_t *)r.pixels.data)[i] = bits >> i & 1;
    return r;
}

static lk_heatmap heatmap(int height, int width, const float *values)
{
    lk_heatmap m = {.struct_size = sizeof m,
                    .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width)};
    memcpy(m.values.data, values, lk_tensor_count(&m.values) * sizeof *values);
    return m;
}

/* Run every case and check one value against a key of its row. An empty mask
 * is left out: the libraries score it 0. */
static void check_cases(size_t value, const char *key)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/overlap.json");
    size_t checked = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        lk_value out[VALUES];
        lk_heatmap map = golden_heatmap(lk_node_text(row, "heatmap", ""));
        lk_region foreground = foreground_of(row),
                  mask = golden_mask(lk_node_text(row, "mask", ""));
        if (strstr(lk_node_text(row, "mask", ""), "empty"))
            continue;
        assert_int_equal(score(k, &map, &foreground, &mask, out), LK_OK);
        char what[200];
        snprintf(what, sizeof what, "%s of %s", key, lk_node_text(row, "heatmap", ""));
        check_value(&out[value], is_undefined(row, key) ? NAN : golden_number(row, key), what);
        checked++;
    }
    assert_int_equal(checked, 45);
    kit_close(k);
}

static void iou_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_cases(IOU, "iou");
}

static void precision_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_cases(PRECISION, "precision");
}

static void recall_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_cases(RECALL, "recall");
}

static void f1_is_that_of_scikit_learn(void **state)
{
    (void)state;
    check_cases(F1, "f1");
}

static void energy_is_the_share_of_positive_mass_inside_the_mask(void **state)
{
    (void)state;
    check_cases(ENERGY, "mass_inside");
}

static void chance_of_iou_is_the_closed_form(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/overlap.json");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        lk_value out[VALUES];
        lk_region foreground = foreground_of(row),
                  mask = golden_mask(lk_node_text(row, "mask", ""));
        assert_int_equal(score(k, NULL, &foreground, &mask, out), LK_OK);
        if (out[IOU].missing)
            continue;
        assert_true(out[IOU].has_chance);
        assert_true(fabs(out[IOU].chance - golden_number(row, "chance")) <= GOLDEN_TOLERANCE);
    }
    kit_close(k);
}

/* Every foreground of two pixels on a 2 x 3 frame, each as likely. */
static void other_chance_levels_are_means_over_all_placements(void **state)
{
    enum { PIXELS = 6 };
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_region mask = region(2, 3, 0x7);
    double sum[VALUES] = {0}, placements = 0;
    lk_value out[VALUES];
    (void)state;
    for (unsigned i = 0; i < PIXELS; i++)
        for (unsigned j = i + 1; j < PIXELS; j++, placements++) {
            lk_region foreground = region(2, 3, 1u << i | 1u << j);
            assert_int_equal(score(k, NULL, &foreground, &mask, out), LK_OK);
            for (size_t v = PRECISION; v <= F1; v++)
                sum[v] += out[v].value;
        }
    for (size_t v = PRECISION; v <= F1; v++) {
        assert_true(out[v].has_chance);
        assert_true(fabs(out[v].chance - sum[v] / placements) <= GOLDEN_TOLERANCE);
    }
    kit_close(k);
}

/* The values of a heatmap shifted to every place. */
static void chance_of_energy_is_the_mean_over_all_shifts(void **state)
{
    static const float values[] = {3, -1, 4, 0, 5, 9};
    enum { PIXELS = 6 };
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_region mask = region(2, 3, 0x0b);
    lk_value out[VALUES];
    double sum = 0;
    (void)state;
    for (unsigned shift = 0; shift < PIXELS; shift++) {
        float shifted[PIXELS];
        for (unsigned i = 0; i < PIXELS; i++)
            shifted[i] = values[(i + shift) % PIXELS];
        lk_heatmap map = heatmap(2, 3, shifted);
        assert_int_equal(score(k, &map, &mask, &mask, out), LK_OK);
        sum += out[ENERGY].value;
    }
    assert_true(out[ENERGY].has_chance);
    assert_true(fabs(out[ENERGY].chance - sum / PIXELS) <= GOLDEN_TOLERANCE);
    kit_close(k);
}

static void an_empty_mask_leaves_every_value_missing(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region full = golden_mask("mid_full"), empty = golden_mask("mid_empty");
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(score(k, &map, &full, &empty, out), LK_OK);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(out[v].missing && !out[v].has_chance && strstr(out[v].reason, "mask"));
    assert_int_equal(score(k, &map, &empty, &empty, out), LK_OK);
    assert_true(out[IOU].missing);
    kit_close(k);
}

static void an_empty_foreground_has_no_precision(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_region empty = golden_mask("mid_empty"), mask = golden_mask("mid_wide");
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(score(k, NULL, &empty, &mask, out), LK_OK);
    assert_true(out[PRECISION].missing && strstr(out[PRECISION].reason, "foreground"));
    check_value(&out[IOU], 0, "iou");
    check_value(&out[RECALL], 0, "recall");
    check_value(&out[F1], 0, "f1");
    kit_close(k);
}

static void a_foreground_without_a_heatmap_has_no_energy(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_region mask = golden_mask("mid_wide");
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(score(k, NULL, &mask, &mask, out), LK_OK);
    assert_true(out[ENERGY].missing && out[ENERGY].reason);
    check_value(&out[IOU], 1, "iou");
    kit_close(k);
}

static void a_heatmap_that_is_not_finite_has_no_energy(void **state)
{
    static const float values[] = {1, INFINITY, 2, 3};
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_heatmap map = heatmap(2, 2, values);
    lk_region mask = region(2, 2, 0x3);
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(score(k, &map, &mask, &mask, out), LK_OK);
    assert_true(out[ENERGY].missing && strstr(out[ENERGY].reason, "finite"));
    kit_close(k);
}

static void sizes_that_differ_are_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    lk_heatmap map = golden_heatmap("mid_blobs");
    lk_region small = golden_mask("small_wide"), mid = golden_mask("mid_wide");
    lk_value out[VALUES];
    (void)state;
    assert_int_equal(score(k, &map, &small, &mid, out), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "one size"));
    assert_int_equal(score(k, &map, &small, &small, out), LK_E_INPUT);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iou_is_that_of_scikit_learn),
        cmocka_unit_test(precision_is_that_of_scikit_learn),
        cmocka_unit_test(recall_is_that_of_scikit_learn),
        cmocka_unit_test(f1_is_that_of_scikit_learn),
        cmocka_unit_test(energy_is_the_share_of_positive_mass_inside_the_mask),
        cmocka_unit_test(chance_of_iou_is_the_closed_form),
        cmocka_unit_test(other_chance_levels_are_means_over_all_placements),
        cmocka_unit_test(chance_of_energy_is_the_mean_over_all_shifts),
        cmocka_unit_test(an_empty_mask_leaves_every_value_missing),
        cmocka_unit_test(an_empty_foreground_has_no_precision),
        cmocka_unit_test(a_foreground_without_a_heatmap_has_no_energy),
        cmocka_unit_test(a_heatmap_that_is_not_finite_has_no_energy),
        cmocka_unit_test(sizes_that_differ_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
