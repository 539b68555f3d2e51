/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segment.h"

static void slic_gives_the_labels_of_scikit_image(void **state)
{
    (void)state;
    check_golden("slic", "slic_earlier.json", 17);
}

static void slic_gives_them_for_views_of_networks_and_every_parameter(void **state)
{
    (void)state;
    check_golden("slic", "slic.json", 26);
}

static void one_pixel_is_one_segment(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "slic", NULL);
    lk_raster view = raster_of(1, 1, 17);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_int_equal(s.count, 1);
    kit_close(k);
}

static void a_constant_image_becomes_a_grid(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "slic", "{segments: 4}");
    lk_raster view = raster_of(20, 20, 255);
    segmentation s = segment_raster(k, &view);
    const int32_t *labels = s.labels.data;
    check_labels(&s);
    assert_int_equal(s.count, 4);
    assert_int_equal(labels[0], 0);
    assert_int_equal(labels[19], 1);
    assert_int_equal(labels[19 * 20], 2);
    assert_int_equal(labels[19 * 20 + 19], 3);
    kit_close(k);
}

static void one_segment_is_the_whole_image(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "slic", "{segments: 1}");
    lk_raster view = noise_raster(21, 34);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_int_equal(s.count, 1);
    kit_close(k);
}

static void every_size_has_labels_without_gaps(void **state)
{
    (void)state;
    check_sizes("slic", NULL);
    check_sizes("slic", "{connected: false}");
    check_sizes("slic", "{sigma: 50, iterations: 2}");
}

static void more_segments_than_pixels_are_no_error(void **state)
{
    (void)state;
    check_sizes("slic", "{segments: 1000000}");
    check_sizes("slic", "{segments: 1000000, connected: false}");
}

/* So little weight on place that seeds tie, and some win no pixel. */
static void empty_superpixels_leave_no_gap(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "slic",
                      "{segments: 2240, compactness: 0.000001, connected: false}");
    lk_raster view = golden_picture("flat_40x56");
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_in_range(s.count, 2, 2239);
    kit_close(k);
}

static void extreme_piece_sizes_are_no_error(void **state)
{
    (void)state;
    check_sizes("slic", "{min_size: 0, max_size: 0}");
    check_sizes("slic", "{min_size: 1000000, max_size: 1000000}");
}

static void slic_is_repeatable_bit_for_bit(void **state)
{
    (void)state;
    check_repeatable("slic", NULL);
}

static void slic_stops_when_asked(void **state)
{
    (void)state;
    check_cancelled("slic", NULL);
    check_cancelled("slic", "{sigma: 1}");
}

static void brightness_and_contrast_do_not_matter(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "slic", NULL);
    lk_raster view = golden_picture("p0_64x64"), dim = golden_picture("p0_64x64");
    float *v = dim.pixels.data;
    for (size_t i = 0; i < lk_tensor_count(&dim.pixels); i++)
        v[i] = v[i] / 4 + 32;
    segmentation a = segment_raster(k, &view), b = segment_raster(k, &dim);
    assert_memory_equal(a.labels.data, b.labels.data, lk_tensor_count(&a.labels) * sizeof(int32_t));
    kit_close(k);
}

static void a_pixel_that_is_not_finite_is_refused(void **state)
{
    (void)state;
    check_finite("slic");
}

static void views_and_labels_of_a_wrong_shape_are_refused(void **state)
{
    (void)state;
    check_shapes("slic");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slic_gives_the_labels_of_scikit_image),
        cmocka_unit_test(slic_gives_them_for_views_of_networks_and_every_parameter),
        cmocka_unit_test(one_pixel_is_one_segment),
        cmocka_unit_test(a_constant_image_becomes_a_grid),
        cmocka_unit_test(one_segment_is_the_whole_image),
        cmocka_unit_test(every_size_has_labels_without_gaps),
        cmocka_unit_test(more_segments_than_pixels_are_no_error),
        cmocka_unit_test(empty_superpixels_leave_no_gap),
        cmocka_unit_test(extreme_piece_sizes_are_no_error),
        cmocka_unit_test(slic_is_repeatable_bit_for_bit),
        cmocka_unit_test(slic_stops_when_asked),
        cmocka_unit_test(brightness_and_contrast_do_not_matter),
        cmocka_unit_test(a_pixel_that_is_not_finite_is_refused),
        cmocka_unit_test(views_and_labels_of_a_wrong_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
