/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Models that are wrong: each is refused when it is read, in one sentence that
 * says where. They start from a small one that is right: a convolution of two
 * filters, relu, flatten, and a product. */

enum { SIDE = 4 };

static float filters[2 * 3] = {1, 2, 3, 4, 5, 6}, matrix[2 * SIDE * SIDE * 2];

static Onnx__TensorShapeProto__Dimension extents[4];
static Onnx__TensorShapeProto__Dimension *extent_list[4];
static Onnx__TensorShapeProto shape = ONNX__TENSOR_SHAPE_PROTO__INIT;
static Onnx__TypeProto__Tensor tensor_type = ONNX__TYPE_PROTO__TENSOR__INIT;
static Onnx__TypeProto type = ONNX__TYPE_PROTO__INIT;
static Onnx__ValueInfoProto input = ONNX__VALUE_INFO_PROTO__INIT,
                            output = ONNX__VALUE_INFO_PROTO__INIT;
static Onnx__ValueInfoProto *input_list[1] = {&input}, *output_list[1] = {&output};

static int64_t filter_dims[4], matrix_dims[2];
static Onnx__TensorProto tensors[2];
static Onnx__TensorProto *tensor_list[2];

enum { CONV, RELU, FLATTEN, GEMM, NODES };
static Onnx__NodeProto nodes[NODES];
static Onnx__NodeProto *node_list[NODES];
static char *node_inputs[NODES][2], *node_outputs[NODES][1];
static Onnx__OperatorSetIdProto set = ONNX__OPERATOR_SET_ID_PROTO__INIT;
static Onnx__OperatorSetIdProto *set_list[1] = {&set};
static Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
static Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;

/* ---- The model that is right -------------------------------------------------------- */

static void set_node(int i, char *kind, char *a, char *b, char *out)
{
    static char names[NODES][8];
    nodes[i] = (Onnx__NodeProto)ONNX__NODE_PROTO__INIT;
    snprintf(names[i], sizeof names[i], "n%d", i);
    node_inputs[i][0] = a;
    node_inputs[i][1] = b;
    node_outputs[i][0] = out;
    nodes[i].name = names[i];
    nodes[i].op_type = kind;
    nodes[i].n_input = b ? 2 : 1;
    nodes[i].input = node_inputs[i];
    nodes[i].n_output = 1;
    nodes[i].output = node_outputs[i];
    node_list[i] = &nodes[i];
}

static void set_tensor(int i, char *name, int64_t *dims, size_t rank, float *data, size_t size)
{
    tensors[i] = (Onnx__TensorProto)ONNX__TENSOR_PROTO__INIT;
    tensors[i].name = name;
    tensors[i].has_data_type = 1;
    tensors[i].data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    tensors[i].dims = dims;
    tensors[i].n_dims = rank;
    tensors[i].has_raw_data = 1;
    tensors[i].raw_data = (ProtobufCBinaryData){size, (uint8_t *)data};
    tensor_list[i] = &tensors[i];
}

static void set_input(void)
{
    static const int64_t dims[4] = {1, 3, SIDE, SIDE};
    for (int a = 0; a < 4; a++) {
        extents[a] = (Onnx__TensorShapeProto__Dimension)ONNX__TENSOR_SHAPE_PROTO__DIMENSION__INIT;
        extents[a].value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        extents[a].dim_value = dims[a];
        extent_list[a] = &extents[a];
    }
    shape.n_dim = 4;
    shape.dim = extent_list;
    tensor_type.has_elem_type = 1;
    tensor_type.elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    tensor_type.shape = &shape;
    type.value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    type.tensor_type = &tensor_type;
    input.name = "x";
    input.type = &type;
    output.name = "y";
}

static int set_model(void **state)
{
    (void)state;
    memcpy(filter_dims, (const int64_t[4]){2, 3, 1, 1}, sizeof filter_dims);
    memcpy(matrix_dims, (const int64_t[2]){2 * SIDE * SIDE, 2}, sizeof matrix_dims);
    filters[0] = 1;
    set_input();
    set_tensor(0, "w", filter_dims, 4, filters, sizeof filters);
    set_tensor(1, "m", matrix_dims, 2, matrix, sizeof matrix);
    set_node(CONV, "Conv", "x", "w", "a");
    set_node(RELU, "Relu", "a", NULL, "b");
    set_node(FLATTEN, "Flatten", "b", NULL, "c");
    set_node(GEMM, "Gemm", "c", "m", "y");
    set.has_version = 1;
    set.version = 13;
    graph.n_node = NODES;
    graph.node = node_list;
    graph.n_initializer = 2;
    graph.initializer = tensor_list;
    graph.n_input = graph.n_output = 1;
    graph.input = input_list;
    graph.output = output_list;
    model.n_opset_import = 1;
    model.opset_import = set_list;
    model.graph = &graph;
    return 0;
}

/* ---- Expectations ------------------------------------------------------------------------ */

static void expect_sentence(const char *path, const char *sentence)
{
    char error[1200];
    kit *k = model_try_open(path, error);
    if (k)
        fail_msg("opened, but expected: %s", sentence);
    const char *found = strstr(error, "model.onnx: ");
    assert_string_equal(found ? found + strlen("model.onnx: ") : error, sentence);
}

static void expect_refused(const char *sentence)
{
    expect_sentence(model_write(&model), sentence);
}

static void expect_bytes_refused(const void *bytes, size_t size, const char *sentence)
{
    expect_sentence(model_write_bytes(bytes, size), sentence);
}

static uint8_t *pack(size_t *size)
{
    uint8_t *bytes = malloc(onnx__model_proto__get_packed_size(&model));
    assert_non_null(bytes);
    *size = onnx__model_proto__pack(&model, bytes);
    return bytes;
}

/* ---- The tests --------------------------------------------------------------------------------
 */

static void the_model_that_is_right_opens(void **state)
{
    char error[1200];
    kit *k = model_try_open(model_write(&model), error);
    (void)state;
    if (!k)
        fail_msg("%s", error);
    kit_close(k);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    size_t size;
    uint8_t *bytes = pack(&size);
    char error[1200];
    (void)state;
    for (size_t cut = 0; cut < size; cut += cut < 64 ? 1 : 13) {
        kit *k = model_try_open(model_write_bytes(bytes, cut), error);
        assert_null(k);
        assert_true(strlen(error) > 0);
    }
    free(bytes);
}

/* Bytes changed at random, more for structure than for weights: a model opens
 * or is refused, and nothing else. */
static void expect_no_harm(const uint8_t *bytes, size_t size, int rounds)
{
    uint8_t *changed = malloc(size);
    char error[1200];
    uint64_t state = 1;
    assert_non_null(changed);
    for (int round = 0; round < rounds; round++) {
        memcpy(changed, bytes, size);
        for (int i = 0; i < 1 + round % 4; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            size_t at = (size_t)(state >> 33) % size;
            at = round % 2 ? at % 2048 : at;
            changed[at < size ? at : 0] = (uint8_t)(state >> 24);
        }
        kit *k = model_try_open(model_write_bytes(changed, size), error);
        if (k)
            kit_close(k);
    }
    free(changed);
}

static void changed_bytes_do_no_harm(void **state)
{
    static const char *const models[] = {"tests/golden/onnx/net_a.onnx",
                                         "tests/golden/onnx/net_b_unfolded.onnx"};
    size_t size;
    uint8_t *bytes = pack(&size);
    (void)state;
    expect_no_harm(bytes, size, 400);
    free(bytes);
    for (size_t i = 0; i < 2; i++) {
        Onnx__ModelProto *m = model_read(kit_path(models[i]));
        assert_non_null(m);
        bytes = malloc(onnx__model_proto__get_packed_size(m));
        assert_non_null(bytes);
        size = onnx__model_proto__pack(m, bytes);
        expect_no_harm(bytes, size, 100);
        free(bytes);
    }
}

static void other_files_are_refused(void **state)
{
    static const char text[] = "name: not a model\n";
    (void)state;
    expect_bytes_refused(text, sizeof text - 1,
                         "it is no ONNX model, or one that was cut short or damaged");
    expect_bytes_refused("", 0, "it is no ONNX model: it has no graph");
}

static void deep_nesting_is_refused(void **state)
{
    enum { DEPTH = 40000 };
    /* A graph in an attribute of a node of a graph, many times; each is fitted
     * round what is inside it, from the end of the buffer. */
    static const uint8_t tags[] = {0x3a /* model.graph */, 0x0a /* graph.node */,
                                   0x2a /* node.attribute */, 0x32 /* attribute.g */};
    static uint8_t bytes[DEPTH * 6];
    size_t at = sizeof bytes;
    (void)state;
    for (int level = DEPTH; level-- > 0;) {
        size_t size = sizeof bytes - at;
        uint8_t length[5];
        int used = 0;
        do {
            length[used++] = (uint8_t)((size & 127) | (size > 127 ? 128 : 0));
            size >>= 7;
        } while (size);
        for (int i = used; i-- > 0;)
            bytes[--at] = length[i];
        bytes[--at] = level ? tags[1 + (level - 1) % 3] : tags[0];
    }
    expect_bytes_refused(bytes + at, sizeof bytes - at,
                         "its messages are nested deeper than those of any network of layers");
}

static void a_set_that_is_not_read_is_refused(void **state)
{
    (void)state;
    set.version = 6;
    expect_refused("the model has operator set 6, and sets 7 to 17 are read: export it with one "
                   "of these");
    set.version = 21;
    expect_refused("the model has operator set 21, and sets 7 to 17 are read: export it with one "
                   "of these");
}

static void an_unsupported_operator_is_named_with_its_node(void **state)
{
    (void)state;
    nodes[RELU].op_type = "Einsum";
    expect_refused("the node `n1` is of the operator Einsum, which is not supported");
    nodes[RELU].op_type = "Relu";
    nodes[RELU].domain = "com.example";
    expect_refused("the node `n1` is of the operator com.example.Relu, which is not supported");
}

static void a_cycle_is_refused(void **state)
{
    (void)state;
    set_node(RELU, "Add", "a", "c", "b");
    expect_refused("the node `n1` (Add): it takes `c`, which no node before it gives: the model "
                   "is cyclic or out of order");
    node_inputs[RELU][1] = "b";
    expect_refused("the node `n1` (Add): it takes `b`, which no node before it gives: the model "
                   "is cyclic or out of order");
}

static void names_must_be_known_and_stand_for_one_thing(void **state)
{
    (void)state;
    node_inputs[GEMM][1] = "nobody";
    expect_refused("the node `n3` (Gemm): it takes `nobody`, which nothing in the model gives");
    set_model(NULL);
    node_outputs[RELU][0] = "a";
    expect_refused("two things in the model are called `a`");
    set_model(NULL);
    output.name = "z";
    expect_refused("the model has no tensor `z`");
}

static void shapes_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    extents[1].dim_value = 1;
    expect_refused("the node `n0` (Conv): its weights are for 3 channels, and its input has 1");
    set_model(NULL);
    extents[2].dim_value = 5;
    expect_refused(
        "the node `n3` (Gemm): its weights are for rows of 32, and its input has others");
    set_model(NULL);
    filter_dims[1] = 1;
    filter_dims[3] = 3;
    expect_refused("the node `n0` (Conv): its weights are for 1 channels, and its input has 3");
}

static void huge_extents_are_refused(void **state)
{
    (void)state;
    extents[2].dim_value = INT64_MAX;
    expect_refused("axis 2 of the input `x` is beyond all bounds");
    set_model(NULL);
    extents[2].dim_value = extents[3].dim_value = 1 << 20;
    expect_refused("the input `x` has axes that are free or beyond all bounds");
    set_model(NULL);
    filter_dims[0] = INT64_MAX / 2;
    expect_refused("the tensor `w` has a shape that is beyond all bounds");
    filter_dims[0] = -2;
    expect_refused("the tensor `w` has a shape that is beyond all bounds");
    filter_dims[0] = 1 << 20;
    expect_refused("the tensor `w` has another number of elements than its shape: the file is "
                   "damaged");
}

static void weights_that_are_not_finite_are_refused(void **state)
{
    (void)state;
    filters[0] = 1 / (float)(filters[1] - filters[1]);
    expect_refused("the node `n0` (Conv): its weights `w` holds a value that is not finite");
}

static void a_batch_of_several_items_is_refused(void **state)
{
    (void)state;
    extents[0].dim_value = 8;
    expect_refused("the node `n0` (Conv): the model was written for a batch of several items: "
                   "export it for a batch of one, or of any size");
}

static void free_sizes_must_come_from_a_network_file(void **state)
{
    (void)state;
    extents[2].value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE__NOT_SET;
    expect_refused("the model leaves the height of its input free: give it in the view of a "
                   "network file");
}

static void data_outside_the_folder_is_refused(void **state)
{
    static char *const places[] = {"/etc/hostname", "../w.bin", "a/../../w.bin", "", "${data}/w"};
    Onnx__StringStringEntryProto entry = ONNX__STRING_STRING_ENTRY_PROTO__INIT;
    Onnx__StringStringEntryProto *entries[1] = {&entry};
    (void)state;
    tensors[0].has_raw_data = 0;
    tensors[0].has_data_location = 1;
    tensors[0].data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
    tensors[0].n_external_data = 1;
    tensors[0].external_data = entries;
    entry.key = "location";
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        entry.value = places[i];
        expect_refused("the tensor `w` has its data in a file that is not in the model's folder");
    }
}

/* The model itself is a file in its folder. */
static void data_in_another_file_is_read_within_its_bounds(void **state)
{
    Onnx__StringStringEntryProto entries[2] = {ONNX__STRING_STRING_ENTRY_PROTO__INIT,
                                               ONNX__STRING_STRING_ENTRY_PROTO__INIT};
    Onnx__StringStringEntryProto *list[2] = {&entries[0], &entries[1]};
    (void)state;
    tensors[1].has_raw_data = 0;
    tensors[1].has_data_location = 1;
    tensors[1].data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
    tensors[1].n_external_data = 2;
    tensors[1].external_data = list;
    entries[0] = (Onnx__StringStringEntryProto){
        .base = entries[0].base, .key = "location", .value = "model.onnx"};
    entries[1] =
        (Onnx__StringStringEntryProto){.base = entries[1].base, .key = "offset", .value = "10"};
    matrix_dims[1] = 0;
    expect_refused("the node `n3` (Gemm): its weights are beyond all bounds");
    matrix_dims[1] = 2;
    entries[1].value = "18446744073709551615";
    expect_refused("the tensor `m` is not within the file of its data: that is truncated or "
                   "another model's");
    entries[1].value = "-4";
    expect_refused("the tensor `m` is not within the file of its data: that is truncated or "
                   "another model's");
}

#define REFUSES(name) cmocka_unit_test_setup(name, set_model)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REFUSES(the_model_that_is_right_opens),
        REFUSES(a_file_cut_anywhere_is_refused),
        REFUSES(changed_bytes_do_no_harm),
        REFUSES(other_files_are_refused),
        REFUSES(deep_nesting_is_refused),
        REFUSES(a_set_that_is_not_read_is_refused),
        REFUSES(an_unsupported_operator_is_named_with_its_node),
        REFUSES(a_cycle_is_refused),
        REFUSES(names_must_be_known_and_stand_for_one_thing),
        REFUSES(shapes_that_do_not_fit_are_refused),
        REFUSES(huge_extents_are_refused),
        REFUSES(weights_that_are_not_finite_are_refused),
        REFUSES(a_batch_of_several_items_is_refused),
        REFUSES(free_sizes_must_come_from_a_network_file),
        REFUSES(data_outside_the_folder_is_refused),
        REFUSES(data_in_another_file_is_read_within_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, models_remove);
}
