/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugins/backends/graph/weights.h"

/* Weight files of Keras and of safetensors, which the network file names or a
 * request puts in the place of that. */

#define KERAS "tests/golden/graph/keras/"

static char folder[] = "/tmp/likeness-weights-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(in_folder("w"));
    return rmdir(folder);
}

static void write_bytes(const void *bytes, size_t size)
{
    FILE *f = fopen(in_folder("w"), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* The network keras.yaml with the weights of a file, or with its own. */
static kit *try_open(const char *weights, char error[1200])
{
    char params[400];
    snprintf(params, sizeof params, weights ? "{model: %s, weights: '%s'}" : "{model: %s}",
             KERAS "keras.yaml", weights);
    return kit_try_open(LK_STAGE_BACKEND, "openblas", params, error, 1200);
}

static void score(const char *weights, float *scores)
{
    char error[1200];
    lk_tensor pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 8, 9, 3);
    for (int i = 0; i < 8 * 9 * 3; i++)
        ((float *)pixels.data)[i] = (float)(i * 37 % 256);
    kit *k = try_open(weights, error);
    if (!k)
        fail_msg("%s", error);
    lk_tensor found = score_batch(k, &pixels, LK_OUTPUT_LOGIT, 1);
    memcpy(scores, found.data, 3 * sizeof *scores);
    kit_close(k);
}

static void gives_the_scores_of_safetensors(const char *weights)
{
    float expected[3], found[3];
    score(KERAS "weights.safetensors", expected);
    score(weights, found);
    assert_memory_equal(found, expected, sizeof found);
}

static void expect_refused(const char *weights, const char *sentence)
{
    char error[1200] = "";
    kit *k = try_open(weights, error);
    if (k)
        fail_msg("opened, but expected: %s", sentence);
    if (!strstr(error, sentence))
        fail_msg("%s\ndoes not say: %s", error, sentence);
}

/* ---- Keras --------------------------------------------------------------------- */

static void weights_are_found_in_the_layers_of_a_nested_model(void **state)
{
    (void)state;
    gives_the_scores_of_safetensors(NULL);
    gives_the_scores_of_safetensors(KERAS "latest.h5");
}

static void a_saved_model_has_them_too(void **state)
{
    (void)state;
    gives_the_scores_of_safetensors(KERAS "model.h5");
}

/* The fifth fold's network, made after four others. */
static void numbers_of_unnamed_layers_count_from_the_first(void **state)
{
    (void)state;
    gives_the_scores_of_safetensors(KERAS "later.h5");
}

static void hdf5_that_has_something_else_is_refused(void **state)
{
    (void)state;
    expect_refused(KERAS "other-shape.h5",
                   "the filters of `conv2d` must be 3x3x3x4, and the tensor `conv2d/kernel` is "
                   "3x3x3x5");
    expect_refused(KERAS "whole-numbers.h5", "`conv2d/kernel` is not of a type of real numbers");
    expect_refused(KERAS "not-finite.h5", "`conv2d/kernel` holds a value that is not finite");
    expect_refused(KERAS "huge.h5", "the shape of `conv2d/kernel` is damaged, or beyond 8 axes");
    expect_refused(KERAS "deep.h5", "its groups are nested beyond all bounds");
}

static void hdf5_names_no_other_file(void **state)
{
    (void)state;
    expect_refused(KERAS "external.h5", "the values of `conv2d/kernel` are not in this file");
    expect_refused(KERAS "virtual.h5", "the values of `conv2d/kernel` are not in this file");
    expect_refused(KERAS "unwritten.h5", "the values of `conv2d/kernel` are not in this file");
    expect_refused(KERAS "links.h5", "links.h5 has no tensor `conv2d/filters` or `conv2d/kernel`");
}

static uint8_t *read_golden(const char *name, size_t *size)
{
    static uint8_t bytes[1 << 17];
    FILE *f = fopen(kit_path(name), "rb");
    assert_non_null(f);
    *size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return bytes;
}

static void every_truncation_is_refused(const char *name, size_t step)
{
    char error[1200];
    size_t size;
    const uint8_t *bytes = read_golden(name, &size);
    for (size_t n = 0; n < size; n += step) {
        write_bytes(bytes, n);
        assert_null(try_open(in_folder("w"), error));
    }
}

static void truncated_hdf5_is_refused(void **state)
{
    (void)state;
    every_truncation_is_refused(KERAS "weights.h5", 499);
}

/* ---- safetensors ------------------------------------------------------------------ */

static void write_tensors(const char *header, size_t data)
{
    uint8_t bytes[1200] = {0};
    size_t length = strlen(header);
    bytes[0] = (uint8_t)length;
    bytes[1] = (uint8_t)(length >> 8);
    memcpy(bytes + 8, header, length);
    write_bytes(bytes, 8 + length + data);
}

static void expect_header_refused(const char *header, size_t data, const char *sentence)
{
    write_tensors(header, data);
    expect_refused(in_folder("w"), sentence);
}

#define TENSOR(name, type, shape, from, to)                                                        \
    "\"" name "\": {\"dtype\": \"" type "\", \"shape\": " shape ", \"data_offsets\": [" from       \
    ", " to "]}"

static void a_file_that_is_no_safetensors_is_refused(void **state)
{
    (void)state;
    write_bytes("nothing of the kind", 19);
    expect_refused(in_folder("w"), "/w: this is no safetensors file, or it is truncated");
    expect_header_refused("{\"a\": ", 0, "/w: its header is no map in JSON: ");
    expect_header_refused(
        "{" TENSOR("a", "F32", "[1]", "0", "4") ", " TENSOR("a", "F32", "[1]", "4", "8") "}", 8,
        "/w: its header is no map in JSON: duplicate object key");
    expect_header_refused("{\"a\": 1}", 0, "the tensor `a` is of the unknown type (none)");
}

static void a_tensor_s_bytes_are_in_the_file_and_its_own(void **state)
{
    (void)state;
    expect_header_refused("{" TENSOR("a", "F32", "[2]", "0", "8") "}", 7,
                          "the bytes of the tensor `a` are not among the 7 after the header");
    expect_header_refused("{" TENSOR("a", "F32", "[2]", "8", "0") "}", 8,
                          "the bytes of the tensor `a` are not among the 8 after the header");
    expect_header_refused("{" TENSOR("a", "F32", "[2]", "-8", "0") "}", 8,
                          "the bytes of the tensor `a` are not among the 8 after the header");
    expect_header_refused("{" TENSOR("a", "F32", "[3]", "0", "8") "}", 8,
                          "the tensor `a` has 8 bytes, and its shape and type need 12");
    expect_header_refused(
        "{" TENSOR("a", "F32", "[2]", "0", "8") ", " TENSOR("b", "F32", "[2]", "4", "12") "}", 12,
        "from byte 8 after the header on, tensors overlap");
    expect_header_refused("{" TENSOR("a", "F32", "[1]", "4", "8") "}", 8,
                          "from byte 0 after the header on, tensors overlap or bytes belong to "
                          "none");
}

static void a_type_or_shape_that_cannot_be_is_refused(void **state)
{
    (void)state;
    expect_header_refused("{" TENSOR("a", "F31", "[1]", "0", "4") "}", 4,
                          "the tensor `a` is of the unknown type F31");
    expect_header_refused("{" TENSOR("a", "F32", "[268435456, 268435456]", "0", "4") "}", 4,
                          "the shape of the tensor `a` must be a list of at most 8 whole numbers "
                          "whose product is at most 268435456");
    expect_header_refused("{" TENSOR("a", "F32", "[-1]", "0", "4") "}", 4,
                          "the shape of the tensor `a` must be");
    expect_header_refused("{" TENSOR("conv2d/filters", "I32", "[3, 3, 3, 4]", "0", "432") "}", 432,
                          "the tensor `conv2d/filters` is not of a type of real numbers");
}

static void a_tensor_that_is_missing_is_named_with_both_of_its_names(void **state)
{
    (void)state;
    expect_header_refused("{" TENSOR("a", "F32", "[1]", "0", "4") "}", 4,
                          "/w has no tensor `conv2d/filters` or `conv2d/kernel` (3x3x3x4, the "
                          "filters of `conv2d`)");
}

static void truncated_safetensors_are_refused(void **state)
{
    (void)state;
    every_truncation_is_refused(KERAS "weights.safetensors", 41);
}

/* Whatever is made of it, nothing breaks. */
static void a_changed_byte_of_a_header_breaks_nothing(void **state)
{
    char error[1200];
    size_t size;
    uint8_t *bytes = read_golden(KERAS "weights.safetensors", &size);
    size_t length = 8 + bytes[0] + ((size_t)bytes[1] << 8);
    (void)state;
    for (size_t i = 0; i < length; i += 7) {
        uint8_t kept = bytes[i];
        bytes[i] ^= (uint8_t)(1 << i % 8);
        write_bytes(bytes, size);
        kit *k = try_open(in_folder("w"), error);
        if (k)
            kit_close(k);
        bytes[i] = kept;
    }
}

static void half_bfloat16_and_double_are_read(void **state)
{
    /* 1, -2.5 and 2^-24 in each */
    static const uint8_t data[] = {
        0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00,             /* half */
        0x80, 0x3f, 0x20, 0xc0, 0x80, 0x33,             /* bfloat16 */
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf0, 0x3f, /* double */
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0xc0,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x70, 0x3e,
    };
    static const char header[] = "{" TENSOR("a", "F16", "[3]", "0", "6") ", " TENSOR(
        "b", "BF16", "[3]", "6", "12") ", " TENSOR("c", "F64", "[3]", "12", "36") "}";
    uint8_t bytes[8 + sizeof header + sizeof data] = {(uint8_t)(sizeof header - 1)};
    char error[1200];
    graph_weights w;
    (void)state;
    memcpy(bytes + 8, header, sizeof header - 1);
    memcpy(bytes + 8 + sizeof header - 1, data, sizeof data);
    write_bytes(bytes, 8 + sizeof header - 1 + sizeof data);
    kit *k = try_open(NULL, error);
    if (graph_read_weights(kit_context(k, 1), GRAPH_ANY_FORMAT, in_folder("w"), NULL, &w))
        fail_msg("%s", kit_error(k));
    assert_int_equal(w.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_float_equal(w.tensors[i].values[0], 1, 0);
        assert_float_equal(w.tensors[i].values[1], -2.5, 0);
        assert_float_equal(w.tensors[i].values[2], 0x1p-24, 0);
    }
    kit_close(k);
}

/* ---- Writing ------------------------------------------------------------------------- */

typedef struct buffer {
    uint8_t bytes[1 << 16];
    size_t size;
} buffer;

static lk_status collect(void *user, const void *bytes, size_t size)
{
    buffer *b = user;
    assert_true(size <= sizeof b->bytes - b->size);
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
    return LK_OK;
}

static lk_status refuse(void *user, const void *bytes, size_t size)
{
    (void)user;
    (void)bytes;
    (void)size;
    return LK_E_IO;
}

static void read_graph(kit *k, const char *weights, graph *out)
{
    const graph_request r = {
        .path = kit_path(KERAS "keras.yaml"), .weights = weights, .random = -1};
    if (graph_read(kit_context(k, 1), &r, out))
        fail_msg("%s", kit_error(k));
}

static void what_is_written_is_read_again(void **state)
{
    static buffer b;
    graph first, again;
    char error[1200];
    (void)state;
    kit *k = try_open(NULL, error);
    read_graph(k, NULL, &first);
    assert_int_equal(first.tensor_count, 17);
    assert_int_equal(graph_write_safetensors(kit_context(k, 1), &first, collect, &b), LK_OK);
    write_bytes(b.bytes, b.size);
    read_graph(k, in_folder("w"), &again);
    for (size_t i = 0; i < first.tensor_count; i++) {
        const graph_tensor *t = &first.tensors[i], *u = &again.tensors[i];
        size_t count = 1;
        for (int32_t a = 0; a < t->rank; a++)
            count *= (size_t)t->shape[a];
        assert_string_equal(t->name, u->name);
        assert_memory_equal(t->values, u->values, count * sizeof(float));
    }
    assert_int_equal((uintptr_t)again.tensors[0].values % 4, 0);
    kit_close(k);
}

static void a_sink_that_fails_ends_the_writing(void **state)
{
    graph g;
    char error[1200];
    (void)state;
    kit *k = try_open(NULL, error);
    read_graph(k, NULL, &g);
    assert_int_equal(graph_write_safetensors(kit_context(k, 1), &g, refuse, NULL), LK_E_IO);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_found_in_the_layers_of_a_nested_model),
        cmocka_unit_test(a_saved_model_has_them_too),
        cmocka_unit_test(numbers_of_unnamed_layers_count_from_the_first),
        cmocka_unit_test(hdf5_that_has_something_else_is_refused),
        cmocka_unit_test(hdf5_names_no_other_file),
        cmocka_unit_test(truncated_hdf5_is_refused),
        cmocka_unit_test(a_file_that_is_no_safetensors_is_refused),
        cmocka_unit_test(a_tensor_s_bytes_are_in_the_file_and_its_own),
        cmocka_unit_test(a_type_or_shape_that_cannot_be_is_refused),
        cmocka_unit_test(a_tensor_that_is_missing_is_named_with_both_of_its_names),
        cmocka_unit_test(truncated_safetensors_are_refused),
        cmocka_unit_test(a_changed_byte_of_a_header_breaks_nothing),
        cmocka_unit_test(half_bfloat16_and_double_are_read),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(a_sink_that_fails_ends_the_writing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
