/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "models.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The operator tests that come with ONNX (Debian's libonnx-testdata). A test
 * has a model, its inputs and its outputs. Here a network has one input, so the
 * others become constants of the model; each of type float32 has its turn. */

static const char root[] = "/usr/share/libonnx-testdata/data";
static const char *const sets[] = {"node", "pytorch-converted", "pytorch-operator", "simple"};

/* Not followed: this test divides by a size that is not rounded, where PyTorch
 * and ONNX Runtime take the size of the result. */
static const char exception[] = "test_resize_downsample_scales_linear_align_corners";

enum { MOST_INPUTS = 8, LEAST_PASSED = 330, LEAST_REWRITTEN = 260, MOST_CASES = 2000 };

typedef enum verdict { PASSED, REFUSED, UNSUPPORTED, OTHER, WRONG } verdict;

typedef struct test_case {
    const char *folder;
    Onnx__ModelProto *model;
    size_t count;
    Onnx__TensorProto *inputs[MOST_INPUTS], *output;
    verdict rewritten; /* of the network written as a model and read again */
    char why[1200];
} test_case;

/* ---- Reading a case ------------------------------------------------------------------ */

static Onnx__TensorProto *read_part(const char *folder, const char *what, size_t i)
{
    char path[400];
    snprintf(path, sizeof path, "%s/test_data_set_0/%s_%zu.pb", folder, what, i);
    return tensor_read(path);
}

static int is_float(const Onnx__TensorProto *t)
{
    return t && t->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT && tensor_count(t) > 0;
}

static int read_case(const char *folder, test_case *t)
{
    char path[400];
    *t = (test_case){.folder = folder};
    snprintf(path, sizeof path, "%s/model.onnx", folder);
    t->model = model_read(path);
    if (!t->model || !t->model->graph)
        return -1;
    for (size_t i = 0; i < t->model->graph->n_input && i < MOST_INPUTS; i++) {
        t->inputs[i] = read_part(folder, "input", i);
        t->count += t->inputs[i] != NULL;
    }
    /* Those of PyTorch say set 6, and use nothing that set 7 changed. */
    for (size_t i = 0; i < t->model->n_opset_import; i++)
        if (t->model->opset_import[i]->version == 6)
            t->model->opset_import[i]->version = 7;
    t->output = read_part(folder, "output", 0);
    return t->count && t->count == t->model->graph->n_input && is_float(t->output) ? 0 : -1;
}

/* ---- Running it ---------------------------------------------------------------------------- */

/* The inputs but one become initializers. */
static const char *write_model(test_case *t, size_t input)
{
    Onnx__GraphProto graph = *t->model->graph;
    Onnx__ModelProto model = *t->model;
    Onnx__TensorProto *tensors[64];
    size_t count = 0;
    for (size_t i = 0; i < graph.n_initializer && count < 50; i++)
        tensors[count++] = graph.initializer[i];
    for (size_t i = 0; i < t->count; i++) {
        if (i == input)
            continue;
        t->inputs[i]->name = graph.input[i]->name;
        tensors[count++] = t->inputs[i];
    }
    graph.initializer = tensors;
    graph.n_initializer = count;
    model.graph = &graph;
    return model_write(&model);
}

/* The axis of items is left free, so that they are computed one by one. */
static void free_first_axis(test_case *t, size_t input, int is_free)
{
    const Onnx__TypeProto *type = t->model->graph->input[input]->type;
    int is_tensor = type && type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    if (!is_tensor || !type->tensor_type->shape || !type->tensor_type->shape->n_dim)
        return;
    Onnx__TensorShapeProto__Dimension *d = type->tensor_type->shape->dim[0];
    if (d->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE)
        d->dim_value = is_free ? 0 : t->inputs[input]->dims[0];
}

/* A picture with its channels last goes in with them first. */
static const float *channels_first(const Onnx__TensorProto *in, int *channels)
{
    const float *from = tensor_floats(in);
    *channels = in->n_dims == 4 ? (int)in->dims[1] : 0;
    if (in->n_dims != 4 || in->dims[1] == 1 || in->dims[1] == 3 ||
        (in->dims[3] != 1 && in->dims[3] != 3))
        return from;
    size_t c = (size_t)in->dims[3], pixels = (size_t)(in->dims[1] * in->dims[2]);
    float *to = kit_tensor(LK_DTYPE_FLOAT, 32, 1, (int)tensor_count(in)).data;
    for (size_t i = 0; i < tensor_count(in); i++) {
        size_t item = i / (pixels * c), pixel = i / c % pixels;
        to[item * pixels * c + i % c * pixels + pixel] = from[i];
    }
    *channels = (int)c;
    return to;
}

static verdict compare(test_case *t, const float *found, size_t count)
{
    const float *expected = tensor_floats(t->output);
    double worst = 0, most = 1;
    if (count != tensor_count(t->output)) {
        snprintf(t->why, sizeof t->why, "%zu numbers for %zu", count, tensor_count(t->output));
        return WRONG;
    }
    for (size_t i = 0; i < count; i++) {
        double d = fabs((double)found[i] - (double)expected[i]);
        if (found[i] == expected[i] || (isnan(found[i]) && isnan(expected[i])))
            d = 0;
        worst = d > worst || isnan(d) ? d : worst;
        most = fabs((double)expected[i]) > most ? fabs((double)expected[i]) : most;
    }
    snprintf(t->why, sizeof t->why, "%.3g off of %.3g", worst, most);
    return worst <= 1e-5 * most ? PASSED : WRONG;
}

static verdict run_rewritten(test_case *t, kit *k, const float *data, int items, int channels)
{
    const char *path = model_export(k, t->why);
    if (!path)
        return UNSUPPORTED;
    kit *again = model_try_open(path, t->why);
    if (!again)
        return strstr(t->why, "(Gather): its indices") || strstr(t->why, "(MatMul)") ? REFUSED
                                                                                     : WRONG;
    float *found;
    model_run_exported(path, again, data, items, channels, &found);
    kit_close(again);
    return compare(t, found, tensor_count(t->output));
}

static verdict run_input(test_case *t, size_t input, int by_item)
{
    const Onnx__TensorProto *in = t->inputs[input];
    int items = by_item ? (int)in->dims[0] : 1, channels = 0;
    free_first_axis(t, input, by_item);
    kit *k = model_try_open(write_model(t, input), t->why);
    free_first_axis(t, input, 0);
    if (!k)
        return strstr(t->why, "not supported")                               ? UNSUPPORTED
               : strstr(t->why, "operator set") || strstr(t->why, "float32") ? OTHER
                                                                             : REFUSED;
    const float *data =
        by_item || in->dims[0] == 1 ? channels_first(in, &channels) : tensor_floats(in);
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    float *found;
    if (!channels)
        channels = (int)(tensor_count(in) / (size_t)items / info->view.width / info->view.height);
    size_t count = model_run(k, data, items, channels, &found);
    verdict v = compare(t, found, count);
    if (v == PASSED)
        t->rewritten = run_rewritten(t, k, data, items, channels);
    kit_close(k);
    return v;
}

/* Any wrong answer counts, else any right one. */
static verdict run_case(test_case *t)
{
    verdict best = OTHER;
    char why[1200] = "no input of type float32";
    for (size_t i = 0; i < t->count; i++) {
        if (!is_float(t->inputs[i]) || !t->inputs[i]->n_dims)
            continue;
        for (int by_item = 0; by_item < 2; by_item++) {
            verdict v = run_input(t, i, by_item);
            if (v == WRONG && (!by_item || t->inputs[i]->n_dims == 4))
                return WRONG;
            if (v < best) {
                best = v;
                memcpy(why, t->why, sizeof why);
            }
            if (v != REFUSED || t->inputs[i]->dims[0] < 2)
                break;
        }
    }
    memcpy(t->why, why, sizeof why);
    return best;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static size_t list_cases(char *names[MOST_CASES])
{
    size_t count = 0;
    for (size_t s = 0; s < sizeof sets / sizeof sets[0]; s++) {
        char path[300];
        struct dirent **entries;
        snprintf(path, sizeof path, "%s/%s", root, sets[s]);
        int found = scandir(path, &entries, NULL, alphasort);
        for (int i = 0; i < found; i++) {
            if (entries[i]->d_name[0] != '.' && count < MOST_CASES) {
                names[count] = kit_tensor(LK_DTYPE_UINT, 8, 1, 600).data;
                snprintf(names[count++], 600, "%s/%s", path, entries[i]->d_name);
            }
            free(entries[i]);
        }
        if (found >= 0)
            free(entries);
    }
    return count;
}

static void the_operator_tests_of_onnx_pass_or_are_refused(void **state)
{
    static const char *const words[] = {"passed", "refused", "unsupported", "other", "WRONG"};
    static char *names[MOST_CASES];
    size_t count = list_cases(names), tally[5] = {0}, rewritten[5] = {0};
    int is_wordy = getenv("LIKENESS_TEST_WORDY") != NULL;
    (void)state;
    if (!count) {
        print_message("# skipped: libonnx-testdata is not installed\n");
        skip();
    }
    for (size_t i = 0; i < count; i++) {
        test_case t;
        int is_read = !strstr(names[i], exception) && !read_case(names[i], &t);
        verdict v = is_read ? run_case(&t) : OTHER;
        tally[v]++;
        rewritten[v == PASSED ? t.rewritten : OTHER]++;
        if (v == PASSED && (t.rewritten == WRONG || (is_wordy && t.rewritten != PASSED)))
            print_message("# written and read again: %s: %s: %s\n", words[t.rewritten],
                          strrchr(names[i], '/') + 1, t.why);
        if (v == WRONG || (is_wordy && v == REFUSED))
            print_message("# %s: %s: %s\n", words[v], strrchr(names[i], '/') + 1, t.why);
    }
    print_message("# %zu of %zu operator tests pass; %zu are of operators that are not supported, "
                  "%zu are refused, %zu are not of a network's kind\n",
                  tally[PASSED], count, tally[UNSUPPORTED], tally[REFUSED], tally[OTHER]);
    print_message("# %zu of those that pass do so too when written and read again; %zu cannot be "
                  "written, %zu have operators then that are not read\n",
                  rewritten[PASSED], rewritten[UNSUPPORTED], rewritten[REFUSED]);
    assert_int_equal(tally[WRONG], 0);
    assert_int_equal(rewritten[WRONG], 0);
    assert_true(rewritten[PASSED] >= LEAST_REWRITTEN);
    assert_true(tally[PASSED] >= LEAST_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_operator_tests_of_onnx_pass_or_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, models_remove);
}
