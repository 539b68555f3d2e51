/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "aligning.h"
#include "scratch.h"

/* A map of `channels` whose channel c is the map times c + 1. */
static lk_heatmap with_channels(const lk_heatmap *map, int channels)
{
    lk_heatmap out = heatmap_over(kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)map->values.shape[0],
                                             (int)map->values.shape[1], channels));
    float *to = out.values.data;
    for (size_t i = 0; i < lk_tensor_count(&map->values); i++)
        for (int c = 0; c < channels; c++)
            *to++ = values_of(map)[i] * (float)(c + 1);
    return out;
}

static void check_channels(const lk_heatmap *one, const lk_heatmap *many)
{
    size_t channels = (size_t)many->values.shape[2], n = lk_tensor_count(&one->values);
    assert_int_equal(lk_tensor_count(&many->values), n * channels);
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < channels; c++) {
            double expected = (double)values_of(one)[i] * (double)(c + 1);
            assert_true(fabs((double)values_of(many)[i * channels + c] - expected) < 1e-5);
        }
}

/* ---- Triangles ------------------------------------------------------------------- */

static void triangles_give_the_map_that_scipy_gives(void **state)
{
    kit *k = kit_open(LK_STAGE_ALIGNER, "triangles", STUDY_FRAME);
    lk_heatmap map = heatmap_over(kit_npy("golden/geometry/source_map.npy"));
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        lk_landmarks face = golden_face(kinds[i]);
        lk_heatmap out = align_or_fail(k, &map, &face);
        lk_tensor top = golden("golden/geometry/%s_warped_top.npy", kinds[i]);
        lk_tensor bottom = golden("golden/geometry/%s_warped_bottom.npy", kinds[i]);
        lk_region unsure = unsure_pixels(kinds[i]);
        size_t split = lk_tensor_count(&top), differ = 0, all = 0;
        assert_int_equal(split + lk_tensor_count(&bottom), 275 * 224);
        for (size_t p = 0; p < 275 * 224; p++) {
            float expected =
                p < split ? ((const float *)top.data)[p] : ((const float *)bottom.data)[p - split];
            int same = values_of(&out)[p] <= expected && values_of(&out)[p] >= expected;
            differ += !same && !pixel_of(&unsure, p);
            all += !same;
        }
        print_message("# %s: %zu pixels differ, of them %zu not on an edge\n", kinds[i], all,
                      differ);
        assert_int_equal(differ, 0);
    }
    kit_close(k);
}

static void triangles_leave_a_face_that_lies_as_the_frame(void **state)
{
    kit *k = kit_open(LK_STAGE_ALIGNER, "triangles", STUDY_FRAME);
    lk_heatmap map = some_map(275, 224);
    lk_heatmap out = align_or_fail(k, &map, &study_frame()->landmarks);
    (void)state;
    assert_true(kit_max_difference(&map.values, &out.values) == 0);
    kit_close(k);
}

static void triangles_warp_every_channel_alike(void **state)
{
    kit *k = kit_open(LK_STAGE_ALIGNER, "triangles", STUDY_FRAME);
    lk_heatmap map = heatmap_over(kit_npy("golden/geometry/source_map.npy"));
    lk_heatmap many = with_channels(&map, 3);
    lk_landmarks face = golden_face("float");
    lk_heatmap one_out = align_or_fail(k, &map, &face);
    lk_heatmap many_out = align_or_fail(k, &many, &face);
    (void)state;
    check_channels(&one_out, &many_out);
    kit_close(k);
}

static void triangles_need_a_frame_of_68_landmarks(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_ALIGNER, "triangles", SMALL_FRAME, error, sizeof error));
    assert_non_null(strstr(error, "must have 68 landmarks, and has 9"));
}

/* ---- Similarity ------------------------------------------------------------------ */

static void similarity_gives_the_map_that_scikit_image_gives(void **state)
{
    static const char *const cases[] = {"turned", "mirrored", "larger"};
    kit *k = kit_open(LK_STAGE_ALIGNER, "similarity", SMALL_FRAME);
    lk_heatmap picture = heatmap_over(kit_npy("golden/geometry/similarity_picture.npy"));
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        lk_tensor points = golden("golden/geometry/similarity_%s_points.npy", cases[i]);
        lk_tensor expected = golden("golden/geometry/similarity_%s_warped.npy", cases[i]);
        lk_landmarks face = landmarks_over(points.data, (uint32_t)points.shape[0]);
        lk_heatmap out = align_or_fail(k, &picture, &face);
        double difference = kit_max_difference(&expected, &out.values);
        if (!(difference < 1e-6))
            fail_msg("%s: differs by %g", cases[i], difference);
    }
    kit_close(k);
}

static void similarity_leaves_a_face_that_lies_as_the_frame(void **state)
{
    kit *k = kit_open(LK_STAGE_ALIGNER, "similarity", STUDY_FRAME);
    lk_heatmap map = some_map(275, 224);
    lk_heatmap out = align_or_fail(k, &map, &study_frame()->landmarks);
    (void)state;
    assert_true(kit_max_difference(&map.values, &out.values) < 1e-6);
    kit_close(k);
}

static void similarity_warps_every_channel_alike(void **state)
{
    kit *k = kit_open(LK_STAGE_ALIGNER, "similarity", STUDY_FRAME);
    lk_heatmap map = heatmap_over(kit_npy("golden/geometry/source_map.npy"));
    lk_heatmap many = with_channels(&map, 2);
    lk_landmarks face = golden_face("float");
    lk_heatmap one_out = align_or_fail(k, &map, &face);
    lk_heatmap many_out = align_or_fail(k, &many, &face);
    (void)state;
    check_channels(&one_out, &many_out);
    kit_close(k);
}

/* Two eyes define a similarity as well; so do three points on a line, where the
 * frame has them so. */
static void similarity_takes_a_frame_whose_landmarks_lie_on_a_line(void **state)
{
    static const char text[] = "{width: 20, height: 10, landmarks: [[4, 5], [8, 5], [16, 5]]}";
    static const lk_point points[] = {{4, 5}, {8, 5}, {16, 5}};
    char params[900];
    snprintf(params, sizeof params, "{frame: %s}", scratch_file("line.yaml", text, strlen(text)));
    kit *k = kit_open(LK_STAGE_ALIGNER, "similarity", params);
    lk_heatmap map = some_map(10, 20);
    lk_landmarks face = landmarks_over(points, 3);
    lk_heatmap out = align_or_fail(k, &map, &face);
    (void)state;
    assert_true(kit_max_difference(&map.values, &out.values) < 1e-6);
    kit_close(k);
}

static void similarity_needs_a_frame_of_two_landmarks(void **state)
{
    (void)state;
    check_refused(LK_STAGE_ALIGNER, "similarity", "frame", "{width: 4, height: 4}",
                  "fewer than two landmarks");
    check_refused(LK_STAGE_ALIGNER, "similarity", "frame",
                  "{width: 4, height: 4, landmarks: [[1, 1]]}", "fewer than two landmarks");
}

/* ---- None ------------------------------------------------------------------------ */

static void none_takes_the_pixel_that_holds_the_centre(void **state)
{
    static const char text[] = "{width: 4, height: 3}";
    static const float values[] = {1, 2, 3, 4, 5, 6};
    static const float expected[] = {1, 2, 2, 3, 4, 5, 5, 6, 4, 5, 5, 6};
    char params[900];
    snprintf(params, sizeof params, "{frame: %s}", scratch_file("plain.yaml", text, strlen(text)));
    kit *k = kit_open(LK_STAGE_ALIGNER, "none", params);
    lk_heatmap map = heatmap_of(2, 3, values);
    lk_heatmap out = align_or_fail(k, &map, NULL);
    lk_heatmap many = with_channels(&map, 3);
    lk_heatmap many_out = align_or_fail(k, &many, NULL);
    (void)state;
    assert_memory_equal(out.values.data, expected, sizeof expected);
    check_channels(&out, &many_out);
    kit_close(k);
}

static void none_leaves_a_map_of_the_frames_size(void **state)
{
    kit *k = kit_open(LK_STAGE_ALIGNER, "none", STUDY_FRAME);
    lk_heatmap map = some_map(275, 224);
    lk_heatmap out = align_or_fail(k, &map, NULL);
    (void)state;
    assert_true(kit_max_difference(&map.values, &out.values) == 0);
    kit_close(k);
}

/* Triangles and none cover the frame; a similarity leaves margins. */
static void a_map_of_one_pixel_is_aligned(void **state)
{
    static const float value[] = {5};
    lk_point points[68];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        kit *k = kit_open(LK_STAGE_ALIGNER, aligners[i], STUDY_FRAME);
        lk_heatmap map = heatmap_of(1, 1, value);
        lk_landmarks wide = golden_face("float"), face = landmarks_over(points, 68);
        for (size_t p = 0; p < 68; p++)
            points[p] = (lk_point){wide.points[p].x / 128, wide.points[p].y / 128};
        lk_heatmap out = align_or_fail(k, &map, &face);
        for (size_t p = 0; i != 1 && p < 275 * 224; p++)
            assert_true(values_of(&out)[p] > 4.9f && values_of(&out)[p] < 5.1f);
        assert_true(values_of(&out)[137 * 224 + 112] > 1);
        kit_close(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triangles_give_the_map_that_scipy_gives),
        cmocka_unit_test(triangles_leave_a_face_that_lies_as_the_frame),
        cmocka_unit_test(triangles_warp_every_channel_alike),
        cmocka_unit_test(triangles_need_a_frame_of_68_landmarks),
        cmocka_unit_test(similarity_gives_the_map_that_scikit_image_gives),
        cmocka_unit_test(similarity_leaves_a_face_that_lies_as_the_frame),
        cmocka_unit_test(similarity_warps_every_channel_alike),
        cmocka_unit_test(similarity_takes_a_frame_whose_landmarks_lie_on_a_line),
        cmocka_unit_test(similarity_needs_a_frame_of_two_landmarks),
        cmocka_unit_test(none_takes_the_pixel_that_holds_the_centre),
        cmocka_unit_test(none_leaves_a_map_of_the_frames_size),
        cmocka_unit_test(a_map_of_one_pixel_is_aligned),
    };
    return cmocka_run_group_tests(tests, NULL, scratch_remove);
}
