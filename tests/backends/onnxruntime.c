/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "onnxruntime.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The library itself keeps a few bytes of its first session for ever. */
LK_EXPORT const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libonnxruntime";
}

const lk_backend_ops *ops_of(kit *k)
{
    return kit_ops(k);
}

kit *open_with(const char *backend, const char *path)
{
    char params[600];
    snprintf(params, sizeof params, "{model: \"%s\"}", path);
    return kit_open(LK_STAGE_BACKEND, backend, params);
}

Onnx__ModelProto *read_net(const char *name)
{
    char path[80];
    snprintf(path, sizeof path, "tests/golden/onnx/%s.onnx", name);
    Onnx__ModelProto *m = model_read(kit_path(path));
    assert_non_null(m);
    return m;
}

/* A network file over a model; it lives until the next. */
const char *write_network(const char *model, const char *under_model, const char *output)
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

int remove_files(void **state)
{
    unlink(write_network("/nothing", "", "raw"));
    return models_remove(state);
}

double *as_doubles(const lk_tensor *t)
{
    size_t count = lk_tensor_count(t);
    double *out = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)count).data;
    for (size_t i = 0; i < count; i++)
        out[i] = t->dtype.bits == 64 ? ((double *)t->data)[i] : (double)((float *)t->data)[i];
    return out;
}

/* What an open network gives for the items of tests/golden/onnx. */
float *run_golden(kit *k, const char *input, int items)
{
    char path[80];
    float *found;
    snprintf(path, sizeof path, "golden/onnx/%s.npy", input);
    lk_tensor in = kit_npy(path);
    model_run(k, in.data, items, 3, &found);
    return found;
}

void expect_golden(const char *path, const char *input, const char *golden, int items)
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

lk_tensor make_pictures(int count)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, count, SIDE, SIDE, 3);
    uint32_t draw = 1;
    for (size_t i = 0; i < lk_tensor_count(&t); i++) {
        draw = draw * 1664525u + 1013904223u;
        ((float *)t.data)[i] = (float)(draw >> 24);
    }
    return t;
}

void score(kit *k, const lk_tensor *pictures, uint32_t threads, lk_output output, float *out)
{
    lk_context ctx = *kit_context(k, 1);
    ctx.threads = threads;
    if (ops_of(k)->scores(kit_self(k), &ctx, pictures, output, out))
        fail_msg("%s", kit_error(k));
}

void expect_as_openblas(const char *path, lk_output output)
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

int is_built(void)
{
    if (kit_has(LK_STAGE_BACKEND, "onnxruntime"))
        return 1;
    puts("1..0 # SKIP the backend onnxruntime is not built: --with-onnxruntime=DIR builds it");
    return 0;
}
