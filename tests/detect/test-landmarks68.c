/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <parity/expected.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The outputs of face-api's networks, recorded, decoded by us; what the package
 * made of them is in golden/parity/expected.json. */

static char plugins[] = "/tmp/likeness-test-XXXXXX";

static void link_plugin(const char *folder, const char *name)
{
    char from[4096], to[4096];
    snprintf(from, sizeof from, "%s/%s.so", folder, name);
    snprintf(to, sizeof to, "%s/%s.so", plugins, name);
    assert_int_equal(symlink(from, to), 0);
}

static int gather_plugins(void **state)
{
    const char *given = getenv("LIKENESS_PLUGIN_PATH");
    (void)state;
    if (!mkdtemp(plugins))
        return -1;
    link_plugin(given ? given : KIT_BUILDDIR "/plugins/.libs", "detector-landmarks68");
    link_plugin(KIT_BUILDDIR "/tests/detect/.libs", "backend-playback");
    return setenv("LIKENESS_PLUGIN_PATH", plugins, 1);
}

static int scatter_plugins(void **state)
{
    static const char *const names[] = {"detector-landmarks68", "backend-playback"};
    char path[4096];
    (void)state;
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s.so", plugins, names[i]);
        unlink(path);
    }
    return rmdir(plugins);
}

static const lk_node *image_called(const char *name)
{
    const lk_node *images = lk_node_get(kit_yaml("golden/parity/expected.json"), "images");
    for (size_t i = 0; i < images->count; i++)
        if (!strcmp(lk_node_text(images->items[i], "name", ""), name))
            return images->items[i];
    fail_msg("expected.json has no image %s", name);
    return NULL;
}

/* A detector over the recorded outputs for an image. */
static kit *open_recorded(const char *name, const char *more)
{
    char params[4096];
    const char *folder = kit_path("tests/golden/parity");
    snprintf(params, sizeof params,
             "{faces: {use: playback, path: %s/%s-boxes.npy}, points: {use: playback, path: "
             "%s/%s-points.npy, side: 112, outputs: 136, face: true}%s}",
             folder, name, folder, name, more);
    return kit_open(LK_STAGE_DETECTOR, "landmarks68", params);
}

static lk_faces detect(kit *k, int height, int width, int whole)
{
    lk_faces out = {.struct_size = sizeof out};
    const lk_detector_ops *ops = kit_ops(k);
    lk_raster image = kit_raster_u8(kit_tensor(LK_DTYPE_UINT, 8, 3, height, width, 3));
    lk_context *ctx = kit_context(k, 1);
    if (ops->detect(kit_self(k), ctx, "item", &image, whole, &out))
        fail_msg("%s", kit_error(k));
    return out;
}

static void check_image(const char *name)
{
    const lk_node *image = image_called(name), *faces = lk_node_get(image, "faces");
    char more[64];
    snprintf(more, sizeof more, ", threshold: %g", expected_number(image, "threshold"));
    kit *k = open_recorded(name, more);
    lk_faces found =
        detect(k, (int)expected_number(image, "height"), (int)expected_number(image, "width"), 0);
    assert_int_equal(found.count, faces->count);
    for (size_t i = 0; i < found.count; i++) {
        const lk_node *face = faces->items[i];
        lk_box box = expected_box(lk_node_get(face, "box"));
        expect_box(name, &found.faces[i].box, &box, 1e-6);
        expect_near("score", name, found.faces[i].score, expected_number(face, "score"), 1e-9);
        expect_landmarks(name, &found.faces[i].landmarks, lk_node_get(face, "landmarks"),
                         expected_overhang(&box), 1e-4);
        assert_true(found.faces[i].has_box);
    }
    kit_close(k);
}

static void one_face_is_decoded_as_by_face_api(void **state)
{
    (void)state;
    check_image("astronaut");
}

static void three_faces_come_best_first_as_from_face_api(void **state)
{
    (void)state;
    check_image("astronaut-three");
}

static void boxes_in_each_others_way_are_suppressed_as_by_face_api(void **state)
{
    (void)state;
    check_image("astronaut-low");
}

static void landmarks_stay_on_a_face_that_reaches_over_the_edge(void **state)
{
    (void)state;
    check_image("astronaut-edge");
}

static void most_keeps_the_best_faces(void **state)
{
    (void)state;
    kit *k = open_recorded("astronaut-three", ", most: 2");
    lk_faces found = detect(k, 347, 613, 0);
    assert_int_equal(found.count, 2);
    assert_true(found.faces[0].score > found.faces[1].score);
    kit_close(k);
}

static void a_threshold_above_all_scores_leaves_no_face(void **state)
{
    (void)state;
    kit *k = open_recorded("astronaut", ", threshold: 0.99");
    assert_int_equal(detect(k, 512, 512, 0).count, 0);
    kit_close(k);
}

/* Outputs of 0: every point at the corner of the square. */
static kit *open_silent(const char *faces, const char *points, const char *more)
{
    char params[8192];
    snprintf(params, sizeof params, "{faces: {use: playback%s}, points: {use: playback%s}%s}",
             faces, points, more);
    return kit_open(LK_STAGE_DETECTOR, "landmarks68", params);
}

static void the_whole_image_is_one_face_when_asked(void **state)
{
    (void)state;
    kit *k = open_silent("", ", side: 112, outputs: 136, face: true", "");
    lk_faces found = detect(k, 31, 50, 1);
    lk_box whole = {0, 0, 50, 31};
    assert_int_equal(found.count, 1);
    expect_box("the whole image", &found.faces[0].box, &whole, 0);
    assert_true(found.faces[0].score == 1);
    assert_true(found.faces[0].landmarks.points[0].x == 0);
    assert_true(found.faces[0].landmarks.points[0].y == -9.5);
    kit_close(k);
}

static size_t count_with_overlap(const char *overlap)
{
    char faces[4096], more[64];
    snprintf(faces, sizeof faces, ", path: %s/astronaut-low-boxes.npy",
             kit_path("tests/golden/parity"));
    snprintf(more, sizeof more, ", threshold: 0.01, overlap: %s", overlap);
    kit *k = open_silent(faces, ", side: 112, outputs: 136, face: true", more);
    size_t count = detect(k, 512, 512, 0).count;
    kit_close(k);
    return count;
}

static void an_overlap_of_one_keeps_every_box(void **state)
{
    (void)state;
    assert_int_equal(count_with_overlap("0.4"), 5);
    assert_true(count_with_overlap("1") > 5);
}

static void refused(const char *faces, const char *points, const char *sentence)
{
    char params[1024], error[1200] = "";
    snprintf(params, sizeof params, "{faces: {use: playback%s}, points: {use: playback%s}}", faces,
             points);
    kit *k = kit_try_open(LK_STAGE_DETECTOR, "landmarks68", params, error, sizeof error);
    assert_null(k);
    if (!strstr(error, sentence))
        fail_msg("\"%s\" does not say \"%s\"", error, sentence);
}

static void a_network_that_finds_no_boxes_is_refused(void **state)
{
    static const char points[] = ", side: 112, outputs: 136, face: true";
    (void)state;
    refused(points, points, "`faces` must name a tiny face detector");
    refused(", side: 320", points, "`faces` must name a tiny face detector");
    refused(", side: 400", points, "`faces` must name a tiny face detector");
    refused(", output: logit", points, "`faces` must name a tiny face detector");
}

static void a_network_that_places_no_landmarks_is_refused(void **state)
{
    (void)state;
    refused("", ", side: 112, outputs: 136", "`points` must name a network that sees a face's box");
    refused("", ", outputs: 10, face: true", "`points` must name");
    refused("", ", outputs: 136, face: true, output: probability", "`points` must name");
}

static void a_detector_of_another_size_is_taken(void **state)
{
    (void)state;
    kit *k = open_silent(", side: 320, outputs: 2500", ", side: 112, outputs: 136, face: true", "");
    assert_int_equal(detect(k, 40, 40, 0).count, 0); /* scores of 0.5, not above the threshold */
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_face_is_decoded_as_by_face_api),
        cmocka_unit_test(three_faces_come_best_first_as_from_face_api),
        cmocka_unit_test(boxes_in_each_others_way_are_suppressed_as_by_face_api),
        cmocka_unit_test(landmarks_stay_on_a_face_that_reaches_over_the_edge),
        cmocka_unit_test(most_keeps_the_best_faces),
        cmocka_unit_test(a_threshold_above_all_scores_leaves_no_face),
        cmocka_unit_test(an_overlap_of_one_keeps_every_box),
        cmocka_unit_test(the_whole_image_is_one_face_when_asked),
        cmocka_unit_test(a_network_that_finds_no_boxes_is_refused),
        cmocka_unit_test(a_network_that_places_no_landmarks_is_refused),
        cmocka_unit_test(a_detector_of_another_size_is_taken),
    };
    return cmocka_run_group_tests(tests, gather_plugins, scatter_plugins);
}
