/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/onnx/models.h"

/* The backend `onnxruntime`: PyTorch's models against PyTorch (tests/golden/onnx)
 * and against the backend openblas, and models that only it can run. */

enum { SIDE = 32, ITEMS = 4, CLASSES = 6 };

/* The library itself keeps a few bytes of its first session for ever. */
LK_EXPORT const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libonnxruntime";
}

static const lk_backend_ops *ops_of(kit *k)
{
    return kit_ops(k);
}

static kit *open_with(const char *backend, const char *path)
{
    char params[600];
    snprintf(params, sizeof params, "{model: \"%s\"}", path);
    return kit_open(LK_STAGE_BACKEND, backend, params);
}

static Onnx__ModelProto *read_net(const char *name)
{
    char path[80];
    snprintf(path, sizeof path, "tests/golden/onnx/%s.onnx", name);
    Onnx__ModelProto *m = model_read(kit_path(path));
    assert_non_null(m);
    return m;
}

/* A network file over a model; it lives until the next. */
static const char *write_network(const char *model, const char *under_model, const char *output)
{
    static char path[] = "/tmp/likeness-onnxruntime-XXXXXX";
    static int is_made;
    int fd = is_made ? open(path, O_WRONLY | O_TRUNC) : mkstemp(path);
    is_made = 1;
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    fprintf(f,
            "name: net\nview: {box: whole, width: 32, height: 32}\nnormalise: {divide: 255}\n"
            "output: %s\n%smodel: {onnx: \"%s\"%s}\n",
            output, strcmp(output, "raw") ? "classes: [a, b, c, d, e, f]\n" : "",
            *model == '/' ? model : kit_path(model), under_model);
    assert_int_equal(fclose(f), 0);
    return path;
}

static int remove_files(void **state)
{
    unlink(write_network("/nothing", "", "raw"));
    return models_remove(state);
}

static double *as_doubles(const lk_tensor *t)
{
    size_t count = lk_tensor_count(t);
    double *out = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)count).data;
    for (size_t i = 0; i < count; i++)
        out[i] = t->dtype.bits == 64 ? ((double *)t->data)[i] : (double)((float *)t->data)[i];
    return out;
}

/* What an open network gives for the items of tests/golden/onnx. */
static float *run_golden(kit *k, const char *input, int items)
{
    char path[80];
    float *found;
    snprintf(path, sizeof path, "golden/onnx/%s.npy", input);
    lk_tensor in = kit_npy(path);
    model_run(k, in.data, items, 3, &found);
    return found;
}

static void expect_golden(const char *path, const char *input, const char *golden, int items)
{
    char file[80];
    snprintf(file, sizeof file, "golden/onnx/%s.npy", golden);
    lk_tensor wanted = kit_npy(file);
    size_t count = lk_tensor_count(&wanted);
    kit *k = open_with("onnxruntime", path);
    assert_int_equal(count, (size_t)items * kit_network(k)->info->class_count);
    double off = relative_difference(run_golden(k, input, items), as_doubles(&wanted), count);
    print_message("# %s: %.2g of a standard deviation off\n", golden, off);
    assert_true(off < 1e-5); /* float32 sums in another order */
    kit_close(k);
}

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

static lk_tensor make_pictures(int count)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, count, SIDE, SIDE, 3);
    uint32_t draw = 1;
    for (size_t i = 0; i < lk_tensor_count(&t); i++) {
        draw = draw * 1664525u + 1013904223u;
        ((float *)t.data)[i] = (float)(draw >> 24);
    }
    return t;
}

static void score(kit *k, const lk_tensor *pictures, uint32_t threads, lk_output output, float *out)
{
    lk_context ctx = *kit_context(k, 1);
    ctx.threads = threads;
    if (ops_of(k)->scores(kit_self(k), &ctx, pictures, output, out))
        fail_msg("%s", kit_error(k));
}

static void expect_as_openblas(const char *path, lk_output output)
{
    lk_tensor pictures = make_pictures(ITEMS);
    float a[ITEMS * CLASSES], b[ITEMS * CLASSES];
    kit *own = open_with("openblas", path), *other = open_with("onnxruntime", path);
    score(own, &pictures, 1, output, a);
    score(other, &pictures, 1, output, b);
    lk_tensor wanted = lk_tensor_over(a, LK_DTYPE_FLOAT, 32, 1, (int64_t[]){ITEMS * CLASSES});
    double off = relative_difference(b, as_doubles(&wanted), ITEMS * CLASSES);
    print_message("# %.2g of a standard deviation off\n", off);
    assert_true(off < 1e-5);
    kit_close(own);
    kit_close(other);
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
        cmocka_unit_test(a_network_of_layers_gives_the_scores_of_openblas),
        cmocka_unit_test(a_network_without_weights_computes_nothing),
        cmocka_unit_test(logits_are_no_probabilities),
        cmocka_unit_test(nothing_is_written_to_stderr),
        cmocka_unit_test(scoring_ends_when_the_host_asks),
    };
    if (kit_has(LK_STAGE_BACKEND, "onnxruntime"))
        return cmocka_run_group_tests(tests, NULL, remove_files);
    puts("1..0 # SKIP the backend onnxruntime is not built: --with-onnxruntime=DIR builds it");
    return 0;
}
