/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segment.h"

#include "felzenszwalb/edges.h"

static void felzenszwalb_gives_the_labels_of_scikit_image(void **state)
{
    (void)state;
    check_golden("felzenszwalb", "felzenszwalb.json", 18);
}

static lk_tensor order(const char *name, const char *what)
{
    char path[200];
    snprintf(path, sizeof path, "golden/segmentation/order_%s%s.npy", name, what);
    return kit_npy(path);
}

static void check_order(const char *name)
{
    lk_tensor costs = order(name, "_costs"), expected = order(name, "");
    kit *k = kit_open(LK_STAGE_SEGMENTER, "felzenszwalb", NULL);
    edges e = {.count = lk_tensor_count(&costs)};
    e.items = calloc(e.count, sizeof *e.items);
    for (size_t i = 0; i < e.count; i++) {
        e.items[i].cost = ((const int32_t *)costs.data)[i];
        e.items[i].from = (uint32_t)i;
    }
    assert_int_equal(edges_sort(kit_context(k, 1), &e), LK_OK);
    for (size_t i = 0; i < e.count; i++)
        assert_int_equal(e.items[i].from, ((const int32_t *)expected.data)[i]);
    free(e.items);
    kit_close(k);
}

static void equal_edges_end_in_the_order_of_numpy(void **state)
{
    (void)state;
    check_order("equal");
    check_order("few");
    check_order("many");
}

/* Parted so badly that heapsort ends it. */
static void so_do_the_edges_that_are_hardest_to_sort(void **state)
{
    (void)state;
    check_order("worst");
}

static void a_constant_view_is_one_segment(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "felzenszwalb", "{min_size: 0}");
    lk_raster view = raster_of(20, 31, 77);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_int_equal(s.count, 1);
    kit_close(k);
}

static void no_segment_is_smaller_than_allowed(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "felzenszwalb", "{scale: 0, min_size: 40}");
    lk_raster view = noise_raster(30, 50);
    segmentation s = segment_raster(k, &view);
    const int32_t *labels = s.labels.data;
    size_t sizes[1500] = {0};
    check_labels(&s);
    assert_in_range(s.count, 2, 1500 / 40);
    for (size_t i = 0; i < 1500; i++)
        sizes[labels[i]]++;
    for (uint32_t i = 0; i < s.count; i++)
        assert_in_range(sizes[i], 40, 1500);
    kit_close(k);
}

static void without_scale_and_least_size_unlike_pixels_stand_alone(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "felzenszwalb", "{scale: 0, sigma: 0, min_size: 0}");
    lk_raster view = noise_raster(8, 13);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_int_equal(s.count, 8 * 13);
    kit_close(k);
}

static void every_size_has_labels_without_gaps(void **state)
{
    (void)state;
    check_sizes("felzenszwalb", NULL);
    check_sizes("felzenszwalb", "{scale: 0, min_size: 0}");
    check_sizes("felzenszwalb", "{sigma: 50}");
}

static void felzenszwalb_is_repeatable_bit_for_bit(void **state)
{
    (void)state;
    check_repeatable("felzenszwalb", NULL);
}

static void felzenszwalb_stops_when_asked(void **state)
{
    (void)state;
    check_cancelled("felzenszwalb", NULL);
    check_cancelled("felzenszwalb", "{sigma: 0}");
}

static void a_pixel_that_is_not_finite_is_refused(void **state)
{
    (void)state;
    check_finite("felzenszwalb");
}

static void views_and_labels_of_a_wrong_shape_are_refused(void **state)
{
    (void)state;
    check_shapes("felzenszwalb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(felzenszwalb_gives_the_labels_of_scikit_image),
        cmocka_unit_test(equal_edges_end_in_the_order_of_numpy),
        cmocka_unit_test(so_do_the_edges_that_are_hardest_to_sort),
        cmocka_unit_test(a_constant_view_is_one_segment),
        cmocka_unit_test(no_segment_is_smaller_than_allowed),
        cmocka_unit_test(without_scale_and_least_size_unlike_pixels_stand_alone),
        cmocka_unit_test(every_size_has_labels_without_gaps),
        cmocka_unit_test(felzenszwalb_is_repeatable_bit_for_bit),
        cmocka_unit_test(felzenszwalb_stops_when_asked),
        cmocka_unit_test(a_pixel_that_is_not_finite_is_refused),
        cmocka_unit_test(views_and_labels_of_a_wrong_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
