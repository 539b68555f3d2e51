/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "gradients.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What holds of gradients and layers whatever their values, and the networks of
 * configs/networks. */

static const char *const small = "tests/reverse/net_a.yaml";

static lk_tensor photographs(void)
{
    lk_tensor bytes = kit_npy("golden/explain/net_images_u8.npy");
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, (int)bytes.shape[0], (int)bytes.shape[1],
                             (int)bytes.shape[2], 3);
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((float *)t.data)[i] = ((uint8_t *)bytes.data)[i];
    return t;
}

static lk_tensor item_of(const lk_tensor *batch, int64_t i)
{
    int64_t shape[4] = {1, batch->shape[1], batch->shape[2], batch->shape[3]};
    return lk_tensor_over((float *)batch->data + i * batch->strides[0], LK_DTYPE_FLOAT, 32, 4,
                          shape);
}

/* ---- Batches ------------------------------------------------------------------------ */

static void gradients_are_the_same_bits_on_any_threads_and_in_any_batch(void **state)
{
    static const uint32_t classes[4] = {5, 0, 3, 3};
    kit *k = open_network(small);
    (void)state;
    lk_tensor batch = photographs();
    lk_tensor one = gradients_of(k, &batch, classes, LK_OUTPUT_PROBABILITY, 1, NULL);
    lk_tensor two = gradients_of(k, &batch, classes, LK_OUTPUT_PROBABILITY, 2, NULL);
    assert_memory_equal(one.data, two.data, lk_tensor_count(&one) * sizeof(float));
    for (int64_t i = 0; i < 4; i++) {
        lk_tensor item = item_of(&batch, i), expected = item_of(&one, i);
        lk_tensor alone = gradients_of(k, &item, classes + i, LK_OUTPUT_PROBABILITY, 1, NULL);
        assert_memory_equal(alone.data, expected.data, lk_tensor_count(&alone) * sizeof(float));
    }
    kit_close(k);
}

static void layers_of_a_batch_are_those_of_its_items(void **state)
{
    const char *layer = "/relu2/Relu_output_0";
    kit *k = open_network(small);
    (void)state;
    lk_tensor batch = photographs();
    layer_pair all = layer_of(k, &batch, layer, 2, LK_OUTPUT_LOGIT);
    assert_int_equal(all.value.shape[0], 4);
    for (int64_t i = 0; i < 4; i++) {
        lk_tensor item = item_of(&batch, i);
        layer_pair one = layer_of(k, &item, layer, 2, LK_OUTPUT_LOGIT);
        size_t size = lk_tensor_count(&one.value);
        assert_memory_equal(one.value.data, (float *)all.value.data + (size_t)i * size,
                            size * sizeof(float));
        assert_memory_equal(one.gradient.data, (float *)all.gradient.data + (size_t)i * size,
                            size * sizeof(float));
    }
    kit_close(k);
}

static void gradients_come_with_the_scores(void **state)
{
    static const uint32_t classes[4] = {0};
    kit *k = open_network(small);
    lk_network *n = kit_network(k);
    float expected[4 * 6], found[4 * 6];
    (void)state;
    lk_tensor batch = photographs();
    gradients_of(k, &batch, classes, LK_OUTPUT_PROBABILITY, 1, found);
    assert_int_equal(n->scores(n, kit_context(k, 1), &batch, LK_OUTPUT_PROBABILITY, expected),
                     LK_OK);
    expect_close("scores", found, expected, 24, 1e-6);
    kit_close(k);
}

/* The derivative of softmax: p (1 - p) and -p q, summed over the logits. */
static void the_gradient_of_a_probability_is_that_of_softmax(void **state)
{
    kit *k = open_network(small);
    float p[6], expected[6];
    (void)state;
    lk_tensor batch = photographs(), item = item_of(&batch, 0);
    lk_network *n = kit_network(k);
    assert_int_equal(n->scores(n, kit_context(k, 1), &item, LK_OUTPUT_PROBABILITY, p), LK_OK);
    for (int c = 0; c < 6; c++)
        expected[c] = p[2] * ((c == 2) - p[c]);
    layer_pair logits = layer_of(k, &item, "logits", 2, LK_OUTPUT_PROBABILITY);
    assert_int_equal(logits.gradient.rank, 2);
    expect_close("softmax", logits.gradient.data, expected, 6, 1e-5);
    kit_close(k);
}

static void an_output_has_a_gradient_of_1_with_respect_to_itself(void **state)
{
    static const float expected[6] = {0, 0, 1, 0, 0, 0};
    kit *k = open_network(small);
    (void)state;
    lk_tensor batch = photographs(), item = item_of(&batch, 0);
    layer_pair logits = layer_of(k, &item, "logits", 2, LK_OUTPUT_LOGIT);
    assert_memory_equal(logits.gradient.data, expected, sizeof expected);
    kit_close(k);
}

/* ---- From a layer on ------------------------------------------------------------------ */

static float *scores_from(kit *k, const lk_tensor *view, const char *layer, const lk_tensor *values,
                          uint32_t threads)
{
    lk_network *n = kit_network(k);
    lk_context *ctx = kit_context(k, 1);
    float *out =
        kit_tensor(LK_DTYPE_FLOAT, 32, 2, (int)values->shape[0], (int)n->info->class_count).data;
    ctx->threads = threads;
    assert_non_null(n->scores_from);
    if (n->scores_from(n, ctx, view, layer, values, LK_OUTPUT_LOGIT, out))
        fail_msg("%s", kit_error(k));
    return out;
}

/* Of four photographs the layer, in the place of one's: in a chain that one does not count. */
static void a_layers_own_value_gives_the_scores_of_its_view(void **state)
{
    static const struct {
        const char *network, *layer;
    } cases[] = {{"tests/reverse/net_a.yaml", "/relu2/Relu_output_0"},
                 {"tests/reverse/net_b.yaml", "/Concat_output_0"},
                 {"tests/reverse/net_b_unfolded.yaml", "/down_relu/Relu_output_0"},
                 {"tests/reverse/net_a.yaml", "logits"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kit *k = open_network(cases[i].network);
        lk_network *n = kit_network(k);
        float expected[4 * 6];
        lk_tensor batch = photographs(), view = item_of(&batch, 3);
        layer_pair layer = layer_of(k, &batch, cases[i].layer, 0, LK_OUTPUT_LOGIT);
        assert_int_equal(n->scores(n, kit_context(k, 1), &batch, LK_OUTPUT_LOGIT, expected), LK_OK);
        float *found = scores_from(k, &view, cases[i].layer, &layer.value, 1);
        expect_close(cases[i].layer, found, expected, 24, 1e-5);
        kit_close(k);
    }
}

/* The end of a residual branch. */
static void what_goes_round_a_layer_is_of_the_view(void **state)
{
    const char *layer = "/r2b_bn/BatchNormalization_output_0";
    kit *k = open_network("tests/reverse/net_b_unfolded.yaml");
    lk_network *n = kit_network(k);
    float expected[6];
    (void)state;
    lk_tensor batch = photographs(), view = item_of(&batch, 0), other = item_of(&batch, 1);
    layer_pair own = layer_of(k, &view, layer, 0, LK_OUTPUT_LOGIT);
    assert_int_equal(n->scores(n, kit_context(k, 1), &view, LK_OUTPUT_LOGIT, expected), LK_OK);
    expect_close(layer, scores_from(k, &view, layer, &own.value, 1), expected, 6, 1e-5);
    float *elsewhere = scores_from(k, &other, layer, &own.value, 1);
    assert_true(relative_error(elsewhere, expected, 6) > 1e-3);
    kit_close(k);
}

static void scores_from_a_layer_are_the_same_bits_on_any_threads_and_alone(void **state)
{
    const char *layer = "/relu2/Relu_output_0";
    kit *k = open_network(small);
    (void)state;
    lk_tensor batch = photographs(), view = item_of(&batch, 0);
    layer_pair all = layer_of(k, &batch, layer, 0, LK_OUTPUT_LOGIT);
    float *one = scores_from(k, &view, layer, &all.value, 1);
    float *two = scores_from(k, &view, layer, &all.value, 2);
    assert_memory_equal(one, two, 24 * sizeof(float));
    lk_tensor last = item_of(&all.value, 3);
    last.shape[3] = all.value.shape[3];
    last.strides[0] = all.value.strides[0];
    assert_memory_equal(scores_from(k, &view, layer, &last, 1), one + 18, 6 * sizeof(float));
    kit_close(k);
}

static void values_of_another_shape_are_refused(void **state)
{
    kit *k = open_network(small);
    lk_network *n = kit_network(k);
    float scores[6];
    (void)state;
    lk_tensor batch = photographs(), view = item_of(&batch, 0);
    lk_tensor narrow = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 16, 15, 32);
    assert_int_equal(n->scores_from(n, kit_context(k, 1), &view, "/relu2/Relu_output_0", &narrow,
                                    LK_OUTPUT_LOGIT, scores),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "float32 of its shape"));
    assert_int_equal(n->scores_from(n, kit_context(k, 1), &batch, "/relu2/Relu_output_0", &narrow,
                                    LK_OUTPUT_LOGIT, scores),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "one view at a time"));
    kit_close(k);
}

static void scores_from_a_layer_after_the_output_are_refused(void **state)
{
    kit *k = open_network("tests/graph/small.yaml");
    lk_network *n = kit_network(k);
    float scores[5];
    (void)state;
    lk_tensor view = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 13, 11, 3);
    lk_tensor values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 1, 5);
    assert_int_equal(
        n->scores_from(n, kit_context(k, 1), &view, "softmax", &values, LK_OUTPUT_LOGIT, scores),
        LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "comes after the output"));
    kit_close(k);
}

/* ---- Refusals ------------------------------------------------------------------------ */

static void expect_refusal(const char *path, const char *layer, uint32_t class_index,
                           const char *sentence)
{
    kit *k = open_network(path);
    lk_network *n = kit_network(k);
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, (int)n->info->view.height,
                                 (int)n->info->view.width, 3);
    lk_tensor value, gradient;
    assert_int_equal(n->activations(n, kit_context(k, 1), &batch, layer, class_index,
                                    LK_OUTPUT_LOGIT, &value, &gradient),
                     LK_E_INPUT);
    if (!strstr(kit_error(k), sentence))
        fail_msg("%s", kit_error(k));
    kit_close(k);
}

static void an_unknown_layer_is_refused_with_the_nearest_name(void **state)
{
    (void)state;
    expect_refusal(small, "relu3", 0, "no layer `relu3`; is `/relu3/Relu_output_0` meant?");
    expect_refusal("configs/networks/offline-plain.yaml", "pol2", 0, "is `pool2` meant?");
    expect_refusal(small, "something else altogether", 0, "no layer `something else altogether`");
}

static void a_layer_after_the_output_is_refused(void **state)
{
    (void)state;
    expect_refusal("tests/graph/small.yaml", "softmax", 0, "comes after the output");
}

static void a_class_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    expect_refusal(small, "logits", 6, "no class 6: it has 6");
}

static void a_gradient_of_another_shape_is_refused(void **state)
{
    static const uint32_t classes[4] = {0};
    kit *k = open_network(small);
    lk_network *n = kit_network(k);
    (void)state;
    lk_tensor batch = photographs(), narrow = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 4, 32, 31, 3);
    assert_int_equal(
        n->gradients(n, kit_context(k, 1), &batch, classes, LK_OUTPUT_LOGIT, NULL, &narrow),
        LK_E_INPUT);
    kit_close(k);
}

/* Its value is to be had all the same. */
static void the_value_of_a_layer_after_the_output_is_given(void **state)
{
    kit *k = open_network("tests/graph/small.yaml");
    lk_network *n = kit_network(k);
    float scores[5];
    lk_tensor value;
    (void)state;
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 13, 11, 3);
    assert_int_equal(
        n->activations(n, kit_context(k, 1), &batch, "softmax", 0, LK_OUTPUT_LOGIT, &value, NULL),
        LK_OK);
    assert_int_equal(n->scores(n, kit_context(k, 1), &batch, LK_OUTPUT_PROBABILITY, scores), LK_OK);
    expect_close("softmax", value.data, scores, 5, 1e-6);
    kit_close(k);
}

static void a_network_without_weights_has_no_layers_values(void **state)
{
    kit *k = open_network("configs/networks/weinet.yaml");
    lk_network *n = kit_network(k);
    lk_tensor value;
    (void)state;
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 64, 64, 3);
    assert_int_equal(n->activations(n, kit_context(k, 1), &batch, n->info->layers[0]->name, 0,
                                    LK_OUTPUT_LOGIT, &value, NULL),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "has no weights"));
    kit_close(k);
}

/* ---- The networks of configs/networks -------------------------------------------------- */

typedef struct named {
    const char *network, *layer;
    int is_large; /* takes valgrind half a minute, by code that the others run */
} named;

static kit *open_named(const named *c)
{
    char params[300], error[1200] = "";
    snprintf(params, sizeof params, "{model: configs/networks/%s.yaml}", c->network);
    kit *k = kit_try_open(LK_STAGE_BACKEND, TEST_BACKEND, params, error, sizeof error);
    if (!k && strstr(error, "No such file")) {
        print_message("# skipped: %s\n", error);
        skip();
    }
    if (!k)
        fail_msg("%s", error);
    return k;
}

/* A smooth picture, moved by `step` times `along`. */
static void paint(const lk_tensor *t, const float *along, double step)
{
    float *v = t->data;
    for (int64_t i = 0; i < t->strides[0]; i++) {
        int64_t y = i / t->strides[1], x = i % t->strides[1] / 3;
        v[i] = (float)(128 + 60 * sin(.21 * (double)x) + 50 * cos(.13 * (double)(y + i % 3)) +
                       (along ? step * (double)along[i] : 0));
    }
}

static double dot(const float *a, const float *b, const float *c, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)a[i] * ((double)b[i] - (c ? (double)c[i] : 0));
    return sum;
}

/* From a little behind to a little ahead of a picture along its gradient, by a
 * hundredth of a pixel value at most, a logit rises as steeply as the gradient
 * is long, and as what happens to a layer times the gradient with respect to
 * that says. Some relus turn on the way. */
static void a_named_layer_has_a_gradient(void **state)
{
    const named *c = *state;
    if (c->is_large && kit_is_slow()) {
        print_message("# skipped: LIKENESS_TEST_SLOWLY leaves %s out\n", c->network);
        skip();
    }
    kit *k = open_named(c);
    lk_network *n = kit_network(k);
    int h = (int)n->info->view.height, w = (int)n->info->view.width;
    lk_tensor picture[3];
    layer_pair layer[3];
    float scores[3][16];
    double most = 0;
    const uint32_t class_index = 1;
    for (int i = 0; i < 3; i++)
        picture[i] = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, h, w, 3);
    paint(&picture[1], NULL, 0);
    lk_tensor g = gradients_of(k, &picture[1], &class_index, LK_OUTPUT_LOGIT, 1, NULL);
    size_t size = lk_tensor_count(&g);
    for (size_t i = 0; i < size; i++)
        most = fmax(most, fabs((double)((float *)g.data)[i]));
    double step = .01 / most, squares = dot(g.data, g.data, NULL, size);
    for (int i = 0; i < 3; i++) {
        paint(&picture[i], g.data, (i - 1) * step);
        layer[i] = layer_of(k, &picture[i], c->layer, class_index, LK_OUTPUT_LOGIT);
        assert_int_equal(n->scores(n, kit_context(k, 1), &picture[i], LK_OUTPUT_LOGIT, scores[i]),
                         LK_OK);
    }
    double rise = (double)scores[2][class_index] - (double)scores[0][class_index];
    double inside = dot(layer[1].gradient.data, layer[2].value.data, layer[0].value.data,
                        lk_tensor_count(&layer[1].value));
    print_message("# a rise of %.4g, %.4g by the gradient, %.4g by the layer's\n", rise,
                  2 * step * squares, inside);
    assert_true(fabs(rise / (2 * step * squares) - 1) < .01 && fabs(rise / inside - 1) < .01);
    kit_close(k);
}

#define NAMED(network, layer, is_large)                                                            \
    {                                                                                              \
        "a_layer_of_" network "_has_a_gradient", a_named_layer_has_a_gradient, NULL, NULL,         \
            (void *)(uintptr_t) & (const named)                                                    \
        {                                                                                          \
            network, layer, is_large                                                               \
        }                                                                                          \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_the_same_bits_on_any_threads_and_in_any_batch),
        cmocka_unit_test(layers_of_a_batch_are_those_of_its_items),
        cmocka_unit_test(gradients_come_with_the_scores),
        cmocka_unit_test(the_gradient_of_a_probability_is_that_of_softmax),
        cmocka_unit_test(an_output_has_a_gradient_of_1_with_respect_to_itself),
        cmocka_unit_test(a_layers_own_value_gives_the_scores_of_its_view),
        cmocka_unit_test(what_goes_round_a_layer_is_of_the_view),
        cmocka_unit_test(scores_from_a_layer_are_the_same_bits_on_any_threads_and_alone),
        cmocka_unit_test(values_of_another_shape_are_refused),
        cmocka_unit_test(scores_from_a_layer_after_the_output_are_refused),
        cmocka_unit_test(an_unknown_layer_is_refused_with_the_nearest_name),
        cmocka_unit_test(a_layer_after_the_output_is_refused),
        cmocka_unit_test(the_value_of_a_layer_after_the_output_is_given),
        cmocka_unit_test(a_class_that_does_not_exist_is_refused),
        cmocka_unit_test(a_gradient_of_another_shape_is_refused),
        cmocka_unit_test(a_network_without_weights_has_no_layers_values),
        NAMED("offline-plain", "conv2", 0),
        NAMED("offline-separable", "pool2", 0),
        NAMED("mini-xception", "block3/sum", 1),
        NAMED("faceapi-expression", "dense3/sum3", 1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
