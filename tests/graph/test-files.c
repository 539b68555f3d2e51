/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Network files and weight files that are wrong: each is refused when it is
 * read, in one sentence that says where. */

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const void *bytes, size_t size)
{
    FILE *f = fopen(in_folder(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static void write_text(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/likeness-files-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"net.yaml", "w.json", "w.bin"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(in_folder(names[i]));
    return rmdir(folder);
}

/* Two tensors: a convolution of 2 filters over 1 x 1 x 3, and its bias. */
#define FILTERS "{\"name\": \"a/filters\", \"shape\": [1, 1, 3, 2], \"dtype\": \"float32\"}"
#define BIAS "{\"name\": \"a/bias\", \"shape\": [2], \"dtype\": \"float32\"}"
#define MANIFEST "[{\"weights\": [" FILTERS ", " BIAS "], \"paths\": [\"w.bin\"]}]"

static const float values[8] = {1, 2, 3, 4, 5, 6, 7, 8};

static void write_weights(void)
{
    write_text("w.json", MANIFEST);
    write_file("w.bin", values, sizeof values);
}

/* Opening net.yaml fails with this sentence, the folder's name left out. */
static void expect_error(const char *sentence)
{
    char params[160], error[1200] = "", expected[1200];
    snprintf(params, sizeof params, "{model: %s}", in_folder("net.yaml"));
    kit *k = kit_try_open(LK_STAGE_BACKEND, "openblas", params, error, sizeof error);
    if (k)
        fail_msg("opened, but expected: %s", sentence);
    const char *found = strstr(error, folder);
    snprintf(expected, sizeof expected, "%s/%s", folder, sentence);
    assert_string_equal(found ? found : error, expected);
}

static kit *open_network(void)
{
    char params[160];
    snprintf(params, sizeof params, "{model: %s}", in_folder("net.yaml"));
    return kit_open(LK_STAGE_BACKEND, "openblas", params);
}

#define HEAD                                                                                       \
    "name: n\n"                                                                                    \
    "input: {channels: 3}\n"                                                                       \
    "view: {width: 4, height: 4}\n"                                                                \
    "weights: {tfjs: w.json}\n"
#define RAW HEAD "output: raw\nlayers:\n"
#define CONV "  - {name: a, kind: conv, filters: 2, kernel: 1}\n"
#define SOFT CONV "  - {name: m, kind: globalavg}\n  - {name: s, kind: softmax}\n"
#define CLASSIFIER HEAD "output: probability\nclasses: [x, y]\nlayers:\n" SOFT

static void expect_refused(const char *network, const char *sentence)
{
    write_weights();
    write_text("net.yaml", network);
    expect_error(sentence);
}

/* ---- Network files ------------------------------------------------------------------- */

static void an_unknown_key_is_refused_with_those_that_exist(void **state)
{
    (void)state;
    expect_refused(RAW CONV "colour: blue\n",
                   "net.yaml:8:9: a network file has no key `colour`: it has name, input, view, "
                   "normalise, output, classes, labels, weights, layers, model, initializer");
    expect_refused(
        RAW "  - {name: a, kind: conv, filters: 2, kernel: 1, stide: 2}\n",
        "net.yaml:7:57: a layer of kind conv has no key `stide`: it has name, kind, "
        "from, filters, kernel, stride, padding, dilation, groups, weights, bias, initializer, "
        "activation, alpha");
    expect_refused(RAW "  - {name: a, kind: conv, filters: 2, kernel: 1, weights: {fliters: b}}\n",
                   "net.yaml:7:69: the weights of a layer of kind conv has no key `fliters`: it "
                   "has filters, bias");
}

static void a_missing_key_is_named(void **state)
{
    (void)state;
    expect_refused("name: n\n", "net.yaml:1:1: the key `view` is missing here");
    expect_refused(RAW "  - {name: a, kind: conv, kernel: 1}\n",
                   "net.yaml:7:5: the key `filters` is missing here");
}

static void an_unknown_kind_of_layer_is_refused_with_those_that_exist(void **state)
{
    (void)state;
    expect_refused(
        RAW "  - {name: a, kind: konv}\n",
        "net.yaml:7:21: `kind` must be one of conv, depthwise, separable, dense, "
        "batchnorm, rescale, pad, maxpool, avgpool, globalavg, globalmax, add, multiply, "
        "concat, flatten, dropout, relu, relu6, leaky, sigmoid, hardsigmoid, swish, "
        "hardswish, softmax");
}

static void a_value_out_of_range_is_refused(void **state)
{
    (void)state;
    expect_refused(RAW "  - {name: a, kind: conv, filters: 0, kernel: 1}\n",
                   "net.yaml:7:36: `filters` must be a whole number from 1 to 65536");
    expect_refused(RAW "  - {name: a, kind: conv, filters: 2, kernel: [1, 2, 3]}\n",
                   "net.yaml:7:39: `kernel` must be one whole number from 1 to 1024 or two, "
                   "[vertical, horizontal]");
    expect_refused(RAW "  - {name: a, kind: conv, filters: 2, kernel: 1, padding: [1, 1]}\n",
                   "net.yaml:7:50: `padding` must be same, valid or four whole numbers, [top, "
                   "left, bottom, right]");
    expect_refused(RAW CONV "normalise: {divide: [1, 0, 1]}\n",
                   "net.yaml:8:13: `divide` must not be 0");
    expect_refused(RAW "  - {name: a, kind: conv, filters: 2, kernel: 1, alpha: 0.5}\n",
                   "net.yaml:7:57: `alpha` belongs to the activation leaky");
}

static void a_layer_takes_only_earlier_layers(void **state)
{
    (void)state;
    expect_refused(RAW CONV "  - {name: b, kind: relu, from: b}\n",
                   "net.yaml:8:33: `b` comes later or is this layer itself: a layer takes only "
                   "earlier ones");
    expect_refused(RAW "  - {name: b, kind: add, from: [input, a]}\n" CONV,
                   "net.yaml:7:40: `a` comes later or is this layer itself: a layer takes only "
                   "earlier ones");
    expect_refused(RAW CONV "  - {name: b, kind: relu, from: c}\n",
                   "net.yaml:8:33: no layer is called `c`");
}

static void a_name_is_given_once(void **state)
{
    (void)state;
    expect_refused(RAW CONV "  - {name: a, kind: relu}\n",
                   "net.yaml:8:12: the name `a` is taken: each layer has its own");
    expect_refused(RAW "  - {name: input, kind: relu}\n",
                   "net.yaml:7:12: the name `input` is taken: each layer has its own");
}

static void a_layer_that_nothing_takes_is_refused(void **state)
{
    (void)state;
    expect_refused(RAW CONV "  - {name: b, kind: relu, from: input}\n",
                   "net.yaml:7:5: no layer takes the result of `a`, and it is not the last");
}

static void a_layer_has_as_many_inputs_as_its_kind_takes(void **state)
{
    (void)state;
    expect_refused(RAW CONV "  - {name: b, kind: add}\n",
                   "net.yaml:8:5: a layer of kind add takes two inputs or more: name them in "
                   "`from`");
    expect_refused(RAW CONV "  - {name: b, kind: relu, from: [a, input]}\n",
                   "net.yaml:8:27: a layer of kind relu takes one input");
}

static void a_shape_that_cannot_be_is_refused(void **state)
{
    (void)state;
    expect_refused(RAW CONV "  - {name: b, kind: maxpool, kernel: 5, padding: valid}\n",
                   "net.yaml:8:5: the layer `b` is impossible here: its window of 5x5 does not "
                   "fit in a map of 4x4");
    expect_refused(RAW CONV "  - {name: b, kind: add, from: [a, input]}\n",
                   "net.yaml:8:5: the layer `b` is impossible here: its inputs differ in shape: "
                   "4x4x2 and 4x4x3");
    expect_refused(RAW CONV "  - {name: b, kind: dense, units: 2}\n",
                   "net.yaml:8:5: the layer `b` is impossible here: it takes a vector, and its "
                   "input is a map: put flatten or globalavg between");
    expect_refused(RAW "  - {name: a, kind: conv, filters: 2, kernel: 1, groups: 2}\n",
                   "net.yaml:7:5: the layer `a` is impossible here: 2 groups do not divide 3 "
                   "channels in and 2 out evenly");
    expect_refused(RAW CONV "  - {name: b, kind: avgpool, kernel: 2, padding: [2, 0, 0, 0]}\n",
                   "net.yaml:8:5: the layer `b` is impossible here: one of its windows would see "
                   "nothing but padding");
}

static void classes_must_be_as_many_as_outputs(void **state)
{
    (void)state;
    expect_refused(HEAD "output: probability\nclasses: [x, y, z]\nlayers:\n" SOFT,
                   "net.yaml:6:1: 3 classes are named here and the network gives 2");
    expect_refused(HEAD "output: probability\nclasses: [x, x]\nlayers:\n" SOFT,
                   "net.yaml:6:14: the class `x` stands twice");
    expect_refused(CLASSIFIER "labels: {z: none}\n",
                   "net.yaml:11:13: the network has no class `z`");
    expect_refused(RAW CONV "classes: [x, y]\n",
                   "net.yaml:8:1: a network with raw output has no classes");
}

static void the_output_must_fit_the_last_layer(void **state)
{
    (void)state;
    expect_refused(HEAD "output: probability\nclasses: [x, y]\nlayers:\n" CONV,
                   "net.yaml:5:9: the network's last layer is no softmax or sigmoid, so its output "
                   "is logit or raw");
    expect_refused(HEAD "output: logit\nclasses: [x, y]\nlayers:\n" SOFT,
                   "net.yaml:5:9: the network ends in a softmax or sigmoid, so its output is "
                   "probability; its logits can be had all the same");
}

static void the_sides_of_a_pad_are_four(void **state)
{
    (void)state;
    expect_refused(RAW CONV "  - {name: b, kind: pad, padding: same}\n",
                   "net.yaml:8:35: `padding` must be four whole numbers, [top, left, bottom, "
                   "right]");
    expect_refused(RAW CONV "  - {name: b, kind: rescale, scale: [1, 2, 3]}\n",
                   "net.yaml:8:30: `scale` must be a number or a list of 2 numbers");
}

/* ---- Weights ----------------------------------------------------------------------------- */

static void a_missing_tensor_is_named(void **state)
{
    (void)state;
    expect_refused(RAW "  - {name: b, kind: conv, filters: 2, kernel: 1}\n",
                   "net.yaml:7:5: w.json has no tensor `b/filters` or `b/kernel` (1x1x3x2, the "
                   "filters of `b`)");
}

static void weights_are_one_file_of_a_format_that_exists(void **state)
{
    (void)state;
    expect_refused("name: n\ninput: {channels: 3}\nview: {width: 4, height: 4}\noutput: raw\n"
                   "weights: {tfjs: w.json, hdf5: w.h5}\nlayers:\n" CONV,
                   "net.yaml:5:1: `weights` names one file, by its format");
    expect_refused("name: n\ninput: {channels: 3}\nview: {width: 4, height: 4}\noutput: raw\n"
                   "weights: {pickle: w.pt}\nlayers:\n" CONV,
                   "net.yaml:5:19: `weights` has no key `pickle`: it has tfjs, safetensors, hdf5");
}

static void a_name_given_to_two_tensors_is_refused(void **state)
{
    (void)state;
    write_text("net.yaml", RAW CONV);
    write_text("w.json", "[{\"weights\": [" BIAS ", " BIAS "], \"paths\": [\"w.bin\"]}]");
    write_file("w.bin", values, 16);
    char params[160], error[1200] = "";
    snprintf(params, sizeof params, "{model: %s}", in_folder("net.yaml"));
    assert_null(kit_try_open(LK_STAGE_BACKEND, "openblas", params, error, sizeof error));
    assert_non_null(strstr(error, "w.json: two tensors are called `a/bias`"));
}

static void a_tensor_of_another_shape_is_refused(void **state)
{
    (void)state;
    expect_refused(RAW "  - {name: a, kind: conv, filters: 3, kernel: 1}\n",
                   "net.yaml:7:5: the filters of `a` must be 1x1x3x3, and the tensor `a/filters` "
                   "is 1x1x3x2");
}

static void expect_weights_refused(const char *manifest, size_t bytes, const char *sentence)
{
    char blob[64] = {0};
    assert_in_range(bytes, 0, sizeof blob);
    write_text("net.yaml", RAW CONV);
    write_text("w.json", manifest);
    write_file("w.bin", blob, bytes);
    expect_error(sentence);
}

static void truncated_weights_are_refused(void **state)
{
    (void)state;
    expect_weights_refused(MANIFEST, 31,
                           "w.json:1:81: the tensor `a/bias` takes 8 bytes and the files of its "
                           "group have 7 left: they are truncated or belong to another model");
}

static void weights_with_bytes_to_spare_are_refused(void **state)
{
    (void)state;
    expect_weights_refused(MANIFEST, 33,
                           "w.json:1:2: the files of this group have 1 bytes more than its tensors "
                           "take: they belong to another model");
}

static void a_file_that_is_no_manifest_is_refused(void **state)
{
    (void)state;
    expect_weights_refused("{\"a\": 1}", 0,
                           "w.json:1:1: this is no TF.js manifest: it must be a list of weight "
                           "groups or have one as `weightsManifest`");
    expect_weights_refused("[{\"weights\": 3}]", 0,
                           "w.json:1:2: a weight group is a map of `weights`, a list, and `paths`");
}

static void a_tensor_too_large_for_any_file_is_refused(void **state)
{
    (void)state;
    expect_weights_refused("[{\"weights\": [{\"name\": \"a\", \"dtype\": \"float32\", \"shape\": "
                           "[268435456, 268435456]}], \"paths\": [\"w.bin\"]}]",
                           0,
                           "w.json:1:49: `shape` must be a list of at most 8 whole numbers whose "
                           "product is at most 268435456");
}

static void weights_outside_the_manifest_s_folder_are_refused(void **state)
{
    (void)state;
    expect_weights_refused("[{\"weights\": [" BIAS "], \"paths\": [\"../w.bin\"]}]", 0,
                           "w.json:1:80: this must be the name of a file beside the manifest");
}

static void a_weight_that_is_not_finite_is_refused(void **state)
{
    float bad[8] = {0};
    uint32_t nan = 0x7fc00000;
    (void)state;
    memcpy(&bad[3], &nan, sizeof nan);
    write_text("net.yaml", RAW CONV);
    write_text("w.json", MANIFEST);
    write_file("w.bin", bad, sizeof bad);
    expect_error("w.json:1:15: this tensor holds a value that is not finite");
}

/* ---- Files that are right ------------------------------------------------------------------- */

static void a_network_computes_by_hand(void **state)
{
    float in[4 * 4 * 3], out[4 * 4 * 2];
    int64_t shape[4] = {1, 4, 4, 3};
    (void)state;
    write_weights();
    write_text("net.yaml", RAW CONV "normalise: {order: bgr, subtract: 1, divide: 2}\n");
    kit *k = open_network();
    const lk_backend_ops *ops = kit_ops(k);
    for (int i = 0; i < 48; i++)
        in[i] = (float)(3 + 2 * (i % 3)); /* red 3, green 5, blue 7: 1, 2, 3 */
    lk_tensor t = lk_tensor_over(in, LK_DTYPE_FLOAT, 32, 4, shape);
    assert_int_equal(ops->scores(kit_self(k), kit_context(k, 1), &t, LK_OUTPUT_RAW, out), LK_OK);
    for (int i = 0; i < 16; i++) { /* blue 3, green 2, red 1 */
        assert_float_equal(out[2 * i], 3 * 1 + 2 * 3 + 1 * 5 + 7, 0);
        assert_float_equal(out[2 * i + 1], 3 * 2 + 2 * 4 + 1 * 6 + 8, 0);
    }
    kit_close(k);
}

static void a_grey_network_weighs_the_colours(void **state)
{
    float in[2 * 2 * 3], out[4];
    int64_t shape[4] = {1, 2, 2, 3};
    (void)state;
    write_weights();
    write_text("net.yaml", "name: n\ninput: {channels: 1}\nview: {width: 2, height: 2}\n"
                           "normalise: {grey: [0.5, 0.25, 1], subtract: 10, divide: 4}\n"
                           "output: raw\nweights: {tfjs: w.json}\n"
                           "layers:\n  - {name: r, kind: relu}\n");
    kit *k = open_network();
    const lk_backend_ops *ops = kit_ops(k);
    for (int i = 0; i < 12; i++)
        in[i] = (float)(4 << i % 3); /* 4, 8, 16: 20 */
    lk_tensor t = lk_tensor_over(in, LK_DTYPE_FLOAT, 32, 4, shape);
    assert_int_equal(ops->scores(kit_self(k), kit_context(k, 1), &t, LK_OUTPUT_RAW, out), LK_OK);
    for (int i = 0; i < 4; i++)
        assert_float_equal(out[i], 2.5, 0);
    kit_close(k);
}

static void classes_without_a_label_keep_their_names(void **state)
{
    (void)state;
    write_weights();
    write_text("net.yaml", CLASSIFIER "labels: {y: none}\n");
    kit *k = open_network();
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    assert_string_equal(info->labels[0], "x");
    assert_null(info->labels[1]);
    assert_string_equal(info->classes[1], "y");
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_key_is_refused_with_those_that_exist),
        cmocka_unit_test(a_missing_key_is_named),
        cmocka_unit_test(an_unknown_kind_of_layer_is_refused_with_those_that_exist),
        cmocka_unit_test(a_value_out_of_range_is_refused),
        cmocka_unit_test(a_layer_takes_only_earlier_layers),
        cmocka_unit_test(a_name_is_given_once),
        cmocka_unit_test(a_layer_that_nothing_takes_is_refused),
        cmocka_unit_test(a_layer_has_as_many_inputs_as_its_kind_takes),
        cmocka_unit_test(a_shape_that_cannot_be_is_refused),
        cmocka_unit_test(classes_must_be_as_many_as_outputs),
        cmocka_unit_test(the_output_must_fit_the_last_layer),
        cmocka_unit_test(the_sides_of_a_pad_are_four),
        cmocka_unit_test(weights_are_one_file_of_a_format_that_exists),
        cmocka_unit_test(a_name_given_to_two_tensors_is_refused),
        cmocka_unit_test(a_missing_tensor_is_named),
        cmocka_unit_test(a_tensor_of_another_shape_is_refused),
        cmocka_unit_test(truncated_weights_are_refused),
        cmocka_unit_test(weights_with_bytes_to_spare_are_refused),
        cmocka_unit_test(a_file_that_is_no_manifest_is_refused),
        cmocka_unit_test(a_tensor_too_large_for_any_file_is_refused),
        cmocka_unit_test(weights_outside_the_manifest_s_folder_are_refused),
        cmocka_unit_test(a_weight_that_is_not_finite_is_refused),
        cmocka_unit_test(a_network_computes_by_hand),
        cmocka_unit_test(a_grey_network_weighs_the_colours),
        cmocka_unit_test(classes_without_a_label_keep_their_names),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
