/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "onnxruntime.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The backend `onnxruntime` on models of other kinds: those that only it can
 * run, and those that it must refuse. */

/* ---- Models of other kinds ------------------------------------------------------------------ */

static Onnx__TensorShapeProto *input_shape(Onnx__ModelProto *m)
{
    return m->graph->input[0]->type->tensor_type->shape;
}

static void set_extent(Onnx__TensorShapeProto__Dimension *d, int64_t extent)
{
    d->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
    d->dim_value = extent;
}

/* One node more, before the first or after the last, with a tensor `new`. */
static Onnx__NodeProto *add_node(Onnx__ModelProto *m, int is_first, const char *kind,
                                 const char *input, const char *output)
{
    static Onnx__NodeProto node;
    static char names[3][40];
    static char *inputs[1], *outputs[1];
    Onnx__GraphProto *g = m->graph;
    Onnx__NodeProto **list = kit_tensor(LK_DTYPE_INT, 64, 1, (int)g->n_node + 1).data;
    snprintf(names[0], sizeof names[0], "%s", kind);
    snprintf(names[1], sizeof names[1], "%s", input);
    snprintf(names[2], sizeof names[2], "%s", output);
    node = (Onnx__NodeProto)ONNX__NODE_PROTO__INIT;
    node.op_type = names[0];
    node.n_input = node.n_output = 1;
    node.input = inputs;
    node.output = outputs;
    inputs[0] = names[1];
    outputs[0] = names[2];
    memcpy(list + is_first, g->node, g->n_node * sizeof *list);
    list[is_first ? 0 : g->n_node] = &node;
    g->node = list;
    g->n_node++;
    return &node;
}

/* The model ends in one operator more. */
static const char *write_ending(const char *kind, int64_t opset)
{
    static char out[] = "ending";
    Onnx__ModelProto *m = read_net("net_a");
    add_node(m, 0, kind, m->graph->output[0]->name, out);
    m->graph->output[0]->name = out;
    m->opset_import[0]->version = opset;
    return model_write(m);
}

static void a_model_that_ends_in_softmax_gives_logits_as_well(void **state)
{
    lk_tensor in = kit_npy("golden/onnx/a_input.npy"), wanted = kit_npy("golden/onnx/a_logits.npy");
    float logits[ITEMS * CLASSES];
    (void)state;
    kit *k = open_with("onnxruntime", write_ending("Softmax", 13));
    assert_int_equal(kit_network(k)->info->output, LK_OUTPUT_PROBABILITY);
    float *soft = run_golden(k, "a_input", ITEMS);
    assert_int_equal(
        ops_of(k)->raw_scores(kit_self(k), kit_context(k, 1), &in, LK_OUTPUT_LOGIT, logits), LK_OK);
    assert_true(relative_difference(logits, as_doubles(&wanted), ITEMS * CLASSES) < 1e-5);
    for (int i = 0; i < ITEMS; i++) {
        double sum = 0;
        for (int c = 0; c < CLASSES; c++)
            sum += exp((double)logits[i * CLASSES + c]);
        assert_true(fabs(exp((double)logits[i * CLASSES]) / sum - (double)soft[i * CLASSES]) <
                    1e-6);
    }
    kit_close(k);
}

static void operators_and_sets_that_have_no_importer_here_are_run(void **state)
{
    lk_tensor wanted = kit_npy("golden/onnx/a_logits.npy");
    const double *logits = wanted.data;
    char error[1200];
    (void)state;
    const char *path = write_ending("Sin", 13);
    assert_null(model_try_open(path, error));
    kit *k = open_with("onnxruntime", path);
    float *found = run_golden(k, "a_input", ITEMS);
    for (int i = 0; i < ITEMS * CLASSES; i++)
        assert_true(fabs(sin(logits[i]) - (double)found[i]) < 1e-5);
    kit_close(k);
    path = write_ending("Identity", 21);
    assert_null(model_try_open(path, error));
    k = open_with("onnxruntime", path);
    found = run_golden(k, "a_input", ITEMS);
    assert_true(relative_difference(found, logits, ITEMS * CLASSES) < 1e-5);
    kit_close(k);
}

static void a_model_of_a_fixed_batch_gives_each_item_the_same(void **state)
{
    (void)state;
    for (int64_t batch = 1; batch <= 3; batch += 2) {
        Onnx__ModelProto *m = read_net("net_a");
        set_extent(input_shape(m)->dim[0], batch);
        set_extent(m->graph->output[0]->type->tensor_type->shape->dim[0], batch);
        expect_golden(model_write(m), "a_input", "a_logits", ITEMS);
    }
}

static void a_model_with_its_channels_last_gives_the_same(void **state)
{
    static int64_t order[] = {0, 3, 1, 2};
    static Onnx__AttributeProto perm = ONNX__ATTRIBUTE_PROTO__INIT, *attributes[] = {&perm};
    static char name[] = "perm", input[] = "channels-last";
    (void)state;
    Onnx__ModelProto *m = read_net("net_a");
    Onnx__NodeProto *n = add_node(m, 1, "Transpose", input, m->graph->input[0]->name);
    perm.name = name;
    perm.has_type = 1;
    perm.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
    perm.n_ints = 4;
    perm.ints = order;
    n->n_attribute = 1;
    n->attribute = attributes;
    m->graph->input[0]->name = input;
    for (int a = 1; a < 4; a++)
        set_extent(input_shape(m)->dim[a], a == 3 ? 3 : SIDE);
    const char *path = model_write(m);
    expect_golden(path, "a_input", "a_logits", ITEMS);
    expect_as_openblas(path, LK_OUTPUT_LOGIT);
}

static void a_model_of_a_free_size_takes_that_of_the_view(void **state)
{
    (void)state;
    Onnx__ModelProto *m = read_net("net_a");
    for (int a = 2; a < 4; a++)
        input_shape(m)->dim[a]->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE__NOT_SET;
    const char *network = write_network(model_write(m), "", "logit");
    expect_golden(network, "a_input", "a_logits", ITEMS);
}

/* ---- Data in another file ---------------------------------------------------------------------
 */

/* The first tensor's data, in a file of this name beside the model. */
static const char *write_external(const char *location, const char **data_path)
{
    static char path[200], key[] = "location", value[60];
    static Onnx__StringStringEntryProto entry = ONNX__STRING_STRING_ENTRY_PROTO__INIT;
    static Onnx__StringStringEntryProto *entries[] = {&entry};
    Onnx__ModelProto *m = read_net("net_a");
    Onnx__TensorProto *t = m->graph->initializer[0];
    const float *values = tensor_floats(t);
    size_t count = tensor_count(t);
    snprintf(value, sizeof value, "%s", location);
    entry.key = key;
    entry.value = value;
    t->n_external_data = 1;
    t->external_data = entries;
    t->has_data_location = 1;
    t->data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
    t->has_raw_data = 0;
    t->n_float_data = 0;
    const char *model = model_write(m);
    snprintf(path, sizeof path, "%.*s/weights.bin", (int)(strrchr(model, '/') - model), model);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(values, sizeof *values, count, f), count);
    assert_int_equal(fclose(f), 0);
    *data_path = path;
    return model;
}

static void expect_refused(const char *path, const char *part)
{
    char params[600], error[1200] = "";
    snprintf(params, sizeof params, "{model: \"%s\"}", path);
    kit *k = kit_try_open(LK_STAGE_BACKEND, "onnxruntime", params, error, sizeof error);
    if (k)
        fail_msg("opened, but expected: %s", part);
    if (!strstr(error, part))
        fail_msg("%s", error);
}

static void data_in_another_file_is_read_through_the_host(void **state)
{
    const char *data;
    (void)state;
    const char *model = write_external("weights.bin", &data);
    expect_golden(model, "a_input", "a_logits", ITEMS);
    unlink(data);
    expect_refused(model, "weights.bin");
}

static void data_outside_the_model_s_folder_is_refused(void **state)
{
    const char *data;
    (void)state;
    expect_refused(write_external("../weights.bin", &data),
                   "a tensor has its data in `../weights.bin`, which is not in the model's folder");
    unlink(data);
}

/* ---- What is refused ----------------------------------------------------------------------------
 */

static void bytes_that_are_no_model_are_refused(void **state)
{
    (void)state;
    expect_refused(model_write_bytes("nothing of the kind", 19),
                   "it is no ONNX model, or one that was cut short or damaged");
    expect_refused("tests/golden/onnx/none.onnx", "none.onnx");
}

static void a_model_that_the_library_refuses_is_refused_in_its_words(void **state)
{
    (void)state;
    expect_refused(write_ending("Sinister", 13), "model.onnx: ONNX Runtime says: ");
}

static void a_tensor_that_is_not_there_is_named(void **state)
{
    (void)state;
    expect_refused(write_network("tests/golden/onnx/net_a.onnx", ", tensor: nowhere", "logit"),
                   "net_a.onnx: no node of the model gives the tensor `nowhere`");
}

static void an_input_that_is_no_picture_is_refused(void **state)
{
    static Onnx__ValueInfoProto *two[2];
    (void)state;
    Onnx__ModelProto *m = read_net("net_a");
    set_extent(input_shape(m)->dim[1], 5);
    expect_refused(model_write(m),
                   "the model's input is no picture of 1 channel (grey) or 3 (colour)");
    m = read_net("net_a");
    two[0] = m->graph->input[0];
    two[1] = read_net("net_b")->graph->input[0];
    two[1]->name = m->graph->output[0]->name;
    two[1]->name[0] = '_';
    m->graph->output[0]->name = m->graph->node[m->graph->n_node - 1]->output[0];
    m->graph->input = two;
    m->graph->n_input = 2;
    expect_refused(model_write(m), "the model takes 2 inputs, and a network here takes one");
}

static void a_view_of_another_size_is_refused(void **state)
{
    (void)state;
    Onnx__ModelProto *m = read_net("net_a");
    set_extent(input_shape(m)->dim[2], 48);
    expect_refused(write_network(model_write(m), "", "logit"),
                   "the height of the model's input is 48, and the view has 32");
}

static void a_size_that_nobody_gives_is_asked_for(void **state)
{
    (void)state;
    Onnx__ModelProto *m = read_net("net_a");
    input_shape(m)->dim[3]->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE__NOT_SET;
    expect_refused(model_write(m),
                   "the model leaves the width of its input free: give it in the view");
}

static void nothing_is_written_to_stderr(void **state)
{
    char path[] = "/tmp/likeness-stderr-XXXXXX", params[600], error[1200];
    struct stat about;
    (void)state;
    snprintf(params, sizeof params, "{model: \"%s\"}", write_ending("Sinister", 13));
    int file = mkstemp(path), kept = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    kit *bad = kit_try_open(LK_STAGE_BACKEND, "onnxruntime", params, error, sizeof error);
    kit *good = open_with("onnxruntime", "tests/golden/onnx/net_a.onnx");
    kit_close(good);
    dup2(kept, STDERR_FILENO);
    close(kept);
    assert_null(bad);
    assert_int_equal(fstat(file, &about), 0);
    assert_int_equal(about.st_size, 0);
    close(file);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_that_ends_in_softmax_gives_logits_as_well),
        cmocka_unit_test(operators_and_sets_that_have_no_importer_here_are_run),
        cmocka_unit_test(a_model_of_a_fixed_batch_gives_each_item_the_same),
        cmocka_unit_test(a_model_with_its_channels_last_gives_the_same),
        cmocka_unit_test(a_model_of_a_free_size_takes_that_of_the_view),
        cmocka_unit_test(data_in_another_file_is_read_through_the_host),
        cmocka_unit_test(data_outside_the_model_s_folder_is_refused),
        cmocka_unit_test(bytes_that_are_no_model_are_refused),
        cmocka_unit_test(a_model_that_the_library_refuses_is_refused_in_its_words),
        cmocka_unit_test(a_tensor_that_is_not_there_is_named),
        cmocka_unit_test(an_input_that_is_no_picture_is_refused),
        cmocka_unit_test(a_view_of_another_size_is_refused),
        cmocka_unit_test(a_size_that_nobody_gives_is_asked_for),
        cmocka_unit_test(nothing_is_written_to_stderr),
    };
    return is_built() ? cmocka_run_group_tests(tests, NULL, remove_files) : 0;
}
