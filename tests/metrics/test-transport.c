/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "agreeing.h"

#include "transport/simplex.h"

/* OpenCV computes in float32. */
#define LINPROG_TOLERANCE 1e-11
#define OPENCV_TOLERANCE 1e-5

static double distance(kit *k, const double *from, const double *to, size_t rows, size_t columns)
{
    double d = NAN;
    assert_int_equal(earth_movers_distance(kit_context(k, 1), from, to, rows, columns, &d), LK_OK);
    return d;
}

static void check_close(double got, double wanted, double tolerance, const char *what)
{
    if (!(fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted))))
        fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

/* ---- The simplex ------------------------------------------------------------------------ */

/* Of pair `i` of emd_maps_14x14.npy. */
static void check_pair(size_t i, double d)
{
    const lk_node *row = kit_yaml("golden/metrics/agreement/emd.json")->items[i];
    const lk_node *exact = kit_yaml("golden/metrics/agreement/transport.json")->items[i];
    const char *name = lk_node_text(row, "heatmap", "");
    assert_true(golden_number(row, "index") == (double)i);
    assert_true(golden_number(exact, "index") == (double)i);
    check_close(d, golden_number(row, "emd_cv2_float32"), OPENCV_TOLERANCE, name);
    check_close(d, golden_number(exact, "cost"), LINPROG_TOLERANCE, name);
}

static void distance_is_that_of_a_linear_program_and_of_opencv(void **state)
{
    enum { SIDE = 14 };
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    lk_tensor maps = kit_npy("golden/metrics/agreement/emd_maps_14x14.npy");
    (void)state;
    assert_int_equal(maps.shape[0], 39);
    for (size_t i = 0; i < (size_t)maps.shape[0]; i++) {
        const double *pair = (const double *)maps.data + i * 2 * SIDE * SIDE;
        check_pair(i, distance(k, pair, pair + SIDE * SIDE, SIDE, SIDE));
    }
    kit_close(k);
}

static void distance_of_two_points_is_how_far_they_are_apart(void **state)
{
    static const double from[20] = {[0] = 3}, to[20] = {[3 * 5 + 4] = 7};
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    (void)state;
    check_close(distance(k, from, to, 4, 5), 5, GOLDEN_TOLERANCE, "3 down, 4 right");
    kit_close(k);
}

static void distance_of_a_picture_to_itself_is_nothing(void **state)
{
    static const double picture[6] = {.1, .2, .3, 0, 5, .7};
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    (void)state;
    assert_true(distance(k, picture, picture, 2, 3) == 0);
    kit_close(k);
}

/* Along a line the areas between the cumulated shares are the answer. */
static void distance_along_a_line_is_that_of_cumulated_shares(void **state)
{
    enum { LENGTH = 60 };
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    lk_context *ctx = kit_context(k, 3);
    (void)state;
    for (int run = 0; run < 20; run++) {
        double a[LENGTH], b[LENGTH], sum_a = 0, sum_b = 0, gap = 0, area = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum_a += a[i] = (double)lk_random_below(ctx, 4);
            sum_b += b[i] = (double)lk_random_below(ctx, 5);
        }
        for (int i = 0; i < LENGTH; i++) {
            gap += a[i] / sum_a - b[i] / sum_b;
            area += fabs(gap);
        }
        check_close(distance(k, a, b, 1, LENGTH), area, 1e-11, "a row");
        check_close(distance(k, a, b, LENGTH, 1), area, 1e-11, "a column");
    }
    kit_close(k);
}

/* Equal masses everywhere make nearly every pivot move nothing. */
static void distance_of_many_equal_masses_is_found(void **state)
{
    enum { SIDE = 32 };
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    static double from[SIDE * SIDE], to[SIDE * SIDE];
    (void)state;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        from[i] = i % SIDE < SIDE / 2;
        to[i] = i % SIDE >= SIDE / 2;
    }
    check_close(distance(k, from, to, SIDE, SIDE), SIDE / 2, 1e-11, "left half to right half");
    kit_close(k);
}

static void distance_is_symmetric(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    lk_context *ctx = kit_context(k, 5);
    double a[48], b[48];
    (void)state;
    for (size_t i = 0; i < 48; i++) {
        a[i] = lk_random_double(ctx);
        b[i] = lk_random_double(ctx);
    }
    check_close(distance(k, a, b, 6, 8), distance(k, b, a, 6, 8), 1e-11, "both ways");
    kit_close(k);
}

/* ---- The metric -------------------------------------------------------------------------- */

static int has_mass(const lk_node *row)
{
    return !says_nothing(row) && !has_word(row, "heatmap", "negative");
}

static void emd_of_heatmaps_and_masks_is_that_of_a_linear_program(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    const lk_node *rows = kit_yaml("golden/metrics/agreement/emd.json");
    size_t checked = 0;
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        const char *name = lk_node_text(row, "heatmap", "");
        if (has_word(row, "mask", "big") || !has_mass(row))
            continue;
        lk_heatmap map = golden_heatmap(name);
        lk_region mask = golden_mask(lk_node_text(row, "mask", ""));
        lk_value v = value_of(k, "emd", &map, &mask), share = value_of(k, "emd_share", &map, &mask);
        check_pair(i, v.value);
        check_close(share.value, v.value / sqrt(2 * 14 * 14), GOLDEN_TOLERANCE, name);
        assert_true(!v.missing && !v.has_chance);
        checked++;
    }
    assert_int_equal(checked, 18);
    kit_close(k);
}

static void check_lines(const char *id, const char *key)
{
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    const lk_node *rows = golden_cases();
    size_t checked = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i];
        lk_heatmap map = golden_heatmap(lk_node_text(row, "heatmap", ""));
        lk_region mask = golden_mask(lk_node_text(row, "mask", ""));
        lk_value v = value_of(k, id, &map, &mask);
        assert_int_equal(v.missing, !has_mass(row));
        if (v.missing)
            continue;
        check_close(v.value, golden_number(lk_node_get(row, "wasserstein"), key), GOLDEN_TOLERANCE,
                    lk_node_text(row, "heatmap", ""));
        checked++;
    }
    assert_int_equal(checked, 30);
    kit_close(k);
}

static void distance_of_rows_is_that_of_scipy(void **state)
{
    (void)state;
    check_lines("wasserstein_rows", "rows");
}

static void distance_of_columns_is_that_of_scipy(void **state)
{
    (void)state;
    check_lines("wasserstein_columns", "columns");
}

/* The border of the two columns of cells cuts the middle pixel. */
static void a_pixel_between_two_cells_is_shared(void **state)
{
    static const float values[] = {0, 1, 0, 0, 1, 0, 0, 0, 0};
    kit *k = kit_open(LK_STAGE_METRIC, "transport", "{grid: 2}");
    lk_heatmap map = heatmap(3, 3, values);
    lk_region mask = pixels(3, 3, "#........");
    lk_value v = value_of(k, "emd", &map, &mask);
    (void)state;
    /* shares of the mass: 3/8 and 3/8 above, 1/8 and 1/8 below */
    check_close(v.value, 3. / 8 + 1. / 8 + sqrt(2) / 8, 1e-11, "shared");
    kit_close(k);
}

/* ---- Two heatmaps ------------------------------------------------------------------------ */

static lk_value between(kit *k, const lk_heatmap *a, const lk_heatmap *b)
{
    const lk_metric_ops *ops = kit_ops(k);
    lk_value out[8];
    clear_values(out, ops->value_count);
    assert_int_equal(ops->similarity(kit_self(k), kit_context(k, 1), a, b, out), LK_OK);
    return out[0];
}

/* Heatmaps are float32, the pairs float64. */
static void emd_of_two_heatmaps_is_that_of_a_linear_program(void **state)
{
    enum { SIDE = 14, CELLS = SIDE * SIDE };
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    const lk_node *exact = kit_yaml("golden/metrics/agreement/transport.json");
    lk_tensor maps = kit_npy("golden/metrics/agreement/emd_maps_14x14.npy");
    size_t checked = 0;
    (void)state;
    for (size_t i = 0; i < (size_t)maps.shape[0]; i++) {
        float pair[2 * CELLS];
        for (size_t j = 0; j < 2 * CELLS; j++)
            pair[j] = (float)((const double *)maps.data)[i * 2 * CELLS + j];
        lk_heatmap a = heatmap(SIDE, SIDE, pair), b = heatmap(SIDE, SIDE, pair + CELLS);
        lk_value there = between(k, &a, &b), back = between(k, &b, &a);
        assert_int_equal(there.missing, back.missing);
        if (there.missing)
            continue;
        check_close(there.value, golden_number(exact->items[i], "cost"), OPENCV_TOLERANCE, "there");
        check_close(back.value, there.value, 1e-11, "back");
        checked++;
    }
    assert_true(checked >= 30);
    kit_close(k);
}

static void a_constant_heatmap_is_at_no_distance(void **state)
{
    static const float even[] = {1, 1, 1, 1}, some[] = {0, 1, 0, 0}, below[] = {-1, -2, -1, 0};
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    lk_heatmap a = heatmap(2, 2, even), b = heatmap(2, 2, some), c = heatmap(2, 2, below);
    (void)state;
    assert_string_equal(between(k, &a, &b).reason, "a heatmap is constant");
    assert_string_equal(between(k, &b, &a).reason, "a heatmap is constant");
    assert_string_equal(between(k, &b, &c).reason, "a heatmap has no positive value");
    assert_true(!between(k, &b, &b).missing && between(k, &b, &b).value == 0);
    kit_close(k);
}

static void check_all_missing(const lk_heatmap *map, const char *mask_name, const char *reason)
{
    kit *k = kit_open(LK_STAGE_METRIC, "transport", NULL);
    lk_region mask = golden_mask(mask_name);
    lk_value out[MAX_VALUES];
    assert_int_equal(agree(k, map, &mask, &mask, out), LK_OK);
    for (size_t i = 0; i < ((const lk_metric_ops *)kit_ops(k))->value_count; i++)
        assert_true(out[i].missing && out[i].reason && strstr(out[i].reason, reason));
    kit_close(k);
}

static void nothing_to_move_is_a_missing_value(void **state)
{
    lk_heatmap map = golden_heatmap("mid_blobs"), constant = golden_heatmap("mid_constant"),
               negative = golden_heatmap("mid_all_negative");
    (void)state;
    check_all_missing(&map, "mid_empty", "mask is empty");
    check_all_missing(&constant, "mid_wide", "a heatmap is constant");
    check_all_missing(&negative, "mid_wide", "no positive value");
    check_all_missing(NULL, "mid_wide", "without a heatmap");
}

static void a_heatmap_that_is_not_finite_has_no_distance(void **state)
{
    lk_heatmap map = golden_heatmap("small_noise");
    (void)state;
    ((float *)map.values.data)[5] = INFINITY;
    check_all_missing(&map, "small_wide", "not finite");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_is_that_of_a_linear_program_and_of_opencv),
        cmocka_unit_test(distance_of_two_points_is_how_far_they_are_apart),
        cmocka_unit_test(distance_of_a_picture_to_itself_is_nothing),
        cmocka_unit_test(distance_along_a_line_is_that_of_cumulated_shares),
        cmocka_unit_test(distance_of_many_equal_masses_is_found),
        cmocka_unit_test(distance_is_symmetric),
        cmocka_unit_test(emd_of_heatmaps_and_masks_is_that_of_a_linear_program),
        cmocka_unit_test(distance_of_rows_is_that_of_scipy),
        cmocka_unit_test(distance_of_columns_is_that_of_scipy),
        cmocka_unit_test(emd_of_two_heatmaps_is_that_of_a_linear_program),
        cmocka_unit_test(a_constant_heatmap_is_at_no_distance),
        cmocka_unit_test(a_pixel_between_two_cells_is_shared),
        cmocka_unit_test(nothing_to_move_is_a_missing_value),
        cmocka_unit_test(a_heatmap_that_is_not_finite_has_no_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
