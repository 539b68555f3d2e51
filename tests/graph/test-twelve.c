/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <stdio.h>
#include <string.h>

/* The twelve networks of the study, as configs/networks describes them: with six
 * classes they have as many parameters as Keras counts, statistics of batch
 * normalisations included. */

static kit *open_named(const char *name, const char *more)
{
    char params[200], error[1200];
    snprintf(params, sizeof params, "{model: configs/networks/%s.yaml%s}", name, more);
    kit *k = kit_try_open(LK_STAGE_BACKEND, "openblas", params, error, sizeof error);
    if (!k)
        fail_msg("%s", error);
    return k;
}

static const lk_network_info *info_of(kit *k)
{
    return backend_of(k)->info(kit_self(k));
}

static const lk_layer_info *layer_of(const lk_network_info *n, const char *name)
{
    for (uint32_t i = 0; i < n->layer_count; i++)
        if (!strcmp(n->layers[i]->name, name))
            return n->layers[i];
    fail_msg("%s has no layer %s", n->name, name);
    return NULL;
}

typedef struct expected {
    const char *name;
    uint32_t size; /* of the picture */
    uint64_t parameters;
    const char *layer; /* the last map */
    int64_t side, channels;
} expected;

static const expected twelve[] = {
    {"alexnet", 224, 88718726, "max_pooling2d_2", 7, 256},
    {"weinet", 64, 1728230, "max_pooling2d_2", 64, 64},
    {"songnet", 224, 172678, "max_pooling2d_3", 14, 32},
    {"silnet", 150, 184852038, "max_pooling2d_2", 75, 64},
    {"vgg16", 224, 14714688 + 3078, "block5_pool", 7, 512},
    {"vgg19", 224, 20024384 + 3078, "block5_pool", 7, 512},
    {"resnet50", 224, 23587712 + 12294, "conv5_block3_out", 7, 2048},
    {"resnet101v2", 224, 42626560 + 12294, "post_relu", 7, 2048},
    {"inceptionv3", 224, 21802784 + 12294, "mixed10", 5, 2048},
    {"xception", 224, 20861480 + 12294, "block14_sepconv2_act", 7, 2048},
    {"mobilenetv3", 224, 2996352 + 5766, "Conv_1/BatchNorm", 7, 960},
    {"efficientnetv2", 224, 5919312 + 7686, "top_bn", 7, 1280},
};

static void has_its_parameters(void **state)
{
    const expected *e = *state;
    kit *k = open_named(e->name, "");
    const lk_network_info *n = info_of(k);
    const lk_layer_info *l = layer_of(n, e->layer);
    assert_string_equal(n->name, e->name);
    assert_int_equal(n->parameters, e->parameters);
    assert_int_equal(n->view.width, e->size);
    assert_int_equal(n->view.height, e->size);
    assert_int_equal(l->shape[0], e->side);
    assert_int_equal(l->shape[1], e->side);
    assert_int_equal(l->shape[2], e->channels);
    kit_close(k);
}

static void the_six_classes_are_the_study_s(void **state)
{
    static const char *const words[] = {"anger",     "disgust", "fear",
                                        "happiness", "sadness", "surprise"};
    (void)state;
    for (size_t i = 0; i < sizeof twelve / sizeof twelve[0]; i++) {
        kit *k = open_named(twelve[i].name, "");
        const lk_network_info *n = info_of(k);
        assert_int_equal(n->class_count, 6);
        assert_int_equal(n->output, LK_OUTPUT_PROBABILITY);
        for (int c = 0; c < 6; c++)
            assert_string_equal(n->labels[c], words[c]);
        kit_close(k);
    }
}

/* Places where an architecture is easily taken for another of the same size. */
static void strides_are_where_keras_has_them(void **state)
{
    static const struct {
        const char *network, *layer;
        int64_t side;
    } places[] = {
        {"resnet50", "conv3_block1_1_conv", 28},
        {"resnet101v2", "conv2_block2_2_conv", 56},
        {"resnet101v2", "conv2_block3_2_conv", 28},
        {"resnet101v2", "conv2_block3_1_conv", 56},
        {"resnet101v2", "conv5_block3_2_conv", 7},
        {"inceptionv3", "mixed2", 25},
        {"inceptionv3", "mixed7", 12},
        {"xception", "block1_conv2", 109},
        {"xception", "block2_pool", 55},
        {"xception", "block13_pool", 7},
        {"mobilenetv3", "expanded_conv_1/expand", 112},
        {"efficientnetv2", "block2a_project_conv", 56},
        {"efficientnetv2", "block6a_expand_conv", 14},
    };
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        kit *k = open_named(places[i].network, "");
        assert_int_equal(layer_of(info_of(k), places[i].layer)->shape[0], places[i].side);
        kit_close(k);
    }
}

/* ---- Without weights, and untrained ---------------------------------------------- */

static lk_tensor picture(int size)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, size, size, 3);
    float *pixels = t.data;
    for (size_t i = 0, n = lk_tensor_count(&t); i < n; i++)
        pixels[i] = (float)(i * 7919 % 256);
    return t;
}

static void a_network_without_weights_says_so_when_it_is_to_compute(void **state)
{
    float scores[6];
    lk_tensor pixels = picture(64);
    (void)state;
    kit *k = open_named("weinet", "");
    assert_int_equal(info_of(k)->lacks_weights, 1);
    assert_int_equal(
        backend_of(k)->scores(kit_self(k), kit_context(k, 1), &pixels, LK_OUTPUT_LOGIT, scores),
        LK_E_INPUT);
    assert_non_null(strstr(kit_error(k),
                           "the network weinet has no weights: name a file with `weights:`, or "
                           "ask for untrained ones with `random_weights:`"));
    kit_close(k);
}

static lk_coalition_plan plan_of(kit *k, int size)
{
    enum { ROWS = 64 };
    uint64_t z[ROWS];
    lk_tensor image = kit_tensor(LK_DTYPE_FLOAT, 32, 3, size, size, 3);
    lk_tensor halves = kit_tensor(LK_DTYPE_INT, 32, 2, size, size);
    for (int i = size * size / 2; i < size * size; i++)
        ((int32_t *)halves.data)[i] = 1;
    for (uint64_t i = 0; i < ROWS; i++)
        z[i] = i % 4;
    const lk_coalitions c = {.struct_size = sizeof c,
                             .base_count = 1,
                             .fill_count = 1,
                             .bases = &image,
                             .fills = &image,
                             .segments = &halves,
                             .segment_count = 2,
                             .z = z,
                             .z_stride = 1,
                             .row_count = ROWS};
    lk_coalition_plan p = {.struct_size = sizeof p};
    if (backend_of(k)->coalition_plan(kit_self(k), kit_context(k, 1), &c, LK_OUTPUT_LOGIT, &p))
        fail_msg("%s", kit_error(k));
    return p;
}

static void a_network_without_weights_has_the_plan_that_it_has_with_them(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "mobilenetv3" : "weinet";
        int size = i ? 224 : 64;
        kit *without = open_named(name, ""), *with = open_named(name, ", random_weights: 1");
        lk_coalition_plan a = plan_of(without, size), b = plan_of(with, size);
        assert_int_equal(a.layer_count, b.layer_count);
        assert_true(a.layer_count > 5 && a.saving > 1 && a.saving == b.saving);
        for (uint32_t l = 0; l < a.layer_count; l++) {
            assert_string_equal(a.layers[l].name, b.layers[l].name);
            assert_string_equal(a.layers[l].way, b.layers[l].way);
            assert_true(a.layers[l].share == b.layers[l].share);
        }
        kit_close(without);
        kit_close(with);
    }
}

static void score_untrained(const char *network, int size, int seed, float *scores)
{
    char more[40];
    lk_tensor pixels = picture(size);
    snprintf(more, sizeof more, ", random_weights: %d", seed);
    kit *k = open_named(network, more);
    assert_int_equal(info_of(k)->lacks_weights, 0);
    lk_tensor found = score_batch(k, &pixels, LK_OUTPUT_LOGIT, 1);
    memcpy(scores, found.data, 6 * sizeof *scores);
    kit_close(k);
}

static void untrained_weights_are_a_function_of_their_seed(void **state)
{
    float first[6], again[6], other[6];
    (void)state;
    score_untrained("weinet", 64, 3, first);
    score_untrained("weinet", 64, 3, again);
    score_untrained("weinet", 64, 4, other);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
}

static void an_untrained_network_tells_pictures_apart(void **state)
{
    float scores[6];
    (void)state;
    score_untrained("mobilenetv3", 224, 0, scores);
    for (int i = 0; i < 6; i++)
        assert_true(scores[i] - scores[i] == 0);
    assert_true(scores[0] != scores[1]);
}

static void weights_and_random_weights_exclude_each_other(void **state)
{
    char error[1200];
    (void)state;
    assert_null(kit_try_open(LK_STAGE_BACKEND, "openblas",
                             "{model: configs/networks/weinet.yaml, random_weights: 1, weights: "
                             "configs/networks/offline/plain.json}",
                             error, sizeof error));
    assert_non_null(strstr(error, "`weights` and `random_weights` are two answers to one question: "
                                  "give one"));
}

int main(void)
{
    enum { TWELVE = sizeof twelve / sizeof twelve[0] };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(the_six_classes_are_the_study_s),
        cmocka_unit_test(strides_are_where_keras_has_them),
        cmocka_unit_test(a_network_without_weights_says_so_when_it_is_to_compute),
        cmocka_unit_test(a_network_without_weights_has_the_plan_that_it_has_with_them),
        cmocka_unit_test(untrained_weights_are_a_function_of_their_seed),
        cmocka_unit_test(an_untrained_network_tells_pictures_apart),
        cmocka_unit_test(weights_and_random_weights_exclude_each_other),
    };
    struct CMUnitTest tests[TWELVE + sizeof others / sizeof others[0]];
    char titles[TWELVE][60];
    for (size_t i = 0; i < TWELVE; i++) {
        snprintf(titles[i], sizeof titles[i], "%s_has_the_parameters_of_keras", twelve[i].name);
        tests[i] = (struct CMUnitTest){.name = titles[i],
                                       .test_func = has_its_parameters,
                                       .initial_state = (void *)(uintptr_t)&twelve[i]};
    }
    memcpy(&tests[TWELVE], others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
