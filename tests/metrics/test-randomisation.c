/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

/* The parameter randomisation test against Quantus: explanations of the same
 * networks, of which one has random weights from the output down, are as like. */

enum { PICTURES = 6, SIDE = 28, PIXELS = SIDE * SIDE };

/* What the vectors' README promises for what passes through a float32 network. */
#define NETWORK_TOLERANCE 1e-4

/* Magnitudes of the gradient of the label's logit. */
static lk_heatmap saliency(kit *k, const float *picture, uint32_t label)
{
    const lk_backend_ops *ops = kit_ops(k);
    lk_tensor view = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, SIDE, SIDE, 3);
    lk_tensor gradient = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, SIDE, SIDE, 3);
    lk_heatmap map = {.struct_size = sizeof map,
                      .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, SIDE, SIDE)};
    for (size_t i = 0; i < PIXELS * 3; i++)
        ((float *)view.data)[i] = picture[i / 3] * 255;
    lk_status status = ops->gradients(kit_self(k), kit_context(k, 1), &view, &label,
                                      LK_OUTPUT_LOGIT, NULL, &gradient);
    if (status)
        fail_msg("%s", kit_error(k));
    /* Grey weighs the three channels alike in each pixel. */
    for (size_t i = 0; i < PIXELS; i++)
        ((float *)map.values.data)[i] = fabsf(((float *)gradient.data)[3 * i]);
    return map;
}

static double correlate(kit *ranks, const lk_heatmap *a, const lk_heatmap *b)
{
    const lk_metric_ops *ops = kit_ops(ranks);
    lk_value values[8];
    assert_true(ops->value_count <= 8);
    assert_string_equal(ops->values[0].id, "spearman");
    clear_values(values, 8);
    assert_int_equal(ops->similarity(kit_self(ranks), kit_context(ranks, 1), a, b, values), LK_OK);
    assert_false(values[0].missing);
    return values[0].value;
}

static void check_step(const char *layer)
{
    char params[200];
    snprintf(params, sizeof params, "{model: tests/golden/metrics/randomisation/down_to_%s.onnx}",
             layer);
    kit *trained = kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                            "{model: tests/golden/metrics/quality/model.onnx}");
    kit *random = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, params);
    kit *ranks = kit_open(LK_STAGE_METRIC, "ranks", NULL);
    const float *pictures = kit_npy("golden/metrics/quality/images.npy").data;
    const lk_node *labels = lk_node_get(kit_yaml("golden/metrics/quality/quantus.json"), "labels");
    const lk_node *expected =
        lk_node_get(kit_yaml("golden/metrics/randomisation/quantus.json"), layer);
    for (size_t i = 0; i < PICTURES; i++) {
        uint32_t label = (uint32_t)strtoul(labels->items[i]->text, NULL, 10);
        lk_heatmap before = saliency(trained, pictures + i * PIXELS, label);
        lk_heatmap after = saliency(random, pictures + i * PIXELS, label);
        assert_float_equal(correlate(ranks, &before, &after),
                           strtod(expected->items[i]->text, NULL), NETWORK_TOLERANCE);
    }
    kit_close(ranks);
    kit_close(random);
    kit_close(trained);
}

static void likeness_after_each_layer_of_a_cascade_is_that_of_quantus(void **state)
{
    (void)state;
    check_step("fc2");
    check_step("fc1");
    check_step("conv2");
    check_step("conv1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likeness_after_each_layer_of_a_cascade_is_that_of_quantus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
