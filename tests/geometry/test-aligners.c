/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pictures.h"
#include "scratch.h"

#include <math.h>

#define STUDY_FRAME "{frame: configs/frames/ekman-68.yaml}"
#define SMALL_FRAME "{frame: tests/golden/geometry/small-frame.yaml}"

static lk_landmarks landmarks_over(const lk_point *points, uint32_t count)
{
    return (lk_landmarks){sizeof(lk_landmarks), count, points};
}

static lk_status align(kit *k, const lk_heatmap *map, const lk_landmarks *landmarks,
                       lk_heatmap *out)
{
    const lk_aligner_ops *ops = kit_ops(k);
    const lk_frame *frame = ops->frame(kit_self(k));
    int height = (int)frame->height, width = (int)frame->width;
    *out = heatmap_over(map->values.rank == 3 ? kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width,
                                                           (int)map->values.shape[2])
                                              : kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width));
    return ops->align(kit_self(k), kit_context(k, 1), map, landmarks, out);
}

static lk_heatmap align_or_fail(kit *k, const lk_heatmap *map, const lk_landmarks *landmarks)
{
    lk_heatmap out;
    if (align(k, map, landmarks, &out))
        fail_msg("%s", kit_error(k));
    return out;
}

static const float *values_of(const lk_heatmap *m)
{
    return m->values.data;
}

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

/* A smooth map of the study frame's size. */
static lk_heatmap some_map(int height, int width)
{
    lk_heatmap m = heatmap_of(height, width, NULL);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            ((float *)m.values.data)[y * width + x] = sinf((float)x / 9) + cosf((float)y / 7);
    return m;
}

/* ---- Triangles ------------------------------------------------------------------- */

static const char *const kinds[] = {"float", "integer"};

static lk_landmarks golden_face(const char *kind)
{
    lk_tensor points = golden("golden/geometry/%s_source_points.npy", kind);
    return landmarks_over(points.data, 68);
}

/* Where rounding decides; 1 for these pixels. */
static lk_region unsure_pixels(const char *kind)
{
    lk_tensor list = golden("golden/geometry/%s_unsure.npy", kind);
    lk_region out = region_of(275, 224);
    for (int64_t i = 0; i < list.shape[0]; i++) {
        const int32_t *at = (const int32_t *)list.data + 2 * i;
        ((uint8_t *)out.pixels.data)[at[0] * 224 + at[1]] = 1;
    }
    return out;
}

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

/* ---- All ------------------------------------------------------------------------- */

static const char *const all[] = {"triangles", "similarity", "none"};

/* Triangles and none cover the frame; a similarity leaves margins. */
static void a_map_of_one_pixel_is_aligned(void **state)
{
    static const float value[] = {5};
    lk_point points[68];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        kit *k = kit_open(LK_STAGE_ALIGNER, all[i], STUDY_FRAME);
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

/* What LK_MISSING says for landmarks that are no face. */
static void check_missing(const lk_landmarks *landmarks, const char *reason)
{
    lk_heatmap map = heatmap_over(kit_npy("golden/geometry/source_map.npy")), out;
    for (size_t i = 0; i < 2; i++) {
        kit *k = kit_open(LK_STAGE_ALIGNER, all[i], STUDY_FRAME);
        assert_int_equal(align(k, &map, landmarks, &out), LK_MISSING);
        if (!strstr(kit_error(k), reason))
            fail_msg("%s: %s instead of `%s`", all[i], kit_error(k), reason);
        kit_close(k);
    }
}

static void landmarks_that_are_no_face_are_missing_with_a_reason(void **state)
{
    lk_point points[68];
    lk_landmarks face = landmarks_over(points, 68), few = landmarks_over(points, 5),
                 none = landmarks_over(NULL, 0);
    (void)state;
    check_missing(NULL, "no landmarks are known");
    check_missing(&none, "no landmarks are known");
    check_missing(&few, "5 landmarks and the frame 68");
    for (size_t i = 0; i < 68; i++)
        points[i] = (lk_point){64, 64};
    check_missing(&face, "one point");
    for (size_t i = 0; i < 68; i++)
        points[i] = (lk_point){20 + (double)i, 100 - (double)i / 3};
    check_missing(&face, "one line");
    for (size_t i = 0; i < 68; i++)
        points[i] = (lk_point){129 + (double)(i % 7), 129 + (double)(i % 5)};
    check_missing(&face, "no landmark lies inside");
}

static void one_bad_landmark_is_missing_with_a_reason(void **state)
{
    static const struct {
        lk_point at;
        const char *reason;
    } cases[] = {
        {{NAN, 3}, "landmark 8 has no finite position"},
        {{3, INFINITY}, "landmark 8 has no finite position"},
        {{3, 257}, "landmark 8, at (3, 257), is far outside the 128 x 128 map"},
        {{-1e300, 3}, "far outside"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lk_point points[68];
        lk_landmarks good = golden_face("float"), face = landmarks_over(points, 68);
        memcpy(points, good.points, sizeof points);
        points[7] = cases[i].at;
        check_missing(&face, cases[i].reason);
    }
}

/* Points that coincide, cross or leave the map are met in practice. */
static void odd_faces_are_aligned_without_harm(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 60; seed++) {
        lk_point points[68];
        lk_landmarks face = landmarks_over(points, 68);
        lk_heatmap map = some_map(16, 24);
        unsigned x = seed * 2654435761u + 1;
        for (size_t i = 0; i < 68; i++) {
            x = x * 1664525u + 1013904223u;
            points[i].x = seed % 3 ? (x >> 8) % 30 : (double)(x >> 8) / 0x1p24 * 30 - 3;
            x = x * 1664525u + 1013904223u;
            points[i].y = seed % 3 == 1 ? 7 + (x >> 8) % 2 : (double)(x >> 8) / 0x1p24 * 24 - 4;
        }
        for (size_t i = 0; i < 2; i++) {
            kit *k = kit_open(LK_STAGE_ALIGNER, all[i], STUDY_FRAME);
            lk_heatmap out;
            lk_status status = align(k, &map, &face, &out);
            assert_true(status == LK_OK || (status == LK_MISSING && *kit_error(k)));
            for (size_t p = 0; p < 275 * 224; p++)
                assert_true(isfinite(values_of(&out)[p]));
            kit_close(k);
        }
    }
}

static void a_map_that_is_not_float32_is_refused(void **state)
{
    lk_heatmap bytes = heatmap_over(kit_tensor(LK_DTYPE_UINT, 8, 2, 4, 4));
    lk_heatmap flat = heatmap_over(kit_tensor(LK_DTYPE_FLOAT, 32, 1, 16));
    lk_heatmap empty = heatmap_over(kit_tensor(LK_DTYPE_FLOAT, 32, 2, 0, 4)), out;
    lk_landmarks face = golden_face("float");
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        kit *k = kit_open(LK_STAGE_ALIGNER, all[i], STUDY_FRAME);
        assert_int_equal(align(k, &bytes, &face, &out), LK_E_INPUT);
        assert_int_equal(align(k, &flat, &face, &out), LK_E_INPUT);
        assert_int_equal(align(k, &empty, &face, &out), LK_E_INPUT);
        assert_non_null(strstr(kit_error(k), "float32"));
        kit_close(k);
    }
}

static void a_wrong_frame_file_is_refused_where_it_is_wrong(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"[]", "a map of width"},
        {"{}", "needs `width`"},
        {"{width: 3}", "needs `height`"},
        {"{width: 0, height: 3}", "whole number from 1"},
        {"{width: 1.5, height: 3}", "whole number from 1"},
        {"{width: 3, height: 20000}", "whole number from 1"},
        {"{width: 3, height: nan}", "whole number from 1"},
        {"{width: [], height: 3}", "whole number from 1"},
        {"{width: 3, height: 3, depth: 3}", "no key `depth`"},
        {"{width: 3, height: 3, landmarks: 4}", "`landmarks` must be a list"},
        {"{width: 3, height: 3, landmarks: [4]}", "[x, y]"},
        {"{width: 3, height: 3, landmarks: [[1, 2, 3]]}", "[x, y]"},
        {"{width: 3, height: 3, landmarks: [[1, inf]]}", "[x, y]"},
        {"{width: 3, height: 3, landmarks: [[1, 7]]}", "far outside the 3 x 3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t a = 0; a < 3; a++)
            check_refused(LK_STAGE_ALIGNER, all[a], "frame", cases[i].text, cases[i].reason);
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
        cmocka_unit_test(landmarks_that_are_no_face_are_missing_with_a_reason),
        cmocka_unit_test(one_bad_landmark_is_missing_with_a_reason),
        cmocka_unit_test(odd_faces_are_aligned_without_harm),
        cmocka_unit_test(a_map_that_is_not_float32_is_refused),
        cmocka_unit_test(a_wrong_frame_file_is_refused_where_it_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, scratch_remove);
}
