/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

/* The networks of configs/networks against the npm packages that they come
 * from, run in node (tests/golden/graph). */

static void compare(const char *network, const lk_tensor *batch, lk_output output,
                    const char *golden, double tolerance)
{
    kit *k = open_network(network);
    lk_tensor expected = kit_npy(golden), found = score_batch(k, batch, output, 1);
    double worst = kit_max_difference(&found, &expected);
    print_message("# %s: at most %.2g off\n", golden, worst);
    assert_true(worst <= tolerance);
    kit_close(k);
}

static void faceapi_expression_gives_the_probabilities_of_its_package(void **state)
{
    lk_tensor faces = float_batch("golden/graph/faces.npy");
    (void)state;
    compare("faceapi-expression", &faces, LK_OUTPUT_PROBABILITY, "golden/graph/expression.npy",
            1e-4);
}

static void faceapi_expression_gives_the_logits_of_its_package(void **state)
{
    lk_tensor faces = float_batch("golden/graph/faces.npy");
    (void)state;
    compare("faceapi-expression", &faces, LK_OUTPUT_LOGIT, "golden/graph/expression-logits.npy",
            1e-3);
}

static void faceapi_landmark68_gives_the_landmarks_of_its_package(void **state)
{
    lk_tensor faces = float_batch("golden/graph/faces.npy");
    (void)state;
    /* shares of the square: 0.05 pixels of 112 are 4.5e-4 */
    compare("faceapi-landmark68", &faces, LK_OUTPUT_RAW, "golden/graph/landmarks.npy", 1e-5);
}

static void mini_xception_gives_the_probabilities_of_its_package(void **state)
{
    lk_tensor faces = float_batch("golden/graph/small.npy");
    (void)state;
    compare("mini-xception", &faces, LK_OUTPUT_PROBABILITY, "golden/graph/xception.npy", 1e-4);
}

/* The scene, every pixel 4 x 4 times. */
static lk_tensor enlarge(const char *npy)
{
    lk_tensor small = kit_npy(npy), t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 416, 416, 3);
    const uint8_t *from = small.data;
    float *to = t.data;
    for (size_t y = 0; y < 416; y++)
        for (size_t x = 0; x < 416; x++)
            for (size_t c = 0; c < 3; c++)
                to[(y * 416 + x) * 3 + c] = from[(y / 4 * 104 + x / 4) * 3 + c];
    return t;
}

static void faceapi_tiny_detector_gives_the_grid_of_its_package(void **state)
{
    lk_tensor scene = enlarge("golden/graph/scene.npy");
    (void)state;
    compare("faceapi-tiny-detector", &scene, LK_OUTPUT_RAW, "golden/graph/detector.npy", 1e-3);
}

static void a_network_says_what_it_is(void **state)
{
    kit *k = open_network("faceapi-expression");
    const lk_network_info *info = backend_of(k)->info(kit_self(k));
    (void)state;
    assert_string_equal(info->name, "faceapi-expression");
    assert_int_equal(info->view.box, LK_BOX_LANDMARKS);
    assert_int_equal(info->view.pad, LK_PAD_CENTRE);
    assert_int_equal(info->view.resize, LK_RESIZE_BILINEAR_CORNER);
    assert_int_equal(info->view.width, 112);
    assert_int_equal(info->input_channels, 3);
    assert_int_equal(info->class_count, 7);
    assert_string_equal(info->classes[1], "happy");
    assert_string_equal(info->labels[1], "happiness");
    assert_null(info->labels[0]);
    assert_int_equal(info->output, LK_OUTPUT_PROBABILITY);
    assert_int_equal(info->capabilities, LK_CAP_DETERMINISTIC | LK_CAP_COALITIONS |
                                             LK_CAP_GRADIENTS | LK_CAP_ACTIVATIONS |
                                             LK_CAP_TRAINING);
    kit_close(k);
}

/* 323,687 floats: counted from the shapes of the manifest. */
static void the_layers_add_up_to_the_network(void **state)
{
    kit *k = open_network("faceapi-expression");
    const lk_network_info *info = backend_of(k)->info(kit_self(k));
    uint64_t parameters = 0, macs = 0;
    (void)state;
    for (uint32_t i = 0; i < info->layer_count; i++) {
        parameters += info->layers[i]->parameters;
        macs += info->layers[i]->macs;
    }
    assert_null(info->layers[info->layer_count]);
    assert_int_equal(parameters, info->parameters);
    assert_int_equal(macs, info->macs);
    assert_string_equal(info->layers[0]->name, "dense0/conv0");
    assert_string_equal(info->layers[0]->kind, "conv");
    assert_int_equal(info->layers[0]->shape[0], 56);
    assert_int_equal(info->layers[0]->shape[2], 32);
    assert_int_equal(info->layers[0]->macs, 56 * 56 * 32 * 27);
    assert_int_equal(info->parameters, 323687);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faceapi_expression_gives_the_probabilities_of_its_package),
        cmocka_unit_test(faceapi_expression_gives_the_logits_of_its_package),
        cmocka_unit_test(faceapi_landmark68_gives_the_landmarks_of_its_package),
        cmocka_unit_test(mini_xception_gives_the_probabilities_of_its_package),
        cmocka_unit_test(faceapi_tiny_detector_gives_the_grid_of_its_package),
        cmocka_unit_test(a_network_says_what_it_is),
        cmocka_unit_test(the_layers_add_up_to_the_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
