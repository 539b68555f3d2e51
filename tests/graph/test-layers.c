/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdio.h>

/* Each kind of layer, with its paddings and strides, against PyTorch
 * (tests/golden/graph/make-layers.py). Case names say what is special. */

/* Two units in the last place of the largest value, where that is more. */
static double tolerance(const lk_tensor *expected)
{
    double most = 0;
    for (size_t i = 0; i < lk_tensor_count(expected); i++)
        most = fmax(most, fabs((double)((const float *)expected->data)[i]));
    return fmax(5e-6, 0x1p-22 * most);
}

static void layer(void **state)
{
    const char *name = *state;
    char params[200], golden[200];
    snprintf(params, sizeof params, "{model: tests/golden/graph/layers/%s.yaml}", name);
    snprintf(golden, sizeof golden, "golden/graph/layers/%s.npy", name);
    kit *k = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, params);
    const lk_backend_ops *ops = kit_ops(k);
    lk_tensor input = kit_npy("golden/graph/layers/input.npy"), expected = kit_npy(golden);
    uint32_t classes = ops->info(kit_self(k))->class_count;
    assert_int_equal(classes, expected.shape[1]);
    lk_tensor found = kit_tensor(LK_DTYPE_FLOAT, 32, 2, (int)input.shape[0], (int)classes);
    if (ops->raw_scores(kit_self(k), kit_context(k, 1), &input, LK_OUTPUT_RAW, found.data))
        fail_msg("%s", kit_error(k));
    double worst = kit_max_difference(&found, &expected);
    if (worst > tolerance(&expected))
        fail_msg("%s: %.3g off", name, worst);
    kit_close(k);
}

#define GIVES_WHAT_PYTORCH_GIVES(case)                                                             \
    {                                                                                              \
        "layer_" case "_gives_what_pytorch_gives", layer, NULL, NULL, (void *)(uintptr_t) case     \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIVES_WHAT_PYTORCH_GIVES("conv"),
        GIVES_WHAT_PYTORCH_GIVES("conv-stride"),
        GIVES_WHAT_PYTORCH_GIVES("conv-even"),
        GIVES_WHAT_PYTORCH_GIVES("conv-valid"),
        GIVES_WHAT_PYTORCH_GIVES("conv-explicit"),
        GIVES_WHAT_PYTORCH_GIVES("conv-dilated"),
        GIVES_WHAT_PYTORCH_GIVES("conv-one"),
        GIVES_WHAT_PYTORCH_GIVES("conv-one-stride"),
        GIVES_WHAT_PYTORCH_GIVES("conv-groups"),
        GIVES_WHAT_PYTORCH_GIVES("conv-no-bias"),
        GIVES_WHAT_PYTORCH_GIVES("conv-large"),
        GIVES_WHAT_PYTORCH_GIVES("depthwise"),
        GIVES_WHAT_PYTORCH_GIVES("depthwise-stride"),
        GIVES_WHAT_PYTORCH_GIVES("depthwise-dilated"),
        GIVES_WHAT_PYTORCH_GIVES("depthwise-large"),
        GIVES_WHAT_PYTORCH_GIVES("depthwise-multiplier"),
        GIVES_WHAT_PYTORCH_GIVES("separable"),
        GIVES_WHAT_PYTORCH_GIVES("dense"),
        GIVES_WHAT_PYTORCH_GIVES("relu"),
        GIVES_WHAT_PYTORCH_GIVES("leaky"),
        GIVES_WHAT_PYTORCH_GIVES("sigmoid"),
        GIVES_WHAT_PYTORCH_GIVES("softmax"),
        GIVES_WHAT_PYTORCH_GIVES("fused-relu"),
        GIVES_WHAT_PYTORCH_GIVES("fused-leaky"),
        GIVES_WHAT_PYTORCH_GIVES("fused-sigmoid"),
        GIVES_WHAT_PYTORCH_GIVES("batchnorm"),
        GIVES_WHAT_PYTORCH_GIVES("maxpool"),
        GIVES_WHAT_PYTORCH_GIVES("maxpool-valid"),
        GIVES_WHAT_PYTORCH_GIVES("maxpool-stay"),
        GIVES_WHAT_PYTORCH_GIVES("avgpool"),
        GIVES_WHAT_PYTORCH_GIVES("avgpool-valid"),
        GIVES_WHAT_PYTORCH_GIVES("avgpool-explicit"),
        GIVES_WHAT_PYTORCH_GIVES("globalavg"),
        GIVES_WHAT_PYTORCH_GIVES("add"),
        GIVES_WHAT_PYTORCH_GIVES("concat"),
        GIVES_WHAT_PYTORCH_GIVES("dropout"),
        GIVES_WHAT_PYTORCH_GIVES("rescale"),
        GIVES_WHAT_PYTORCH_GIVES("pad"),
        GIVES_WHAT_PYTORCH_GIVES("pad-conv"),
        GIVES_WHAT_PYTORCH_GIVES("relu6"),
        GIVES_WHAT_PYTORCH_GIVES("hardsigmoid"),
        GIVES_WHAT_PYTORCH_GIVES("swish"),
        GIVES_WHAT_PYTORCH_GIVES("hardswish"),
        GIVES_WHAT_PYTORCH_GIVES("fused-relu6"),
        GIVES_WHAT_PYTORCH_GIVES("fused-hardsigmoid"),
        GIVES_WHAT_PYTORCH_GIVES("fused-swish"),
        GIVES_WHAT_PYTORCH_GIVES("fused-hardswish"),
        GIVES_WHAT_PYTORCH_GIVES("batchnorm-no-scale"),
        GIVES_WHAT_PYTORCH_GIVES("globalmax"),
        GIVES_WHAT_PYTORCH_GIVES("excite"),
        GIVES_WHAT_PYTORCH_GIVES("gate"),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
