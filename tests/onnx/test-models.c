/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "models.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Models of torch.onnx.export against PyTorch itself (tests/golden/onnx). */

static double *as_doubles(const lk_tensor *t)
{
    size_t count = lk_tensor_count(t);
    double *out = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)count).data;
    for (size_t i = 0; i < count; i++)
        out[i] = t->dtype.bits == 64 ? ((double *)t->data)[i] : (double)((float *)t->data)[i];
    return out;
}

static kit *open_model(const char *params)
{
    return kit_open(LK_STAGE_BACKEND, "openblas", params);
}

static void expect_outputs(const char *params, const char *input, const char *golden, int items)
{
    char path[2][100];
    snprintf(path[0], sizeof path[0], "golden/onnx/%s", input);
    snprintf(path[1], sizeof path[1], "golden/onnx/%s", golden);
    lk_tensor in = kit_npy(path[0]), expected = kit_npy(path[1]);
    kit *k = open_model(params);
    float *found;
    size_t count = model_run(k, in.data, items, (int)in.shape[1], &found);
    assert_int_equal(count, lk_tensor_count(&expected));
    double off = relative_difference(found, as_doubles(&expected), count);
    print_message("# %s: %.2g of a standard deviation off\n", params, off);
    assert_true(off < 1e-5); /* float32 sums in another order */
    kit_close(k);
}

static void net_a_gives_the_logits_of_pytorch(void **state)
{
    (void)state;
    expect_outputs("{model: tests/golden/onnx/net_a.onnx}", "a_input.npy", "a_logits.npy", 4);
}

static void net_b_gives_the_logits_of_pytorch(void **state)
{
    (void)state;
    expect_outputs("{model: tests/golden/onnx/net_b.onnx}", "b_input.npy", "b_logits.npy", 4);
}

static void net_b_with_its_normalisations_gives_the_logits_of_pytorch(void **state)
{
    (void)state;
    expect_outputs("{model: tests/golden/onnx/net_b_unfolded.onnx}", "b_input.npy", "b_logits.npy",
                   4);
}

/* A tensor inside the model, asked for by name in a network file. */
static void expect_tensor(const char *model, const char *tensor, const char *input,
                          const char *golden)
{
    char path[] = "/tmp/likeness-tensor-XXXXXX.yaml", params[100];
    int fd = mkstemps(path, 5);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    fprintf(f,
            "name: inside\nview: {width: 32, height: 32}\noutput: raw\n"
            "model: {onnx: \"%s\", tensor: \"%s\"}\n",
            kit_path(model), tensor);
    assert_int_equal(fclose(f), 0);
    snprintf(params, sizeof params, "{model: %s}", path);
    expect_outputs(params, input, golden, 1);
    unlink(path);
}

static void tensors_inside_net_a_are_those_of_pytorch(void **state)
{
    (void)state;
    expect_tensor("tests/golden/onnx/net_a.onnx", "/relu2/Relu_output_0", "a_input.npy",
                  "a_act_relu2.npy");
    expect_tensor("tests/golden/onnx/net_a.onnx", "/relu3/Relu_output_0", "a_input.npy",
                  "a_act_relu3.npy");
}

static void tensors_inside_net_b_are_those_of_pytorch(void **state)
{
    (void)state;
    expect_tensor("tests/golden/onnx/net_b.onnx", "/down_relu/Relu_output_0", "b_input.npy",
                  "b_act_down_relu.npy");
    expect_tensor("tests/golden/onnx/net_b.onnx", "/Concat_output_0", "b_input.npy",
                  "b_act_mix.npy");
}

/* ---- What a model says of itself ------------------------------------------------------- */

static void a_model_alone_has_numbered_classes_without_labels(void **state)
{
    kit *k = open_model("{model: tests/golden/onnx/net_a.onnx}");
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    (void)state;
    assert_string_equal(info->name, "net_a.onnx");
    assert_int_equal(info->class_count, 6);
    assert_string_equal(info->classes[5], "5");
    assert_null(info->labels[0]);
    assert_int_equal(info->output, LK_OUTPUT_LOGIT);
    assert_int_equal(info->view.width, 32);
    assert_int_equal(info->input_channels, 3);
    kit_close(k);
}

static void the_parameters_are_counted(void **state)
{
    kit *a = open_model("{model: tests/golden/onnx/net_a.onnx}");
    const lk_backend_ops *ops = kit_ops(a);
    (void)state;
    assert_int_equal(ops->info(kit_self(a))->parameters, 19254);
    kit_close(a);
}

static void a_network_file_gives_a_model_view_classes_and_softmax(void **state)
{
    kit *k = open_model("{model: tests/onnx/classifier.yaml}");
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    lk_tensor in = kit_npy("golden/onnx/a_input.npy");
    float *found;
    (void)state;
    assert_string_equal(info->name, "classifier");
    assert_string_equal(info->labels[3], "happiness");
    assert_int_equal(info->output, LK_OUTPUT_PROBABILITY);
    size_t count = model_run(k, in.data, 1, 3, &found);
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)found[i];
    assert_true(sum > 1 - 1e-6 && sum < 1 + 1e-6);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(net_a_gives_the_logits_of_pytorch),
        cmocka_unit_test(net_b_gives_the_logits_of_pytorch),
        cmocka_unit_test(net_b_with_its_normalisations_gives_the_logits_of_pytorch),
        cmocka_unit_test(tensors_inside_net_a_are_those_of_pytorch),
        cmocka_unit_test(tensors_inside_net_b_are_those_of_pytorch),
        cmocka_unit_test(a_model_alone_has_numbered_classes_without_labels),
        cmocka_unit_test(the_parameters_are_counted),
        cmocka_unit_test(a_network_file_gives_a_model_view_classes_and_softmax),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
