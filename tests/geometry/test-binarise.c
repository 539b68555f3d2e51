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

/* ---- top, fixed ------------------------------------------------------------------------- */

static size_t shared_pixels(const lk_region *a, const lk_region *b)
{
    size_t both = 0;
    for (size_t i = 0; i < lk_tensor_count(&a->pixels); i++)
        both += pixel_of(a, i) && pixel_of(b, i);
    return both;
}

static void check_top(const lk_node *row, const char *share)
{
    char params[40];
    snprintf(params, sizeof params, "{share: %s}", share);
    kit *k = kit_open(LK_STAGE_BINARISER, "top", params);
    const lk_node *wanted = lk_node_get(lk_node_get(row, "top"), share);
    lk_heatmap map =
        heatmap_over(golden("golden/metrics/heatmap_%s.npy", lk_node_text(row, "heatmap", "")));
    lk_region mask = {.pixels =
                          golden("golden/metrics/mask_%s.npy", lk_node_text(row, "mask", ""))};
    lk_region out = region_like(&map.values);
    lk_status status = binarise(k, &map, 0, &out);
    if (strstr(lk_node_text(row, "heatmap", ""), "constant") ||
        strstr(lk_node_text(row, "heatmap", ""), "zero")) {
        assert_int_equal(status, LK_MISSING);
    } else {
        assert_int_equal(status, LK_OK);
        assert_int_equal(area_of(&out), number(wanted, "k"));
        assert_int_equal(shared_pixels(&out, &mask), number(wanted, "tp"));
    }
    kit_close(k);
}

static void top_takes_the_share_of_pixels_that_numpy_does(void **state)
{
    const lk_node *rows = kit_yaml("golden/metrics/agreement/cases.json");
    (void)state;
    assert_int_equal(rows->count, 54);
    for (size_t i = 0; i < rows->count; i++) {
        check_top(rows->items[i], "0.05");
        check_top(rows->items[i], "0.1");
        check_top(rows->items[i], "0.2");
    }
}

static void top_of_less_than_one_pixel_is_missing(void **state)
{
    static const float values[] = {1, 2, 3};
    kit *k = kit_open(LK_STAGE_BINARISER, "top", "{share: 0.3}");
    lk_heatmap map = heatmap_of(1, 3, values);
    lk_region out = region_of(1, 3);
    (void)state;
    assert_int_equal(binarise(k, &map, 1, &out), LK_MISSING);
    assert_non_null(strstr(kit_error(k), "less than one pixel"));
    kit_close(k);
}

static void check_fixed(const char *params, const uint8_t *wanted)
{
    static const float values[] = {-2, -1, 0, 2};
    kit *k = kit_open(LK_STAGE_BINARISER, "fixed", params);
    lk_heatmap map = heatmap_of(2, 2, values);
    lk_region out = region_of(2, 2);
    assert_int_equal(binarise(k, &map, 1, &out), LK_OK);
    assert_memory_equal(out.pixels.data, wanted, 4);
    kit_close(k);
}

static void fixed_cuts_above_its_threshold(void **state)
{
    (void)state;
    check_fixed(NULL, (uint8_t[]){0, 0, 0, 1}); /* 0 is half of the way: not above */
    check_fixed("{threshold: 0.2}", (uint8_t[]){0, 1, 1, 1});
    check_fixed("{threshold: 0.2, scale: raw}", (uint8_t[]){0, 0, 0, 1});
    check_fixed("{threshold: -1, scale: raw}", (uint8_t[]){0, 0, 1, 1});
    check_fixed("{threshold: 9, scale: raw}", (uint8_t[]){0, 0, 0, 0});
}

static void fixed_refuses_a_threshold_outside_the_range(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_BINARISER, "fixed", "{threshold: 1}", error, sizeof error));
    assert_non_null(strstr(error, "scale: raw"));
}

/* ---- best ------------------------------------------------------------------------------- */

static lk_status binarise_for(kit *k, const lk_heatmap *map, const lk_region *mask, lk_region *out)
{
    const lk_binariser_ops *ops = kit_ops(k);
    return ops->binarise_for(kit_self(k), kit_context(k, 1), map, mask, out);
}

/* Every value of the map as a threshold, the values at and above it foreground. */
static double highest_iou(const lk_heatmap *map, const lk_region *mask)
{
    const float *v = map->values.data;
    size_t n = lk_tensor_count(&map->values);
    double best = 0;
    for (size_t t = 0; t < n; t++) {
        double both = 0, either = 0;
        for (size_t i = 0; i < n; i++) {
            both += v[i] >= v[t] && pixel_of(mask, i);
            either += v[i] >= v[t] || pixel_of(mask, i);
        }
        best = fmax(best, both / either);
    }
    return best;
}

static void best_has_the_highest_iou_of_all_thresholds(void **state)
{
    static const char *const maps[] = {"small_noise", "small_steps"};
    static const char *const masks[] = {"small_eyes", "small_eyes_mouth", "small_wide",
                                        "small_pixel", "small_full"};
    kit *k = kit_open(LK_STAGE_BINARISER, "best", NULL);
    (void)state;
    for (size_t a = 0; a < 2; a++)
        for (size_t b = 0; b < 5; b++) {
            lk_heatmap map = heatmap_over(golden("golden/metrics/heatmap_%s.npy", maps[a]));
            lk_region mask = {.pixels = golden("golden/metrics/mask_%s.npy", masks[b])};
            lk_region out = region_like(&map.values);
            assert_int_equal(binarise_for(k, &map, &mask, &out), LK_OK);
            assert_true(iou_of(&out, &mask) == highest_iou(&map, &mask));
        }
    kit_close(k);
}

static void best_takes_the_smallest_of_equally_good_foregrounds(void **state)
{
    static const float values[] = {4, 3, 2, 1};
    kit *k = kit_open(LK_STAGE_BINARISER, "best", NULL);
    lk_heatmap map = heatmap_of(1, 4, values);
    lk_region mask = region_of(1, 4), out = region_of(1, 4);
    (void)state;
    ((uint8_t *)mask.pixels.data)[0] = ((uint8_t *)mask.pixels.data)[3] = 1;
    assert_int_equal(binarise_for(k, &map, &mask, &out), LK_OK); /* 1/2 at one pixel and at all */
    assert_memory_equal(out.pixels.data, ((uint8_t[]){1, 0, 0, 0}), 4);
    kit_close(k);
}

static void best_says_that_it_is_an_oracle(void **state)
{
    kit *k = kit_open(LK_STAGE_BINARISER, "best", NULL);
    lk_heatmap map = heatmap_over(kit_npy("golden/metrics/heatmap_small_noise.npy"));
    lk_region out = region_like(&map.values);
    (void)state;
    assert_int_equal(binarise(k, &map, 9, &out), LK_E_UNSUPPORTED);
    assert_non_null(strstr(kit_error(k), "mask itself"));
    kit_close(k);
}

static void no_threshold_is_best_for_an_empty_mask(void **state)
{
    kit *k = kit_open(LK_STAGE_BINARISER, "best", NULL);
    lk_heatmap map = heatmap_over(kit_npy("golden/metrics/heatmap_small_noise.npy"));
    lk_region mask = region_like(&map.values), out = region_like(&map.values);
    (void)state;
    assert_int_equal(binarise_for(k, &map, &mask, &out), LK_MISSING);
    assert_non_null(strstr(kit_error(k), "mask is empty"));
    kit_close(k);
}

/* ---- What has no foreground --------------------------------------------------------------- */

/* By the operation that the host calls. */
static void check_missing(const char *name, const lk_heatmap *map, const char *reason)
{
    kit *k = kit_open(LK_STAGE_BINARISER, name, NULL);
    const lk_binariser_ops *ops = kit_ops(k);
    lk_region out = region_like(&map->values), mask = region_like(&map->values);
    ((uint8_t *)mask.pixels.data)[0] = 1;
    assert_int_equal(ops->binarise_for ? binarise_for(k, map, &mask, &out)
                                       : binarise(k, map, 1, &out),
                     LK_MISSING);
    assert_non_null(strstr(kit_error(k), reason));
    assert_int_equal(area_of(&out), 0);
    kit_close(k);
}

static const char *const binarisers[] = {"otsu", "area", "top", "fixed", "best"};
enum { BINARISERS = sizeof binarisers / sizeof binarisers[0] };

static void a_constant_map_has_no_foreground(void **state)
{
    static const float one[] = {7};
    lk_heatmap maps[] = {heatmap_over(kit_npy("golden/metrics/heatmap_mid_constant.npy")),
                         heatmap_over(kit_npy("golden/metrics/heatmap_mid_zero.npy")),
                         heatmap_of(1, 1, one)};
    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (size_t b = 0; b < BINARISERS; b++)
            check_missing(binarisers[b], &maps[i], "same everywhere");
}

static void a_map_that_is_not_finite_has_no_foreground(void **state)
{
    static const float nan_values[] = {0, 1, NAN, 3}, inf_values[] = {0, INFINITY, 2, 3};
    lk_heatmap maps[] = {heatmap_of(2, 2, nan_values), heatmap_of(2, 2, inf_values)};
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (size_t b = 0; b < BINARISERS; b++)
            check_missing(binarisers[b], &maps[i], "not finite");
}

/* The difference of these does not fit a float. */
static void the_widest_range_is_binarised(void **state)
{
    static const float values[] = {-3.4e38f, 3.4e38f, 3.3e38f, -3.3e38f};
    lk_heatmap map = heatmap_of(2, 2, values);
    static const char *const names[] = {"otsu", "area", "fixed"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        kit *k = kit_open(LK_STAGE_BINARISER, names[i], NULL);
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
        cmocka_unit_test(top_takes_the_share_of_pixels_that_numpy_does),
        cmocka_unit_test(top_of_less_than_one_pixel_is_missing),
        cmocka_unit_test(fixed_cuts_above_its_threshold),
        cmocka_unit_test(fixed_refuses_a_threshold_outside_the_range),
        cmocka_unit_test(best_has_the_highest_iou_of_all_thresholds),
        cmocka_unit_test(best_takes_the_smallest_of_equally_good_foregrounds),
        cmocka_unit_test(best_says_that_it_is_an_oracle),
        cmocka_unit_test(no_threshold_is_best_for_an_empty_mask),
        cmocka_unit_test(a_constant_map_has_no_foreground),
        cmocka_unit_test(a_map_that_is_not_finite_has_no_foreground),
        cmocka_unit_test(the_widest_range_is_binarised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
