/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/affine.h"
#include "core/cut.h"

/* Vectors: golden/host (face-api 1.7.15 and OpenCV 4.6). Both place samples in
 * float32; OpenCV's lie up to half a unit in the last place of 32 off, which
 * neighbours 255 apart make 5e-4. */
static const double as_faceapi = 1e-4, as_opencv = 5e-4;

static void *keep(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size).data;
}

static lk_raster image(void)
{
    return kit_raster_u8(kit_npy("golden/host/image.npy"));
}

static lk_view view_of(lk_view_resize rule, uint32_t width, uint32_t height)
{
    return (lk_view){.struct_size = sizeof(lk_view),
                     .box = LK_BOX_WHOLE,
                     .resize = rule,
                     .width = width,
                     .height = height,
                     .frames = 1};
}

/* As the networks of face-api see a face. */
static lk_view square_view(lk_view_box box, lk_view_pad pad, uint32_t size)
{
    lk_view v = view_of(LK_RESIZE_BILINEAR_CORNER, size, size);
    v.box = box;
    v.floor_box = 1;
    v.pad = pad;
    return v;
}

static lk_raster cut(lk_raster from, lk_view view, const lk_box *box, const lk_landmarks *lm)
{
    lk_raster out = {0};
    lk_fault fault = {""};
    if (lk_cut(&from, &view, box, lm, keep, NULL, &out, &fault))
        fail_msg("%s", fault.text);
    return out;
}

/* Why a cut fails; the test fails when it does not. */
static const char *refusal(lk_raster from, lk_view view, const lk_box *box, lk_status expected)
{
    static lk_fault fault;
    lk_raster out;
    fault.text[0] = 0;
    assert_int_equal(lk_cut(&from, &view, box, NULL, keep, NULL, &out, &fault), expected);
    return fault.text;
}

static void assert_agrees(const lk_raster *got, const char *golden, double tolerance)
{
    char path[128];
    snprintf(path, sizeof path, "golden/host/%s.npy", golden);
    lk_tensor want = kit_npy(path);
    double difference = kit_max_difference(&got->pixels, &want);
    if (!(difference <= tolerance))
        fail_msg("%s differs by %g", golden, difference);
}

static void assert_point(lk_point got, double x, double y)
{
    assert_float_equal(got.x, x, 1e-12);
    assert_float_equal(got.y, y, 1e-12);
}

/* ---- As face-api cuts ------------------------------------------------------------ */

static const lk_box inside = {3.6, 2.2, 18.9, 11.4}, corner = {-5.5, -2.25, 20.9, 25.3};

static void a_face_box_is_floored_padded_and_resized_as_by_face_api(void **state)
{
    (void)state;
    lk_raster out = cut(image(), square_view(LK_BOX_FACE, LK_PAD_CENTRE, 28), &inside, NULL);
    assert_agrees(&out, "faceapi-inside", as_faceapi);
}

static void a_box_over_the_corner_is_cut_to_the_image_as_by_face_api(void **state)
{
    (void)state;
    lk_raster out = cut(image(), square_view(LK_BOX_FACE, LK_PAD_CENTRE, 14), &corner, NULL);
    assert_agrees(&out, "faceapi-over-the-corner", as_faceapi);
}

static void a_whole_image_is_padded_at_its_end_as_by_face_api(void **state)
{
    (void)state;
    lk_raster out = cut(image(), square_view(LK_BOX_WHOLE, LK_PAD_END, 32), NULL, NULL);
    assert_agrees(&out, "faceapi-end", as_faceapi);
}

static void the_box_of_landmarks_grows_by_a_fifth_as_by_face_api(void **state)
{
    (void)state;
    lk_tensor xy = kit_npy("golden/host/landmarks.npy");
    lk_landmarks lm = {.struct_size = sizeof lm, .count = 68, .points = xy.data};
    lk_view view = square_view(LK_BOX_LANDMARKS, LK_PAD_CENTRE, 24);
    view.enlarge = 0.2;
    lk_raster out = cut(image(), view, NULL, &lm);
    assert_agrees(&out, "faceapi-landmarks", as_faceapi);
}

/* ---- As OpenCV resizes ------------------------------------------------------------ */

static void bilinear_is_that_of_opencv(void **state)
{
    (void)state;
    lk_raster up = cut(image(), view_of(LK_RESIZE_BILINEAR, 47, 40), NULL, NULL);
    lk_raster down = cut(image(), view_of(LK_RESIZE_BILINEAR, 13, 11), NULL, NULL);
    assert_agrees(&up, "cv2-linear-up", as_opencv);
    assert_agrees(&down, "cv2-linear-down", as_opencv);
}

static void zeros_of_the_padding_take_part_in_resizing(void **state)
{
    (void)state;
    static const lk_box box = {4, 5, 21, 12};
    lk_view view = view_of(LK_RESIZE_BILINEAR, 16, 16);
    view.box = LK_BOX_FACE;
    view.pad = LK_PAD_END;
    lk_raster linear = cut(image(), view, &box, NULL);
    assert_agrees(&linear, "cv2-linear-padded", as_opencv);
    view.resize = LK_RESIZE_AREA;
    view.width = view.height = 8;
    lk_raster area = cut(image(), view, &box, NULL);
    assert_agrees(&area, "cv2-area-padded", as_opencv);
}

static void area_is_the_mean_over_what_is_covered_as_in_opencv(void **state)
{
    (void)state;
    lk_raster out = cut(image(), view_of(LK_RESIZE_AREA, 9, 7), NULL, NULL);
    assert_agrees(&out, "cv2-area", as_opencv);
}

static void nearest_is_that_of_opencv(void **state)
{
    (void)state;
    lk_raster out = cut(image(), view_of(LK_RESIZE_NEAREST, 19, 50), NULL, NULL);
    assert_agrees(&out, "cv2-nearest", 0);
}

/* ---- Own rules -------------------------------------------------------------------- */

static void an_image_of_the_right_size_stays_as_it_is(void **state)
{
    (void)state;
    static const lk_view_resize rules[] = {LK_RESIZE_BILINEAR, LK_RESIZE_BILINEAR_CORNER,
                                           LK_RESIZE_NEAREST, LK_RESIZE_AREA};
    lk_raster from = image();
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        lk_raster out = cut(from, view_of(rules[i], 31, 24), NULL, NULL);
        assert_true(kit_max_difference(&from.pixels, &out.pixels) == 0);
    }
}

static void bytes_and_floats_give_the_same_view(void **state)
{
    (void)state;
    lk_raster floats = image(), bytes = floats;
    bytes.pixels = kit_npy("golden/host/image.npy");
    lk_view view = view_of(LK_RESIZE_BILINEAR, 20, 9);
    lk_raster a = cut(floats, view, NULL, NULL), b = cut(bytes, view, NULL, NULL);
    assert_true(kit_max_difference(&a.pixels, &b.pixels) == 0);
}

/* A picture whose red is x and green is y at the centre of every pixel. */
static lk_raster ramp(int height, int width)
{
    lk_raster r = {.struct_size = sizeof r, .to_image = lk_affine_identity};
    r.pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width, 3);
    float *p = r.pixels.data;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, p += 3) {
            p[0] = (float)x + 0.5f;
            p[1] = (float)y + 0.5f;
        }
    return r;
}

static void a_box_that_is_not_floored_is_cut_between_pixels(void **state)
{
    (void)state;
    static const lk_box box = {10.25, 12.75, 8.5, 6.5};
    lk_view view = view_of(LK_RESIZE_BILINEAR, 17, 13);
    view.box = LK_BOX_FACE;
    lk_raster out = cut(ramp(40, 50), view, &box, NULL);
    const float *p = out.pixels.data;
    for (int y = 0; y < 13; y++)
        for (int x = 0; x < 17; x++, p += 3) {
            lk_point at = lk_affine_apply(&out.to_image, (lk_point){x + 0.5, y + 0.5});
            assert_float_equal(p[0], at.x, 1e-4);
            assert_float_equal(p[1], at.y, 1e-4);
        }
}

static void what_lies_off_the_image_is_black(void **state)
{
    (void)state;
    static const lk_box box = {-4, -4, 8, 8};
    lk_view view = view_of(LK_RESIZE_NEAREST, 8, 8);
    view.box = LK_BOX_FACE;
    lk_raster out = cut(ramp(20, 20), view, &box, NULL);
    const float *p = out.pixels.data;
    for (int i = 0; i < 64; i++)
        assert_float_equal(p[3 * i], i / 8 >= 4 && i % 8 >= 4 ? i % 8 - 4 + 0.5 : 0, 0);
}

static void the_affine_leads_back_to_the_image(void **state)
{
    (void)state;
    static const lk_box box = {4, 6, 20, 10};
    lk_view view = square_view(LK_BOX_FACE, LK_PAD_CENTRE, 40);
    lk_raster out = cut(ramp(24, 31), view, &box, NULL);
    assert_point(lk_affine_apply(&out.to_image, (lk_point){0, 10}), 4, 6);
    assert_point(lk_affine_apply(&out.to_image, (lk_point){40, 30}), 24, 16);
}

static void the_affine_of_a_cut_of_a_cut_leads_to_the_first_image(void **state)
{
    (void)state;
    static const lk_box box = {2, 3, 5, 4};
    lk_raster from = ramp(24, 31);
    from.to_image = (lk_affine){{2, 0, 100, 0, 3, 200}};
    lk_view view = square_view(LK_BOX_FACE, LK_PAD_NONE, 10);
    lk_raster out = cut(from, view, &box, NULL);
    assert_point(lk_affine_apply(&out.to_image, (lk_point){10, 10}), 100 + 2 * 7, 200 + 3 * 7);
}

static void landmarks_come_along_into_the_view(void **state)
{
    (void)state;
    static const lk_box box = {4, 6, 20, 10};
    static const lk_point eye = {14, 11};
    lk_landmarks lm = {.struct_size = sizeof lm, .count = 1, .points = &eye}, seen;
    lk_raster out = cut(ramp(24, 31), square_view(LK_BOX_FACE, LK_PAD_CENTRE, 40), &box, NULL);
    assert_int_equal(lk_landmarks_to_view(&lm, &out, keep, NULL, &seen, NULL), LK_OK);
    assert_int_equal(seen.count, 1);
    assert_point(seen.points[0], 20, 20);
}

/* ---- Refusals --------------------------------------------------------------------- */

static void a_box_without_a_pixel_in_the_image_is_refused(void **state)
{
    (void)state;
    static const lk_box bad[] = {{40, 2, 5, 5},  {2, -9, 5, 9},  {2, 2, 0, 5},   {2, 2, 5, -1},
                                 {2, 2, 0.9, 5}, {NAN, 2, 5, 5}, {2, NAN, 5, 5}, {-1e9, 2, 5, 5}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *why =
            refusal(image(), square_view(LK_BOX_FACE, LK_PAD_CENTRE, 8), &bad[i], LK_E_INPUT);
        assert_non_null(strstr(why, "has no pixel in an image of 31 x 24"));
    }
}

static void a_face_without_box_or_landmarks_is_missing(void **state)
{
    (void)state;
    lk_view face = square_view(LK_BOX_FACE, LK_PAD_NONE, 8);
    lk_view points = square_view(LK_BOX_LANDMARKS, LK_PAD_NONE, 8);
    assert_non_null(strstr(refusal(image(), face, NULL, LK_MISSING), "none is known"));
    assert_non_null(strstr(refusal(image(), points, &inside, LK_MISSING), "landmarks"));
}

static void only_rgb_images_are_cut(void **state)
{
    (void)state;
    lk_raster grey = image();
    grey.pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, 4, 4, 1);
    const char *why = refusal(grey, view_of(LK_RESIZE_BILINEAR, 8, 8), NULL, LK_E_INPUT);
    assert_non_null(strstr(why, "H x W x 3"));
}

static void an_affine_and_its_inverse_undo_each_other(void **state)
{
    (void)state;
    static const lk_affine a = {{1.5, -0.25, 7, 0.5, 2, -3}}, flat = {{1, 2, 0, 2, 4, 0}};
    lk_affine back;
    assert_int_equal(lk_affine_invert(&a, &back), 0);
    lk_affine both = lk_affine_compose(&a, &back);
    for (int i = 0; i < 6; i++)
        assert_float_equal(both.m[i], lk_affine_identity.m[i], 1e-14);
    assert_int_equal(lk_affine_invert(&flat, &back), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_box_is_floored_padded_and_resized_as_by_face_api),
        cmocka_unit_test(a_box_over_the_corner_is_cut_to_the_image_as_by_face_api),
        cmocka_unit_test(a_whole_image_is_padded_at_its_end_as_by_face_api),
        cmocka_unit_test(the_box_of_landmarks_grows_by_a_fifth_as_by_face_api),
        cmocka_unit_test(bilinear_is_that_of_opencv),
        cmocka_unit_test(zeros_of_the_padding_take_part_in_resizing),
        cmocka_unit_test(area_is_the_mean_over_what_is_covered_as_in_opencv),
        cmocka_unit_test(nearest_is_that_of_opencv),
        cmocka_unit_test(an_image_of_the_right_size_stays_as_it_is),
        cmocka_unit_test(bytes_and_floats_give_the_same_view),
        cmocka_unit_test(a_box_that_is_not_floored_is_cut_between_pixels),
        cmocka_unit_test(what_lies_off_the_image_is_black),
        cmocka_unit_test(the_affine_leads_back_to_the_image),
        cmocka_unit_test(the_affine_of_a_cut_of_a_cut_leads_to_the_first_image),
        cmocka_unit_test(landmarks_come_along_into_the_view),
        cmocka_unit_test(a_box_without_a_pixel_in_the_image_is_refused),
        cmocka_unit_test(a_face_without_box_or_landmarks_is_missing),
        cmocka_unit_test(only_rgb_images_are_cut),
        cmocka_unit_test(an_affine_and_its_inverse_undo_each_other),
    };
    return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
