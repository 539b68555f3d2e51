/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "cam/layer.h"
#include "explaining.h"

/* Which layer a class activation map is of. */

static void expect_refusal(const char *name, const char *params, const char *sentence)
{
    kit *k = kit_open(LK_STAGE_EXPLAINER, name, params),
        *backend = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, "{model: tests/reverse/net_a.yaml}");
    lk_raster view = golden_image(0);
    explained e;
    assert_int_equal(explaining(k, 1, kit_network(backend), &view, NULL, NULL, &e), LK_E_INPUT);
    if (!strstr(kit_error(k), sentence))
        fail_msg("%s", kit_error(k));
    kit_close(backend);
    kit_close(k);
}

static void a_layer_that_gives_no_maps_is_refused(void **state)
{
    (void)state;
    expect_refusal("gradcam", "{layer: relu3}", "is `/relu3/Relu_output_0` meant?");
    expect_refusal("eigencam", "{layer: logits}", "is a vector: name a layer with maps");
}

/* A network of layers that are told by kind and side; 0 for a vector. */
typedef struct sketch {
    const char *name, *kind;
    int side;
} sketch;

static const char *found_in(const sketch *s, kit *k)
{
    static lk_layer_info infos[16];
    static const lk_layer_info *table[17];
    lk_network_info info = {.struct_size = sizeof info, .name = "sketch", .layers = table};
    const lk_layer_info *found = NULL;
    memset(table, 0, sizeof table);
    for (; s[info.layer_count].name; info.layer_count++) {
        const sketch *l = &s[info.layer_count];
        infos[info.layer_count] = (lk_layer_info){.struct_size = sizeof infos[0],
                                                  .name = l->name,
                                                  .kind = l->kind,
                                                  .rank = l->side ? 3 : 1,
                                                  .shape = {l->side, l->side, 8}};
        table[info.layer_count] = &infos[info.layer_count];
    }
    return layer_choose(kit_context(k, 1), &info, NULL, &found) ? "none" : found->name;
}

static void the_last_convolution_is_found_with_what_it_ends_in(void **state)
{
    static const sketch
        pooled[] = {{"c1", "conv", 28},     {"c2", "conv", 14},     {"norm", "batchnorm", 14},
                    {"pool", "maxpool", 7}, {"flat", "flatten", 0}, {"fc", "dense", 0},
                    {NULL, NULL, 0}},
        same_size_pool[] = {{"c1", "conv", 7},
                            {"pool", "avgpool", 7},
                            {"late", "relu", 7},
                            {NULL, NULL, 0}},
        excited[] = {{"depthwise", "depthwise", 7}, {"squeeze", "globalavg", 1},
                     {"reduce", "conv", 1},         {"excite", "multiply", 7},
                     {"mean", "globalavg", 0},      {NULL, NULL, 0}},
        block[] = {{"split", "Conv", 8},
                   {"other", "Conv", 8},
                   {"joined", "Concat", 8},
                   {"out", "Relu", 8},
                   {"GlobalAveragePool", "GlobalAveragePool", 1},
                   {NULL, NULL, 0}},
        nameless[] = {{"maps", "linear", 9}, {"logits", "linear", 0}, {NULL, NULL, 0}},
        flat[] = {{"fc", "dense", 0}, {"c", "conv", 1}, {NULL, NULL, 0}};
    kit *k = kit_open(LK_STAGE_EXPLAINER, "gradcam", NULL);
    (void)state;
    assert_string_equal(found_in(pooled, k), "norm");
    assert_string_equal(found_in(same_size_pool, k), "c1");
    assert_string_equal(found_in(excited, k), "excite");
    assert_string_equal(found_in(block, k), "out");
    assert_string_equal(found_in(nameless, k), "maps");
    assert_string_equal(found_in(flat, k), "none");
    assert_non_null(strstr(kit_error(k), "no layer with maps larger than 1 x 1"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_that_gives_no_maps_is_refused),
        cmocka_unit_test(the_last_convolution_is_found_with_what_it_ends_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
