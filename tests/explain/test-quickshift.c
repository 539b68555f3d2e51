/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segment.h"

#include "quickshift/noise.h"

static void quickshift_gives_the_labels_of_scikit_image(void **state)
{
    (void)state;
    check_golden("quickshift", "quickshift.json", 21);
}

static void noise_is_that_of_numpy(void **state)
{
    static const char *const names[] = {"0", "42"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        char path[200];
        noise n;
        snprintf(path, sizeof path, "golden/segmentation/normal_%s.npy", names[i]);
        lk_tensor expected = kit_npy(path);
        const double *v = expected.data;
        noise_open(&n, (uint32_t)strtoul(names[i], NULL, 10));
        for (size_t k = 0; k < lk_tensor_count(&expected); k++)
            assert_true(fabs(noise_normal(&n) - v[k]) <= 1e-13 * fabs(v[k]));
    }
}

static void a_constant_view_is_cut_as_the_noise_says(void **state)
{
    (void)state;
    kit *a = kit_open(LK_STAGE_SEGMENTER, "quickshift", "{kernel_size: 1, seed: 1}");
    kit *b = kit_open(LK_STAGE_SEGMENTER, "quickshift", "{kernel_size: 1, seed: 2}");
    lk_raster view = raster_of(40, 40, 90);
    segmentation first = segment_raster(a, &view), other = segment_raster(b, &view);
    check_labels(&first);
    check_labels(&other);
    assert_true(first.count != other.count ||
                memcmp(first.labels.data, other.labels.data, 1600 * sizeof(int32_t)));
    kit_close(a);
    kit_close(b);
}

static void without_links_every_pixel_stands_alone(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "quickshift", "{max_dist: 0}");
    lk_raster view = noise_raster(9, 21);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_int_equal(s.count, 9 * 21);
    kit_close(k);
}

static void a_window_over_the_whole_view_leaves_one_segment(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "quickshift", "{kernel_size: 100, max_dist: 1000000}");
    lk_raster view = noise_raster(19, 27);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    assert_int_equal(s.count, 1);
    kit_close(k);
}

static void every_size_has_labels_without_gaps(void **state)
{
    (void)state;
    check_sizes("quickshift", NULL);
    check_sizes("quickshift", "{kernel_size: 1, max_dist: 2}");
    check_sizes("quickshift", "{ratio: 1, lab: false, sigma: 50}");
}

static void quickshift_is_repeatable_bit_for_bit(void **state)
{
    (void)state;
    check_repeatable("quickshift", NULL);
}

static void quickshift_stops_when_asked(void **state)
{
    (void)state;
    check_cancelled("quickshift", NULL);
    check_cancelled("quickshift", "{sigma: 1}");
}

static void a_pixel_that_is_not_finite_is_refused(void **state)
{
    (void)state;
    check_finite("quickshift");
}

static void views_and_labels_of_a_wrong_shape_are_refused(void **state)
{
    (void)state;
    check_shapes("quickshift");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quickshift_gives_the_labels_of_scikit_image),
        cmocka_unit_test(noise_is_that_of_numpy),
        cmocka_unit_test(a_constant_view_is_cut_as_the_noise_says),
        cmocka_unit_test(without_links_every_pixel_stands_alone),
        cmocka_unit_test(a_window_over_the_whole_view_leaves_one_segment),
        cmocka_unit_test(every_size_has_labels_without_gaps),
        cmocka_unit_test(quickshift_is_repeatable_bit_for_bit),
        cmocka_unit_test(quickshift_stops_when_asked),
        cmocka_unit_test(a_pixel_that_is_not_finite_is_refused),
        cmocka_unit_test(views_and_labels_of_a_wrong_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
