/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pictures.h"
#include "scratch.h"

#include <stdlib.h>

#define STUDY_MASKS "{file: configs/masks/ekman-study.yaml}"

static const char *const labels[] = {"anger",     "disgust", "fear",
                                     "happiness", "sadness", "surprise"};
enum { LABELS = sizeof labels / sizeof labels[0] };

/* ---- Polygons ------------------------------------------------------------------ */

/* A frame of 48 x 40 whose first landmarks are the points of these contours. */
static lk_frame frame_of_contours(const lk_node *contours)
{
    static lk_point points[68];
    size_t n = 0;
    for (size_t c = 0; c < contours->count; c++)
        for (size_t i = 0; i < contours->items[c]->count; i++) {
            const lk_node *pair = contours->items[c]->items[i];
            points[n++] =
                (lk_point){strtod(pair->items[0]->text, NULL), strtod(pair->items[1]->text, NULL)};
        }
    return (lk_frame){.struct_size = sizeof(lk_frame),
                      .width = 48,
                      .height = 40,
                      .landmarks = {sizeof(lk_landmarks), 68, points}};
}

static kit *open_text(const char *text)
{
    char params[900];
    snprintf(params, sizeof params, "{file: %s}", scratch_file("masks.yaml", text, strlen(text)));
    return kit_open(LK_STAGE_MASK, "polygons", params);
}

static void a_polygon_has_the_pixels_of_opencv(void **state)
{
    static const char text[] = "masks:\n"
                               "  convex: [[1, 2, 3, 4]]\n"
                               "  concave: [[1, 2, 3, 4, 5, 6]]\n"
                               "  crossing: [[1, 2, 3, 4]]\n"
                               "  outside: [[1, 2, 3, 4]]\n"
                               "  flat: [[1, 2, 3]]\n"
                               "  hole: [{polygon: [1, 2, 3, 4], hole: [5, 6, 7, 8]}]\n";
    kit *k = open_text(text);
    const lk_node *polygons = kit_yaml("golden/geometry/polygons.yaml");
    (void)state;
    for (size_t i = 0; i < polygons->count; i++) {
        const char *name = polygons->items[i]->key;
        lk_tensor expected = golden("golden/geometry/polygon_%s.npy", name);
        lk_frame frame = frame_of_contours(polygons->items[i]);
        lk_region out = draw_mask(k, name, 0, &frame);
        if (kit_max_difference(&out.pixels, &expected) > 0)
            fail_msg("%s differs from OpenCV's", name);
    }
    assert_int_equal(polygons->count, 6);
    kit_close(k);
}

static void points_are_written_over_landmarks(void **state)
{
    static const char text[] =
        "masks:\n"
        "  right: [[1, x2y1, 2, x1y2]]\n"                          /* a rectangle */
        "  top: [[1, 2, t2, t1]]\n"                                /* up to the edge */
        "  nose: [[1, b1, b2]]\n"                                  /* as high as 30 */
        "  middle: [[m1_2, m1_TR, m2_TL]]\n"                       /* halfway */
        "  moved: [{polygon: [l1, u1, r1, d1], offset: x1_2/2}]\n" /* a diamond */
        "  corners: [[TL, TR, 1]]\n"
        "  ellipse: [{ellipse: 1, rx: W/12, ry: y1_2/4+1}]\n";
    static lk_point points[68];
    lk_frame frame = {.struct_size = sizeof frame,
                      .width = 48,
                      .height = 40,
                      .landmarks = {sizeof frame.landmarks, 68, points}};
    kit *k = open_text(text);
    (void)state;
    points[0] = (lk_point){10, 12};
    points[1] = (lk_point){18, 24};
    points[29] = (lk_point){30, 20};
    lk_region right = draw_mask(k, "right", 0, &frame), top = draw_mask(k, "top", 0, &frame);
    assert_int_equal(area_of(&right), 9 * 13);
    assert_int_equal(pixel_of(&right, 12 * 48 + 18), 1);
    assert_int_equal(pixel_of(&top, 10), 1);
    assert_int_equal(pixel_of(&top, 18), 1);
    lk_region nose = draw_mask(k, "nose", 0, &frame), middle = draw_mask(k, "middle", 0, &frame);
    assert_int_equal(pixel_of(&nose, 20 * 48 + 14), 1);
    assert_int_equal(pixel_of(&nose, 21 * 48 + 14), 0);
    assert_int_equal(pixel_of(&middle, 18 * 48 + 14), 1);
    assert_int_equal(pixel_of(&middle, 6 * 48 + 29), 1);
    assert_int_equal(pixel_of(&middle, 12 * 48 + 9), 1);
    lk_region moved = draw_mask(k, "moved", 0, &frame);
    assert_int_equal(area_of(&moved), 41);
    assert_int_equal(pixel_of(&moved, 8 * 48 + 10), 1);
    assert_int_equal(pixel_of(&moved, 12 * 48 + 14), 1);
    lk_region corners = draw_mask(k, "corners", 0, &frame);
    assert_int_equal(pixel_of(&corners, 0) + pixel_of(&corners, 47), 2);
    lk_region ellipse = draw_mask(k, "ellipse", 0, &frame); /* rx 4, ry 4 */
    assert_int_equal(area_of(&ellipse), 52);
    kit_close(k);
}

static void the_masks_of_the_study_cover_their_share_of_the_canvas(void **state)
{
    kit *k = kit_open(LK_STAGE_MASK, "polygons", STUDY_MASKS);
    (void)state;
    for (size_t i = 0; i < LABELS; i++) {
        lk_region mask = draw_mask(k, labels[i], 0, study_frame());
        assert_in_range(area_of(&mask), .20 * 224 * 275, .32 * 224 * 275);
    }
    kit_close(k);
}

static void the_masks_of_the_study_overlap_the_published_ones_by_99_percent(void **state)
{
    const char *folder = kit_shared("paper/masks");
    char params[900];
    (void)state;
    if (!folder) {
        print_message("# the published masks are not here\n");
        skip();
    }
    snprintf(params, sizeof params, "{path: %s}", folder);
    kit *drawn = kit_open(LK_STAGE_MASK, "polygons", STUDY_MASKS);
    kit *published = kit_open(LK_STAGE_MASK, "image", params);
    for (size_t i = 0; i < LABELS; i++) {
        lk_region a = draw_mask(drawn, labels[i], 0, study_frame());
        lk_region b = draw_mask(published, labels[i], 0, study_frame());
        print_message("# %s: IoU %.4f\n", labels[i], iou_of(&a, &b));
        assert_true(iou_of(&a, &b) >= .99);
    }
    kit_close(drawn);
    kit_close(published);
}

static void an_unknown_label_is_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_MASK, "polygons", STUDY_MASKS);
    const lk_mask_ops *ops = kit_ops(k);
    lk_region out = region_of(275, 224);
    (void)state;
    assert_null(ops->readings(kit_self(k), kit_context(k, 1), "boredom"));
    assert_non_null(strstr(kit_error(k), "`boredom`"));
    assert_int_equal(ops->draw(kit_self(k), kit_context(k, 1), "boredom", 0, study_frame(), &out),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "`boredom`"));
    assert_string_equal(ops->readings(kit_self(k), kit_context(k, 1), "anger")[0], "mask");
    assert_int_equal(ops->draw(kit_self(k), kit_context(k, 1), "anger", 1, study_frame(), &out),
                     LK_E_INPUT);
    kit_close(k);
}

static void a_frame_without_68_landmarks_is_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_MASK, "polygons", STUDY_MASKS);
    lk_region out = region_of(275, 224);
    lk_frame frame = frame_of_size(&out.pixels);
    (void)state;
    assert_int_equal(((const lk_mask_ops *)kit_ops(k))
                         ->draw(kit_self(k), kit_context(k, 1), "anger", 0, &frame, &out),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "68 landmarks"));
    kit_close(k);
}

static void a_wrong_mask_file_is_refused_where_it_is_wrong(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"{}", "needs `masks`"},
        {"[]", "needs `masks`"},
        {"masks: {}", "needs `masks`"},
        {"masks: {a: []}", "list of shapes"},
        {"masks: {a: 3}", "list of shapes"},
        {"masks: {a: [[1, 2]]}", "3 to 4096 points"},
        {"masks: {a: [[1, 2, 69]]}", "`69` is no point"},
        {"masks: {a: [[1, 2, 0]]}", "`0` is no point"},
        {"masks: {a: [[1, 2, -3]]}", "`-3` is no point"},
        {"masks: {a: [[1, 2, 99999999999999999999]]}", "no point"},
        {"masks: {a: [[1, 2, m3]]}", "`m3` is no point"},
        {"masks: {a: [[1, 2, 3x]]}", "`3x` is no point"},
        {"masks: {a: [[1, 2, [3]]]}", "`this` is no point"},
        {"masks: {a: [{ellipse: 1}]}", "needs rx and ry"},
        {"masks: {a: [{ellipse: 1, rx: 2, ry: -3}]}", "`-3` is no length"},
        {"masks: {a: [{ellipse: 1, rx: W/0, ry: 3}]}", "`W/0` is no length"},
        {"masks: {a: [{ellipse: 1, rx: 1e999, ry: 3}]}", "no length"},
        {"masks: {a: [{ellipse: 1, rx: W+, ry: 3}]}", "`W+` is no length"},
        {"masks: {a: [{polygon: [1, 2, 3], rx: 3}]}", "no key `rx`"},
        {"masks: {a: [{hole: [1, 2, 3]}]}", "`polygon` or"},
        {"masks: {a: [{polygon: [1, u2, 3], offset: 1e30}]}", "far outside"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(LK_STAGE_MASK, "polygons", "file", cases[i].text, cases[i].reason);
}

/* ---- Images -------------------------------------------------------------------- */

static kit *open_images(const char *pattern)
{
    char params[900];
    snprintf(params, sizeof params, "{path: %s, pattern: \"%s\"}", scratch_folder(), pattern);
    return kit_open(LK_STAGE_MASK, "image", params);
}

/* Write a PNG of these pixels, `channels` a pixel. */
static void write_png(kit *k, const char *name, int height, int width, int channels,
                      const uint8_t *pixels)
{
    lk_tensor t = channels == 1 ? kit_tensor(LK_DTYPE_UINT, 8, 2, height, width)
                                : kit_tensor(LK_DTYPE_UINT, 8, 3, height, width, channels);
    lk_context *ctx = kit_context(k, 1);
    const void *bytes;
    size_t size;
    memcpy(t.data, pixels, lk_tensor_count(&t));
    assert_int_equal(ctx->host->encode_png(ctx, &t, &bytes, &size), LK_OK);
    scratch_file(name, bytes, size);
}

static lk_frame small_frame(void)
{
    return (lk_frame){.struct_size = sizeof(lk_frame), .width = 2, .height = 2};
}

static void an_image_is_found_by_the_pattern_of_its_name(void **state)
{
    static const uint8_t grey[] = {0, 255, 127, 128}, other[] = {255, 0, 0, 0};
    static const char *const patterns[] = {"{Label}_gt.png", "{label}-{label}.png", "of {Label}"};
    static const char *const names[] = {"Joy_gt.png", "joy-joy.png", "of Joy"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        kit *k = open_images(patterns[i]);
        write_png(k, names[i], 2, 2, 1, grey);
        write_png(k, "joy-joyful.png", 2, 2, 1, other);
        kit_close(k);
        k = open_images(patterns[i]);
        lk_frame frame = small_frame();
        lk_region out = draw_mask(k, "joy", 0, &frame);
        assert_memory_equal(out.pixels.data, ((uint8_t[]){0, 1, 0, 1}), 4);
        assert_string_equal(
            ((const lk_mask_ops *)kit_ops(k))->readings(kit_self(k), kit_context(k, 1), "joy")[0],
            "mask");
        kit_close(k);
    }
}

static void a_coloured_image_is_turned_to_grey(void **state)
{
    static const uint8_t rgb[] = {255, 255, 255, 0, 0, 0, 0, 0, 255, 255, 255, 0};
    kit *k = open_images("{label}.png");
    lk_frame frame = small_frame();
    (void)state;
    write_png(k, "colour.png", 2, 2, 3, rgb);
    kit_close(k);
    k = open_images("{label}.png");
    lk_region out = draw_mask(k, "colour", 0, &frame);
    assert_memory_equal(out.pixels.data, ((uint8_t[]){1, 0, 0, 1}), 4);
    kit_close(k);
}

/* Open the folder, draw one label on a 2 x 2 frame, expect this sentence. */
static void check_image_refused(const char *label, const char *reason)
{
    kit *k = open_images("{label}.png");
    lk_region out = region_of(2, 2);
    lk_frame frame = small_frame();
    assert_int_equal(((const lk_mask_ops *)kit_ops(k))
                         ->draw(kit_self(k), kit_context(k, 1), label, 0, &frame, &out),
                     LK_E_INPUT);
    if (!strstr(kit_error(k), reason))
        fail_msg("%s instead of `%s`", kit_error(k), reason);
    kit_close(k);
}

static void an_image_of_another_size_than_the_frame_is_refused(void **state)
{
    static const uint8_t grey[] = {0, 255, 127, 128, 3, 4};
    kit *k = open_images("{label}.png");
    (void)state;
    write_png(k, "wide.png", 2, 3, 1, grey);
    kit_close(k);
    check_image_refused("wide", "wide.png is 3 x 2 and the frame of the alignment 2 x 2");
}

static void a_file_that_is_no_png_is_refused(void **state)
{
    static const uint8_t grey[] = {0, 255, 127, 128};
    kit *k = open_images("{label}.png");
    lk_context *ctx = kit_context(k, 1);
    const void *bytes;
    size_t size;
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 2, 2, 2);
    (void)state;
    memcpy(t.data, grey, 4);
    assert_int_equal(ctx->host->encode_png(ctx, &t, &bytes, &size), LK_OK);
    scratch_file("cut.png", bytes, size - 20);
    scratch_file("text.png", "not a picture", 13);
    scratch_file("empty.png", "", 0);
    kit_close(k);
    check_image_refused("cut", "cut.png cannot be read");
    check_image_refused("text", "text.png is no PNG image");
    check_image_refused("empty", "empty.png is no PNG image");
}

static void a_label_without_an_image_is_refused(void **state)
{
    kit *k = open_images("{Label}_gt.png");
    const lk_mask_ops *ops = kit_ops(k);
    (void)state;
    assert_null(ops->readings(kit_self(k), kit_context(k, 1), "boredom"));
    assert_non_null(strstr(kit_error(k), "has no {Label}_gt.png for the label `boredom`"));
    assert_null(ops->readings(kit_self(k), kit_context(k, 1), ""));
    assert_null(ops->readings(kit_self(k), kit_context(k, 1), "../boredom"));
    kit_close(k);
}

static void a_folder_that_is_missing_is_refused(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(
        kit_try_open(LK_STAGE_MASK, "image", "{path: tests/no-such-folder}", error, sizeof error));
    assert_non_null(strstr(error, "no-such-folder"));
}

static void a_pattern_without_a_label_is_refused(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(kit_try_open(LK_STAGE_MASK, "image", "{path: tests, pattern: mask.png}", error,
                             sizeof error));
    assert_non_null(strstr(error, "{label}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_polygon_has_the_pixels_of_opencv),
        cmocka_unit_test(points_are_written_over_landmarks),
        cmocka_unit_test(the_masks_of_the_study_cover_their_share_of_the_canvas),
        cmocka_unit_test(the_masks_of_the_study_overlap_the_published_ones_by_99_percent),
        cmocka_unit_test(an_unknown_label_is_refused),
        cmocka_unit_test(a_frame_without_68_landmarks_is_refused),
        cmocka_unit_test(a_wrong_mask_file_is_refused_where_it_is_wrong),
        cmocka_unit_test(an_image_is_found_by_the_pattern_of_its_name),
        cmocka_unit_test(a_coloured_image_is_turned_to_grey),
        cmocka_unit_test(an_image_of_another_size_than_the_frame_is_refused),
        cmocka_unit_test(a_file_that_is_no_png_is_refused),
        cmocka_unit_test(a_label_without_an_image_is_refused),
        cmocka_unit_test(a_folder_that_is_missing_is_refused),
        cmocka_unit_test(a_pattern_without_a_label_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, scratch_remove);
}
