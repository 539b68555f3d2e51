/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "aligning.h"
#include "scratch.h"

/* What aligners say to faces, maps and frames that they cannot take. */

/* What LK_MISSING says for landmarks that are no face. */
static void check_missing(const lk_landmarks *landmarks, const char *reason)
{
    lk_heatmap map = heatmap_over(kit_npy("golden/geometry/source_map.npy")), out;
    for (size_t i = 0; i < 2; i++) {
        kit *k = kit_open(LK_STAGE_ALIGNER, aligners[i], STUDY_FRAME);
        assert_int_equal(align(k, &map, landmarks, &out), LK_MISSING);
        if (!strstr(kit_error(k), reason))
            fail_msg("%s: %s instead of `%s`", aligners[i], kit_error(k), reason);
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
            kit *k = kit_open(LK_STAGE_ALIGNER, aligners[i], STUDY_FRAME);
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
        kit *k = kit_open(LK_STAGE_ALIGNER, aligners[i], STUDY_FRAME);
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
            check_refused(LK_STAGE_ALIGNER, aligners[a], "frame", cases[i].text, cases[i].reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(landmarks_that_are_no_face_are_missing_with_a_reason),
        cmocka_unit_test(one_bad_landmark_is_missing_with_a_reason),
        cmocka_unit_test(odd_faces_are_aligned_without_harm),
        cmocka_unit_test(a_map_that_is_not_float32_is_refused),
        cmocka_unit_test(a_wrong_frame_file_is_refused_where_it_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, scratch_remove);
}
