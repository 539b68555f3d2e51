/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <parity/expected.h>

#include <string.h>

#include "picture.h"

/* The trained networks, run by our backend, against what face-api makes of the
 * same pixels. PARITY_EXPECTED is the folder whose expected.json is compared
 * with (test-faceapi.sh makes others than the one that comes with the sources). */

static const double PIXELS = 0.05, PROBABILITY = 1e-4;

static kit *detector, *expression;
static lk_view whole_view;

static const char *expected_folder(void)
{
    const char *given = getenv("PARITY_EXPECTED");
    return given && *given ? given : kit_path("tests/golden/parity");
}

static int has_networks(void)
{
    return picture_data("face-api/tiny_face_detector_model.bin") &&
           picture_data("face-api/face_landmark_68_model.bin") &&
           picture_data("face-api/face_expression_model.bin");
}

static int open_networks(void **state)
{
    char params[4096];
    const char *networks = kit_path("configs/networks");
    (void)state;
    if (!has_networks())
        return 0;
    snprintf(params, sizeof params,
             "{faces: {use: openblas, model: %s/faceapi-tiny-detector.yaml}, "
             "points: {use: openblas, model: %s/faceapi-landmark68.yaml}}",
             networks, networks);
    detector = kit_open(LK_STAGE_DETECTOR, "landmarks68", params);
    snprintf(params, sizeof params, "{model: %s/faceapi-expression.yaml}", networks);
    expression = kit_open(LK_STAGE_BACKEND, "openblas", params);
    whole_view = kit_network(expression)->info->view;
    whole_view.box = LK_BOX_WHOLE;
    whole_view.enlarge = 0;
    return 0;
}

static int close_networks(void **state)
{
    (void)state;
    kit_close(detector);
    kit_close(expression);
    return 0;
}

/* The pictures under a key of expected.json. */
static const lk_node *pictures(const char *key)
{
    char path[4352];
    const lk_node *root;
    if (!detector) {
        print_message("# the trained networks are not here: configs/fetch-data.sh fetches them\n");
        skip();
    }
    lk_context *ctx = kit_context(detector, 1);
    snprintf(path, sizeof path, "%s/expected.json", expected_folder());
    if (ctx->host->read_yaml(ctx, path, NULL, &root))
        fail_msg("%s", kit_error(detector));
    return lk_node_get(root, key);
}

static lk_raster compose(const lk_node *description)
{
    lk_raster image;
    if (!picture_compose(description, expected_folder(), &image)) {
        print_message("# %s is not here: configs/fetch-data.sh fetches it\n",
                      lk_node_text(description, "file", ""));
        skip();
    }
    return image;
}

static lk_faces detect(kit *k, const lk_raster *image, int whole)
{
    lk_faces out = {.struct_size = sizeof out};
    const lk_detector_ops *ops = kit_ops(k);
    if (ops->detect(kit_self(k), kit_context(k, 1), "item", image, whole, &out))
        fail_msg("%s", kit_error(k));
    return out;
}

static void expect_probabilities(const char *where, const lk_raster *image, const lk_view *view,
                                 const lk_landmarks *landmarks, const lk_node *should)
{
    float scores[EXPECTED_CLASSES];
    lk_raster cut;
    lk_network *network = kit_network(expression);
    lk_context *ctx = kit_context(expression, 1);
    assert_int_equal(network->info->class_count, EXPECTED_CLASSES);
    if (ctx->host->cut(ctx, image, view, NULL, landmarks, &cut))
        fail_msg("%s", kit_error(expression));
    int64_t shape[4] = {1, view->height, view->width, 3};
    lk_tensor batch = lk_tensor_over(cut.pixels.data, LK_DTYPE_FLOAT, 32, 4, shape);
    if (network->scores(network, ctx, &batch, LK_OUTPUT_PROBABILITY, scores))
        fail_msg("%s", kit_error(expression));
    for (size_t i = 0; i < EXPECTED_CLASSES; i++)
        expect_near(network->info->classes[i], where, (double)scores[i], expected_item(should, i),
                    PROBABILITY);
}

static void check_image(const lk_node *description)
{
    const char *name = lk_node_text(description, "name", "");
    const lk_node *faces = lk_node_get(description, "faces");
    lk_raster image = compose(description);
    if (expected_number(description, "threshold") != 0.5)
        return; /* the detector is open with its own */
    lk_faces found = detect(detector, &image, 0);
    assert_int_equal(found.count, faces->count);
    for (size_t i = 0; i < found.count; i++) {
        const lk_node *face = faces->items[i];
        lk_box box = expected_box(lk_node_get(face, "box"));
        lk_point overhang = expected_overhang(&box);
        expect_box(name, &found.faces[i].box, &box, PIXELS);
        expect_near("score", name, found.faces[i].score, expected_number(face, "score"),
                    PROBABILITY);
        expect_landmarks(name, &found.faces[i].landmarks, lk_node_get(face, "landmarks"), overhang,
                         PIXELS);
        if (overhang.x == 0 && overhang.y == 0) /* else the package looks beside the face */
            expect_probabilities(name, &image, &kit_network(expression)->info->view,
                                 &found.faces[i].landmarks, lk_node_get(face, "probabilities"));
    }
}

static void faces_and_their_expressions_are_those_of_face_api(void **state)
{
    const lk_node *images = pictures("images");
    (void)state;
    assert_true(images->count > 0);
    for (size_t i = 0; i < kit_some(images->count); i++)
        check_image(images->items[i]);
}

static void landmarks_on_crops_are_those_of_face_api(void **state)
{
    const lk_node *crops = pictures("crops");
    (void)state;
    assert_true(crops->count > 0);
    for (size_t i = 0; i < kit_some(crops->count); i++) {
        lk_raster image = compose(crops->items[i]);
        lk_faces found = detect(detector, &image, 1);
        assert_int_equal(found.count, 1);
        expect_landmarks(lk_node_text(crops->items[i], "name", ""), &found.faces[0].landmarks,
                         lk_node_get(crops->items[i], "landmarks"), (lk_point){0, 0}, PIXELS);
    }
}

static void expressions_of_painted_crops_are_those_of_face_api(void **state)
{
    const lk_node *crops = pictures("crops");
    (void)state;
    assert_true(crops->count > 0);
    for (size_t i = 0; i < kit_some(crops->count); i++) {
        lk_raster image = compose(crops->items[i]);
        expect_probabilities(lk_node_text(crops->items[i], "name", ""), &image, &whole_view, NULL,
                             lk_node_get(crops->items[i], "probabilities"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faces_and_their_expressions_are_those_of_face_api),
        cmocka_unit_test(landmarks_on_crops_are_those_of_face_api),
        cmocka_unit_test(expressions_of_painted_crops_are_those_of_face_api),
    };
    return cmocka_run_group_tests(tests, open_networks, close_networks);
}
