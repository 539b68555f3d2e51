/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pictures.h"

#include <math.h>
#include <stdlib.h>

static lk_status binarise(kit *k, const lk_heatmap *map, size_t mask_area, lk_region *out)
{
    const lk_binariser_ops *ops = kit_ops(k);
    return ops->binarise(kit_self(k), kit_context(k, 1), map, mask_area, out);
}

static double number(const lk_node *row, const char *key)
{
    return strtod(lk_node_text(row, key, "nan"), NULL);
}

/* One 32 x 32 picture of grey levels as a heatmap. */
static lk_heatmap few_levels(size_t index)
{
    lk_tensor all = kit_npy("golden/binarise/few_levels.npy");
    lk_heatmap map = heatmap_of(32, 32, NULL);
    for (size_t i = 0; i < 1024; i++)
        ((float *)map.values.data)[i] = ((const uint8_t *)all.data)[index * 1024 + i];
    return map;
}

static void otsu_gives_the_foreground_of_opencv(void **state)
{
    kit *k = kit_open(LK_STAGE_BINARISER, "otsu", NULL);
    const lk_node *rows = kit_yaml("golden/binarise/otsu.json");
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        const char *name = lk_node_text(rows->items[i], "map", "");
        lk_heatmap map = heatmap_over(golden("golden/metrics/heatmap_%s.npy", name));
        lk_tensor grey = golden("golden/metrics/u8_%s.npy", name);
        lk_region out = region_like(&map.values);
        assert_int_equal(binarise(k, &map, 0, &out), LK_OK);
        for (size_t p = 0; p < lk_tensor_count(&grey); p++)
            assert_int_equal(pixel_of(&out, p),
                             ((const uint8_t *)grey.data)[p] > number(rows->items[i], "threshold"));
        assert_int_equal(area_of(&out), number(rows->items[i], "foreground"));
    }
    assert_int_equal(rows->count, 7);
    kit_close(k);
}

/* Stretched to 8 bits the order of levels stays, so the classes do. */
static void otsu_cuts_pictures_of_few_levels_where_opencv_does(void **state)
{
    kit *k = kit_open(LK_STAGE_BINARISER, "otsu", NULL);
    const lk_node *rows = kit_yaml("golden/binarise/few_levels.json");
    size_t checked = 0;
    (void)state;
    for (size_t i = 0; i < rows->count; i++) {
        lk_heatmap map = few_levels(i);
        lk_region out = region_like(&map.values);
        if (binarise(k, &map, 0, &out) == LK_MISSING)
            continue;
        assert_int_equal(area_of(&out), number(rows->items[i], "foreground_cv2"));
        checked++;
    }
    assert_int_equal(rows->count - checked, 3); /* the constant ones */
    kit_close(k);
}

/* Levels 0..255 are stretched to themselves, whatever is added to all. */
static void otsu_does_not_depend_on_offset_and_scale_of_a_map(void **state)
{
    kit *k = kit_open(LK_STAGE_BINARISER, "otsu", NULL);
    lk_tensor grey = kit_npy("golden/metrics/u8_mid_blobs.npy");
    lk_heatmap plain = heatmap_of(64, 48, NULL), other = heatmap_of(64, 48, NULL);
    lk_region a = region_of(64, 48), b = region_of(64, 48);
    (void)state;
    for (size_t i = 0; i < 64 * 48; i++) {
        float v = ((const uint8_t *)grey.data)[i];
        ((float *)plain.values.data)[i] = v;
        ((float *)other.values.data)[i] = v * 4 - 512;
    }
    assert_int_equal(binarise(k, &plain, 0, &a), LK_OK);
    assert_int_equal(binarise(k, &other, 0, &b), LK_OK);
    assert_memory_equal(a.pixels.data, b.pixels.data, 64 * 48);
    assert_int_equal(area_of(&a), 722);
    kit_close(k);
}

/* Of {0, 1, 2, 3}, the middle level is the best threshold from either side; two
 * levels allow only one. */
static void otsu_with_two_levels_cuts_in_the_middle_of_the_range(void **state)
{
    static const float values[] = {0, 0.4f, 0.6f, 1};
    kit *k = kit_open(LK_STAGE_BINARISER, "otsu", "{levels: 2}");
    lk_heatmap map = heatmap_of(2, 2, values);
    lk_region out = region_of(2, 2);
    (void)state;
    assert_int_equal(binarise(k, &map, 0, &out), LK_OK);
    assert_memory_equal(out.pixels.data, ((uint8_t[]){0, 0, 1, 1}), 4);
    kit_close(k);
}

static void otsu_refuses_one_level(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_BINARISER, "otsu", "{levels: 1}", error, sizeof error));
    assert_non_null(strstr(error, "levels"));
}

static void area_takes_the_largest_values_in_the_order_of_numpy(void **state)
{
    static const char *const maps[] = {"mid_all_negative", "mid_blobs",   "mid_one_hot",
                                       "mid_signed",       "small_noise", "mid_two_values",
                                       "small_steps"};
    static const size_t areas[] = {0, 1, 64, 333, 784};
    kit *k = kit_open(LK_STAGE_BINARISER, "area", NULL);
    (void)state;
    for (size_t m = 0; m < sizeof maps / sizeof maps[0]; m++) {
        lk_heatmap map = heatmap_over(golden("golden/metrics/heatmap_%s.npy", maps[m]));
        lk_tensor order = golden("golden/binarise/order_%s.npy", maps[m]);
        for (size_t a = 0; a < sizeof areas / sizeof areas[0]; a++) {
            lk_region out = region_like(&map.values);
            assert_int_equal(binarise(k, &map, areas[a], &out), LK_OK);
            assert_int_equal(area_of(&out), areas[a]);
            for (size_t i = 0; i < areas[a]; i++)
                assert_int_equal(pixel_of(&out, (size_t)((const int32_t *)order.data)[i]), 1);
        }
    }
    kit_close(k);
}

static void area_takes_both_zeros_for_one_value(void **state)
{
    static const float values[] = {-0.f, 0.f, -1, -0.f};
    kit *k = kit_open(LK_STAGE_BINARISER, "area", NULL);
    lk_heatmap map = heatmap_of(2, 2, values);
    lk_region out = region_of(2, 2);
    (void)state;
    assert_int_equal(binarise(k, &map, 1, &out), LK_OK);
    assert_memory_equal(out.pixels.data, ((uint8_t[]){1, 0, 0, 0}), 4);
    kit_close(k);
}

static void area_refuses_a_mask_larger_than_the_map(void **state)
{
    static const float values[] = {1, 2};
    kit *k = kit_open(LK_STAGE_BINARISER, "area", NULL);
    lk_heatmap map = heatmap_of(1, 2, values);
    lk_region out = region_of(1, 2);
    (void)state;
    assert_int_equal(binarise(k, &map, 3, &out), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "3 pixels"));
    kit_close(k);
}

static void check_missing(const char *name, const lk_heatmap *map, const char *reason)
{
    kit *k = kit_open(LK_STAGE_BINARISER, name, NULL);
    lk_region out = region_like(&map->values);
    assert_int_equal(binarise(k, map, 1, &out), LK_MISSING);
    assert_non_null(strstr(kit_error(k), reason));
    assert_int_equal(area_of(&out), 0);
    kit_close(k);
}

static void a_constant_map_has_no_foreground(void **state)
{
    static const float one[] = {7};
    lk_heatmap maps[] = {heatmap_over(kit_npy("golden/metrics/heatmap_mid_constant.npy")),
                         heatmap_over(kit_npy("golden/metrics/heatmap_mid_zero.npy")),
                         heatmap_of(1, 1, one)};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        check_missing("otsu", &maps[i], "same everywhere");
        check_missing("area", &maps[i], "same everywhere");
    }
}

static void a_map_that_is_not_finite_has_no_foreground(void **state)
{
    static const float nan_values[] = {0, 1, NAN, 3}, inf_values[] = {0, INFINITY, 2, 3};
    lk_heatmap maps[] = {heatmap_of(2, 2, nan_values), heatmap_of(2, 2, inf_values)};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        check_missing("otsu", &maps[i], "not finite");
        check_missing("area", &maps[i], "not finite");
    }
}

/* The difference of these does not fit a float. */
static void the_widest_range_is_binarised(void **state)
{
    static const float values[] = {-3.4e38f, 3.4e38f, 3.3e38f, -3.3e38f};
    lk_heatmap map = heatmap_of(2, 2, values);
    (void)state;
    for (int i = 0; i < 2; i++) {
        kit *k = kit_open(LK_STAGE_BINARISER, i ? "area" : "otsu", NULL);
        lk_region out = region_of(2, 2);
        assert_int_equal(binarise(k, &map, 2, &out), LK_OK);
        assert_memory_equal(out.pixels.data, ((uint8_t[]){0, 1, 1, 0}), 4);
        kit_close(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(otsu_gives_the_foreground_of_opencv),
        cmocka_unit_test(otsu_cuts_pictures_of_few_levels_where_opencv_does),
        cmocka_unit_test(otsu_does_not_depend_on_offset_and_scale_of_a_map),
        cmocka_unit_test(otsu_with_two_levels_cuts_in_the_middle_of_the_range),
        cmocka_unit_test(otsu_refuses_one_level),
        cmocka_unit_test(area_takes_the_largest_values_in_the_order_of_numpy),
        cmocka_unit_test(area_takes_both_zeros_for_one_value),
        cmocka_unit_test(area_refuses_a_mask_larger_than_the_map),
        cmocka_unit_test(a_constant_map_has_no_foreground),
        cmocka_unit_test(a_map_that_is_not_finite_has_no_foreground),
        cmocka_unit_test(the_widest_range_is_binarised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
