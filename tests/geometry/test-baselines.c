/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pictures.h"

#include <math.h>

static lk_status draw(kit *k, uint64_t seed, const lk_heatmap *map, const lk_region *foreground,
                      lk_region *region, lk_heatmap *heatmap)
{
    const lk_baseline_ops *ops = kit_ops(k);
    lk_frame frame = frame_of_size(&map->values);
    return ops->draw(kit_self(k), kit_context(k, seed), map, foreground, &frame, region, heatmap);
}

/* A region of a random baseline for a foreground whose map does not matter. */
static lk_region place(kit *k, uint64_t seed, const lk_region *foreground)
{
    lk_heatmap map =
        heatmap_of((int)foreground->pixels.shape[0], (int)foreground->pixels.shape[1], NULL);
    lk_region out = region_like(&foreground->pixels);
    assert_int_equal(draw(k, seed, &map, foreground, &out, NULL), LK_OK);
    return out;
}

static lk_region first_pixels(int height, int width, size_t count)
{
    lk_region r = region_of(height, width);
    memset(r.pixels.data, 1, count);
    return r;
}

static void ellipse_takes_the_pixels_nearest_to_the_centre_in_the_order_of_numpy(void **state)
{
    static const size_t areas[] = {0, 1, 2, 997, 9000, 20000};
    kit *k = kit_open(LK_STAGE_BASELINE, "ellipse", NULL);
    lk_tensor order = kit_npy("golden/geometry/ellipse_order.npy");
    (void)state;
    for (size_t a = 0; a < sizeof areas / sizeof areas[0]; a++) {
        lk_region foreground = first_pixels(275, 224, areas[a]);
        lk_region out = place(k, 1, &foreground);
        assert_int_equal(area_of(&out), areas[a]);
        for (size_t i = 0; i < areas[a]; i++)
            assert_int_equal(pixel_of(&out, (size_t)((const int32_t *)order.data)[i]), 1);
    }
    kit_close(k);
}

/* 30 x 20: the float distances of some of these differ by rounding. */
static void ellipse_takes_pixels_equally_far_from_the_centre_row_by_row(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "ellipse", NULL);
    lk_region foreground = first_pixels(20, 30, 2);
    lk_region out = place(k, 1, &foreground);
    (void)state;
    assert_int_equal(pixel_of(&out, 9 * 30 + 14), 1);
    assert_int_equal(pixel_of(&out, 9 * 30 + 15), 1);
    kit_close(k);
}

static void ellipse_of_every_pixel_fills_the_canvas(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "ellipse", NULL);
    (void)state;
    for (int side = 1; side <= 7; side += 3) {
        lk_region foreground = first_pixels(side, 1, (size_t)side);
        lk_region out = place(k, 1, &foreground);
        assert_int_equal(area_of(&out), side);
    }
    kit_close(k);
}

static void mirror_swaps_left_and_right(void **state)
{
    static const float values[] = {1, 2, 3, 4, 5, 6};
    kit *k = kit_open(LK_STAGE_BASELINE, "mirror", NULL);
    lk_heatmap map = heatmap_of(2, 3, values), out = heatmap_of(2, 3, NULL);
    lk_region foreground = region_of(2, 3);
    (void)state;
    assert_int_equal(((const lk_baseline_ops *)kit_ops(k))->kind, LK_BASELINE_HEATMAP);
    assert_int_equal(draw(k, 1, &map, &foreground, NULL, &out), LK_OK);
    assert_memory_equal(out.values.data, ((float[]){3, 2, 1, 6, 5, 4}), 6 * sizeof(float));
    kit_close(k);
}

static void mirror_twice_is_the_map_itself(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "mirror", NULL);
    lk_heatmap map = heatmap_over(kit_npy("golden/metrics/heatmap_mid_signed.npy"));
    lk_heatmap once = heatmap_of(64, 48, NULL), twice = heatmap_of(64, 48, NULL);
    lk_region foreground = region_of(64, 48);
    (void)state;
    assert_int_equal(draw(k, 1, &map, &foreground, NULL, &once), LK_OK);
    assert_int_equal(draw(k, 1, &once, &foreground, NULL, &twice), LK_OK);
    assert_true(kit_max_difference(&map.values, &once.values) > 0);
    assert_true(kit_max_difference(&map.values, &twice.values) == 0);
    kit_close(k);
}

static void random_has_the_area_of_the_foreground(void **state)
{
    static const char *const placements[] = {"{placement: pixels}", "{placement: shift}"};
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        kit *k = kit_open(LK_STAGE_BASELINE, "random", placements[p]);
        for (size_t area = 0; area <= 30; area += 5) {
            lk_region foreground = first_pixels(5, 6, area);
            lk_region out = place(k, area, &foreground);
            assert_int_equal(area_of(&out), area);
        }
        kit_close(k);
    }
}

/* Chi-square over the 20 subsets: the 99.9 % point of 19 degrees of freedom. */
static void random_draws_every_subset_as_often(void **state)
{
    enum { DRAWS = 8000, SUBSETS = 20 };
    kit *k = kit_open(LK_STAGE_BASELINE, "random", NULL);
    lk_region foreground = first_pixels(2, 3, 3);
    size_t counts[64] = {0};
    double chi = 0;
    (void)state;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        lk_region out = place(k, seed, &foreground);
        unsigned subset = 0;
        for (unsigned i = 0; i < 6; i++)
            subset |= (unsigned)pixel_of(&out, i) << i;
        counts[subset]++;
    }
    for (unsigned s = 0; s < 64; s++) {
        double expected = (double)DRAWS / SUBSETS, gap = (double)counts[s] - expected;
        chi += counts[s] ? gap * gap / expected : 0;
    }
    assert_in_range(chi * 100, 0, 4382);
    kit_close(k);
}

/* E[X / (k + m - X)] of scipy.stats.hypergeom(61, 20, 9) is .1161474; four
 * standard errors of 4000 draws are .0037. */
static void random_pixels_score_what_chance_predicts(void **state)
{
    enum { DRAWS = 4000 };
    kit *k = kit_open(LK_STAGE_BASELINE, "random", NULL);
    lk_region mask = first_pixels(1, 61, 20), foreground = first_pixels(1, 61, 9);
    double sum = 0;
    (void)state;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        lk_region out = place(k, seed, &foreground);
        sum += iou_of(&out, &mask);
    }
    assert_true(fabs(sum / DRAWS - .1161474) < .0037);
    kit_close(k);
}

static void random_shift_moves_the_foreground_as_a_whole(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "random", "{placement: shift}");
    lk_region foreground = first_pixels(1, 9, 4);
    size_t seen[9] = {0};
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        lk_region out = place(k, seed, &foreground);
        size_t start = 0;
        while (!pixel_of(&out, start) || pixel_of(&out, (start + 8) % 9))
            start++;
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(pixel_of(&out, (start + i) % 9), 1);
        seen[start]++;
    }
    for (size_t i = 0; i < 9; i++)
        assert_true(seen[i] > 0);
    kit_close(k);
}

static void random_gives_the_same_bits_for_the_same_seed(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "random", NULL);
    lk_region foreground = first_pixels(20, 20, 130);
    lk_region a = place(k, 5, &foreground), b = place(k, 5, &foreground),
              c = place(k, 6, &foreground);
    (void)state;
    assert_memory_equal(a.pixels.data, b.pixels.data, 400);
    assert_memory_not_equal(a.pixels.data, c.pixels.data, 400);
    kit_close(k);
}

static void random_says_how_many_draws_make_its_value(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "random", "{draws: 7}");
    (void)state;
    assert_int_equal(((const lk_baseline_ops *)kit_ops(k))->draws(kit_self(k)), 7);
    kit_close(k);
}

static void random_refuses_no_draws(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_BASELINE, "random", "{draws: 0}", error, sizeof error));
    assert_non_null(strstr(error, "draws"));
}

/* ---- The mean face -------------------------------------------------------------------------- */

#define PICTURE "picture: tests/golden/geometry/face.png"
enum { FACE_HEIGHT = 48, FACE_WIDTH = 40 };

static lk_status draw_face(kit *k, const lk_heatmap *face, lk_heatmap *out)
{
    const lk_baseline_ops *ops = kit_ops(k);
    lk_region none = region_of(FACE_HEIGHT, FACE_WIDTH);
    *out = heatmap_of(FACE_HEIGHT, FACE_WIDTH, NULL);
    lk_frame frame = frame_of_size(&out->values);
    frame.face = face;
    assert_int_equal(ops->kind, LK_BASELINE_HEATMAP);
    assert_int_equal(ops->sees_face, 1);
    return ops->draw(kit_self(k), kit_context(k, 1), out, &none, &frame, NULL, out);
}

/* What single precision leaves of numbers up to about a thousand. */
static void check_face(const char *name, const char *params, const lk_heatmap *face,
                       const char *wanted)
{
    kit *k = kit_open(LK_STAGE_BASELINE, name, params);
    lk_tensor expected = golden("golden/geometry/face_%s.npy", wanted);
    lk_heatmap out;
    assert_int_equal(draw_face(k, face, &out), LK_OK);
    double difference = kit_max_difference(&out.values, &expected);
    if (!(difference <= 2e-4))
        fail_msg("%s differs by %g", wanted, difference);
    kit_close(k);
}

/* The picture as the host would give it. */
static lk_heatmap mean_face(void)
{
    lk_heatmap out;
    lk_heatmap face = heatmap_over(kit_tensor(LK_DTYPE_FLOAT, 32, 3, FACE_HEIGHT, FACE_WIDTH, 3));
    kit *k = kit_open(LK_STAGE_BASELINE, "mean-face", "{" PICTURE "}");
    assert_int_equal(draw_face(k, NULL, &out), LK_OK);
    for (size_t i = 0; i < (size_t)FACE_HEIGHT * FACE_WIDTH * 3; i++)
        ((float *)face.values.data)[i] = ((const float *)out.values.data)[i / 3];
    kit_close(k);
    return face;
}

static void mean_face_is_the_luminance_of_a_picture(void **state)
{
    (void)state;
    check_face("mean-face", "{" PICTURE "}", NULL, "luminance");
}

static void edges_are_those_of_scipy(void **state)
{
    (void)state;
    check_face("edges", "{sigma: 0, " PICTURE "}", NULL, "edges");
    check_face("edges", "{sigma: 3, " PICTURE "}", NULL, "edges_smooth");
}

static void the_face_of_the_host_is_seen_like_a_picture(void **state)
{
    lk_heatmap face = mean_face();
    (void)state;
    check_face("mean-face", NULL, &face, "luminance");
    check_face("edges", "{sigma: 3}", &face, "edges_smooth");
}

static void a_picture_stands_in_place_of_the_mean_face(void **state)
{
    lk_heatmap black = heatmap_over(kit_tensor(LK_DTYPE_FLOAT, 32, 3, FACE_HEIGHT, FACE_WIDTH, 3));
    (void)state;
    check_face("mean-face", "{" PICTURE "}", &black, "luminance");
}

static void without_a_face_these_baselines_are_missing(void **state)
{
    static const char *const names[] = {"edges", "mean-face"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        kit *k = kit_open(LK_STAGE_BASELINE, names[i], NULL);
        lk_heatmap out;
        assert_int_equal(draw_face(k, NULL, &out), LK_MISSING);
        assert_non_null(strstr(kit_error(k), "no mean face"));
        kit_close(k);
    }
}

/* A host of before the mean face gives a struct that ends before it. */
static void a_frame_that_ends_before_the_face_has_none(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "mean-face", NULL);
    const lk_baseline_ops *ops = kit_ops(k);
    lk_heatmap face = mean_face(), out = heatmap_of(FACE_HEIGHT, FACE_WIDTH, NULL);
    lk_region none = region_of(FACE_HEIGHT, FACE_WIDTH);
    lk_frame frame = frame_of_size(&out.values);
    (void)state;
    frame.struct_size = offsetof(lk_frame, face);
    frame.face = &face;
    assert_int_equal(ops->draw(kit_self(k), kit_context(k, 1), &out, &none, &frame, NULL, &out),
                     LK_MISSING);
    kit_close(k);
}

static void a_picture_of_another_size_is_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_BASELINE, "mean-face", "{" PICTURE "}");
    const lk_baseline_ops *ops = kit_ops(k);
    lk_heatmap out = heatmap_of(FACE_WIDTH, FACE_HEIGHT, NULL);
    lk_region none = region_of(FACE_WIDTH, FACE_HEIGHT);
    lk_frame frame = frame_of_size(&out.values);
    (void)state;
    assert_int_equal(ops->draw(kit_self(k), kit_context(k, 1), &out, &none, &frame, NULL, &out),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "40 x 48"));
    kit_close(k);
}

static void a_picture_that_is_none_is_refused_when_it_is_opened(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(
        kit_try_open(LK_STAGE_BASELINE, "edges", "{picture: tests/kit.h}", error, sizeof error));
    assert_non_null(strstr(error, "kit.h"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ellipse_takes_the_pixels_nearest_to_the_centre_in_the_order_of_numpy),
        cmocka_unit_test(ellipse_takes_pixels_equally_far_from_the_centre_row_by_row),
        cmocka_unit_test(ellipse_of_every_pixel_fills_the_canvas),
        cmocka_unit_test(mirror_swaps_left_and_right),
        cmocka_unit_test(mirror_twice_is_the_map_itself),
        cmocka_unit_test(random_has_the_area_of_the_foreground),
        cmocka_unit_test(random_draws_every_subset_as_often),
        cmocka_unit_test(random_pixels_score_what_chance_predicts),
        cmocka_unit_test(random_shift_moves_the_foreground_as_a_whole),
        cmocka_unit_test(random_gives_the_same_bits_for_the_same_seed),
        cmocka_unit_test(random_says_how_many_draws_make_its_value),
        cmocka_unit_test(random_refuses_no_draws),
        cmocka_unit_test(mean_face_is_the_luminance_of_a_picture),
        cmocka_unit_test(edges_are_those_of_scipy),
        cmocka_unit_test(the_face_of_the_host_is_seen_like_a_picture),
        cmocka_unit_test(a_picture_stands_in_place_of_the_mean_face),
        cmocka_unit_test(without_a_face_these_baselines_are_missing),
        cmocka_unit_test(a_frame_that_ends_before_the_face_has_none),
        cmocka_unit_test(a_picture_of_another_size_is_refused),
        cmocka_unit_test(a_picture_that_is_none_is_refused_when_it_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
