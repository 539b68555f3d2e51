/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "gradients.h"

#include <stdio.h>

/* Whole networks of many operators against torch.autograd in float64
 * (tests/golden/reverse/make-torch.py). */

/* What float32 loses over a dozen layers; PyTorch's own float32 is as far off. */
static const double tolerance = 2e-5;

typedef struct torch_case {
    const char *name, *layer;
} torch_case;

static const uint32_t classes[2] = {1, 3};

static lk_tensor golden(const torch_case *c, const char *what)
{
    char path[100];
    snprintf(path, sizeof path, "golden/reverse/torch/%s-%s.npy", c->name, what);
    return kit_npy(path);
}

static kit *open_case(const torch_case *c)
{
    char path[100];
    snprintf(path, sizeof path, "tests/golden/reverse/torch/%s.onnx", c->name);
    return open_network(path);
}

static void gradients_are_those_of_autograd(void **state)
{
    const torch_case *c = *state;
    kit *k = open_case(c);
    lk_tensor view = golden(c, "view"), expected = golden(c, "input");
    lk_tensor found = gradients_of(k, &view, classes, kit_network(k)->info->output, 1, NULL);
    expect_close(c->name, found.data, expected.data, lk_tensor_count(&expected), tolerance);
    kit_close(k);
}

static void a_layer_and_its_gradient_are_those_of_autograd(void **state)
{
    const torch_case *c = *state;
    kit *k = open_case(c);
    lk_tensor view = golden(c, "view"), value = golden(c, "value"), gradient = golden(c, "layer");
    size_t size = lk_tensor_count(&value) / 2, pixels = lk_tensor_count(&view) / 2;
    for (size_t i = 0; i < 2; i++) {
        int64_t shape[4] = {1, view.shape[1], view.shape[2], 3};
        lk_tensor one =
            lk_tensor_over((float *)view.data + i * pixels, LK_DTYPE_FLOAT, 32, 4, shape);
        layer_pair p = layer_of(k, &one, c->layer, classes[i], kit_network(k)->info->output);
        for (int a = 1; a < 4; a++)
            assert_int_equal(p.value.shape[a], value.shape[a]);
        expect_close(c->layer, p.value.data, (float *)value.data + i * size, size, tolerance);
        expect_close("its gradient", p.gradient.data, (float *)gradient.data + i * size, size,
                     tolerance);
    }
    kit_close(k);
}

#define ON(title, f, x)                                                                            \
    {                                                                                              \
#f "_on_" title, f, NULL, NULL, (void *)(uintptr_t)(x)                                     \
    }

int main(void)
{
    static const torch_case windows = {"windows", "/marked/PRelu_output_0"};
    static const torch_case mobile = {"mobile", "/marked/Mul_output_0"};
    static const torch_case norms = {"norms", "/marked/Conv_output_0"};
    static const torch_case shapes = {"shapes", "/marked/Conv_output_0"};
    const struct CMUnitTest tests[] = {
        ON("windows", gradients_are_those_of_autograd, &windows),
        ON("windows", a_layer_and_its_gradient_are_those_of_autograd, &windows),
        ON("mobile", gradients_are_those_of_autograd, &mobile),
        ON("mobile", a_layer_and_its_gradient_are_those_of_autograd, &mobile),
        ON("norms", gradients_are_those_of_autograd, &norms),
        ON("norms", a_layer_and_its_gradient_are_those_of_autograd, &norms),
        ON("shapes", gradients_are_those_of_autograd, &shapes),
        ON("shapes", a_layer_and_its_gradient_are_those_of_autograd, &shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
