/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "onnxruntime.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The backend `onnxruntime`: PyTorch's models against PyTorch (tests/golden/onnx)
 * and against the backend openblas. */

/* ---- What it gives ------------------------------------------------------------------ */

static void models_give_the_logits_of_pytorch(void **state)
{
    (void)state;
    expect_golden("tests/golden/onnx/net_a.onnx", "a_input", "a_logits", ITEMS);
    expect_golden("tests/golden/onnx/net_b.onnx", "b_input", "b_logits", ITEMS);
    expect_golden("tests/golden/onnx/net_b_unfolded.onnx", "b_input", "b_logits", ITEMS);
}

static void tensors_inside_a_model_are_those_of_pytorch(void **state)
{
    static const char *const of_b[] = {"/down_relu/Relu_output_0", "/Concat_output_0"};
    static const char *const golden[] = {"b_act_down_relu", "b_act_mix"};
    char under[80];
    (void)state;
    for (int i = 0; i < 2; i++) {
        snprintf(under, sizeof under, ", tensor: \"%s\"", of_b[i]);
        expect_golden(write_network("tests/golden/onnx/net_b.onnx", under, "raw"), "b_input",
                      golden[i], 1);
    }
}

static void a_network_file_means_what_it_means_to_openblas(void **state)
{
    (void)state;
    const char *net = "tests/golden/onnx/net_a.onnx";
    expect_as_openblas("tests/onnx/classifier.yaml", LK_OUTPUT_PROBABILITY);
    expect_as_openblas("tests/onnx/classifier.yaml", LK_OUTPUT_LOGIT);
    expect_as_openblas(write_network(net, ", activation: sigmoid", "probability"),
                       LK_OUTPUT_PROBABILITY);
    expect_as_openblas(write_network(net, "", "logit"), LK_OUTPUT_LOGIT);
}

static void a_network_says_of_itself_what_its_file_says(void **state)
{
    (void)state;
    kit *a = open_with("openblas", "tests/onnx/classifier.yaml"),
        *b = open_with("onnxruntime", "tests/onnx/classifier.yaml");
    const lk_network_info *x = kit_network(a)->info, *y = kit_network(b)->info;
    assert_string_equal(x->name, y->name);
    assert_int_equal(x->class_count, y->class_count);
    assert_int_equal(x->input_channels, y->input_channels);
    assert_int_equal(x->output, y->output);
    assert_string_equal(x->classes[3], y->classes[3]);
    assert_string_equal(x->labels[3], y->labels[3]);
    assert_null(y->labels[2]);
    assert_int_equal(y->capabilities, LK_CAP_DETERMINISTIC);
    kit_close(a);
    kit_close(b);
}

static void a_model_by_itself_has_the_defaults_of_openblas(void **state)
{
    const char *path = "tests/golden/onnx/net_a.onnx";
    (void)state;
    kit *k = open_with("onnxruntime", path);
    const lk_network_info *info = kit_network(k)->info;
    assert_string_equal(info->name, "net_a.onnx");
    assert_string_equal(info->classes[5], "5");
    assert_null(info->labels[5]);
    assert_int_equal(info->output, LK_OUTPUT_LOGIT);
    kit_close(k);
    expect_as_openblas(path, LK_OUTPUT_LOGIT);
}

/* ---- The same bits ----------------------------------------------------------------------- */

static void an_item_has_the_same_bits_in_any_batch_on_any_number_of_threads(void **state)
{
    enum { MANY = 7 };
    lk_tensor pictures = make_pictures(MANY);
    float all[MANY * CLASSES], again[MANY * CLASSES];
    (void)state;
    kit *k = open_with("onnxruntime", "tests/onnx/classifier.yaml");
    score(k, &pictures, 1, LK_OUTPUT_PROBABILITY, all);
    for (uint32_t threads = 2; threads <= 16; threads *= 2) {
        score(k, &pictures, threads, LK_OUTPUT_PROBABILITY, again);
        assert_memory_equal(all, again, sizeof all);
    }
    for (int i = 0; i < MANY; i++) {
        lk_tensor one = lk_tensor_over((float *)pictures.data + i * SIDE * SIDE * 3, LK_DTYPE_FLOAT,
                                       32, 4, (int64_t[]){1, SIDE, SIDE, 3});
        score(k, &one, 1, LK_OUTPUT_PROBABILITY, again);
        assert_memory_equal(all + i * CLASSES, again, CLASSES * sizeof *all);
    }
    kit_close(k);
}

static int count_threads(void)
{
    char line[200];
    int count = 0;
    FILE *f = fopen("/proc/self/status", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        sscanf(line, "Threads: %d", &count);
    fclose(f);
    return count;
}

/* The first test, before anything else has opened a session. One that reports
 * to its makers has a thread for that. */
static void the_library_starts_no_threads_of_its_own(void **state)
{
    (void)state;
    int before = count_threads();
    kit *k = open_with("onnxruntime", "tests/golden/onnx/net_a.onnx");
    run_golden(k, "a_input", ITEMS);
    assert_int_equal(count_threads(), before);
    kit_close(k);
}

/* ---- Networks of layers, and what is asked ---- */

static void a_network_of_layers_gives_the_scores_of_openblas(void **state)
{
    static const char path[] = "configs/networks/offline-plain.yaml";
    enum { LAYERS_CLASSES = 6 };
    kit *own = open_with("openblas", path), *other = open_with("onnxruntime", path);
    const lk_view *v = &ops_of(other)->info(kit_self(other))->view;
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, (int)v->height, (int)v->width, 3);
    float a[LAYERS_CLASSES], b[LAYERS_CLASSES];
    (void)state;
    for (size_t i = 0; i < lk_tensor_count(&picture); i++)
        ((float *)picture.data)[i] = (float)(i * 37 % 256);
    score(own, &picture, 1, LK_OUTPUT_LOGIT, a);
    score(other, &picture, 1, LK_OUTPUT_LOGIT, b);
    for (int c = 0; c < LAYERS_CLASSES; c++)
        assert_true(fabsf(a[c] - b[c]) < 1e-5f);
    assert_true(ops_of(other)->info(kit_self(other))->layer_count > 0);
    kit_close(own);
    kit_close(other);
}

static void a_network_without_weights_computes_nothing(void **state)
{
    kit *k = open_with("onnxruntime", "configs/networks/weinet.yaml");
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 64, 64, 3);
    float scores[6];
    (void)state;
    assert_int_equal(ops_of(k)->info(kit_self(k))->lacks_weights, 1);
    assert_int_equal(
        ops_of(k)->scores(kit_self(k), kit_context(k, 1), &picture, LK_OUTPUT_LOGIT, scores),
        LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "has no weights"));
    kit_close(k);
}

static void logits_are_no_probabilities(void **state)
{
    float scores[CLASSES];
    lk_tensor picture = make_pictures(1);
    (void)state;
    kit *k = open_with("onnxruntime", "tests/golden/onnx/net_a.onnx");
    assert_int_equal(
        ops_of(k)->scores(kit_self(k), kit_context(k, 1), &picture, LK_OUTPUT_PROBABILITY, scores),
        LK_E_UNSUPPORTED);
    assert_string_equal(kit_error(k), "the network net_a.onnx gives logits, not probabilities");
    kit_close(k);
}

static int always(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

static void scoring_ends_when_the_host_asks(void **state)
{
    float scores[ITEMS * CLASSES];
    lk_tensor pictures = make_pictures(ITEMS);
    (void)state;
    kit *k = open_with("onnxruntime", "tests/onnx/classifier.yaml");
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    host.cancelled = always;
    ctx.host = &host;
    assert_int_equal(ops_of(k)->scores(kit_self(k), &ctx, &pictures, LK_OUTPUT_PROBABILITY, scores),
                     LK_CANCELLED);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_starts_no_threads_of_its_own),
        cmocka_unit_test(models_give_the_logits_of_pytorch),
        cmocka_unit_test(tensors_inside_a_model_are_those_of_pytorch),
        cmocka_unit_test(a_network_file_means_what_it_means_to_openblas),
        cmocka_unit_test(a_network_says_of_itself_what_its_file_says),
        cmocka_unit_test(a_model_by_itself_has_the_defaults_of_openblas),
        cmocka_unit_test(an_item_has_the_same_bits_in_any_batch_on_any_number_of_threads),
        cmocka_unit_test(a_network_of_layers_gives_the_scores_of_openblas),
        cmocka_unit_test(a_network_without_weights_computes_nothing),
        cmocka_unit_test(logits_are_no_probabilities),
        cmocka_unit_test(scoring_ends_when_the_host_asks),
    };
    return is_built() ? cmocka_run_group_tests(tests, NULL, remove_files) : 0;
}
