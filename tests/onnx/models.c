/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "models.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static void *read_bytes(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    *size = (size_t)ftell(f);
    rewind(f);
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    return bytes;
}

/* Messages live until the program ends, as the kit's tensors do. */
static void *take(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size + 1).data;
}

static void give(void *user, void *memory)
{
    (void)user;
    (void)memory;
}

static ProtobufCAllocator allocator = {take, give, NULL};

Onnx__ModelProto *model_read(const char *path)
{
    size_t size = 0;
    void *bytes = read_bytes(path, &size);
    Onnx__ModelProto *m = bytes ? onnx__model_proto__unpack(&allocator, size, bytes) : NULL;
    free(bytes);
    return m;
}

Onnx__TensorProto *tensor_read(const char *path)
{
    size_t size = 0;
    void *bytes = read_bytes(path, &size);
    Onnx__TensorProto *t = bytes ? onnx__tensor_proto__unpack(&allocator, size, bytes) : NULL;
    free(bytes);
    return t;
}

const char *model_write_bytes(const void *bytes, size_t size)
{
    static char path[96];
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/likeness-onnx-XXXXXX");
        assert_non_null(mkdtemp(folder));
    }
    snprintf(path, sizeof path, "%s/model.onnx", folder);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    return path;
}

const char *model_write(const Onnx__ModelProto *m)
{
    size_t size = onnx__model_proto__get_packed_size(m);
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    onnx__model_proto__pack(m, bytes);
    const char *path = model_write_bytes(bytes, size);
    free(bytes);
    return path;
}

int models_remove(void **state)
{
    char path[96];
    (void)state;
    snprintf(path, sizeof path, "%s/model.onnx", folder);
    if (*folder) {
        unlink(path);
        rmdir(folder);
    }
    return 0;
}

kit *model_try_open_on(const char *backend, const char *path, char error[1200])
{
    char params[600];
    snprintf(params, sizeof params, "{model: \"%s\"}", path);
    *error = 0;
    return kit_try_open(LK_STAGE_BACKEND, backend, params, error, 1200);
}

kit *model_try_open(const char *path, char error[1200])
{
    return model_try_open_on(TEST_BACKEND, path, error);
}

size_t model_run(kit *k, const float *input, int items, int channels, float **out)
{
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    int height = (int)info->view.height, width = (int)info->view.width;
    size_t size = (size_t)items * info->class_count;
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, items, channels, height, width);
    memcpy(batch.data, input, lk_tensor_count(&batch) * sizeof(float));
    *out = kit_tensor(LK_DTYPE_FLOAT, 32, 1, (int)size).data;
    if (ops->raw_scores(kit_self(k), kit_context(k, 1), &batch, info->output, *out))
        fail_msg("%s", kit_error(k));
    return size;
}

typedef struct bytes {
    uint8_t *data;
    size_t size;
} bytes;

static lk_status collect(void *user, const void *data, size_t size)
{
    bytes *b = user;
    b->data = realloc(b->data, b->size + size + 1);
    assert_non_null(b->data);
    memcpy(b->data + b->size, data, size);
    b->size += size;
    return LK_OK;
}

const char *model_export(kit *k, char error[1200])
{
    const lk_backend_ops *ops = kit_ops(k);
    bytes b = {NULL, 0};
    lk_status status = ops->export_model(kit_self(k), kit_context(k, 1), "onnx", collect, &b);
    snprintf(error, 1200, "%s", status ? kit_error(k) : "");
    const char *path = status ? NULL : model_write_bytes(b.data, b.size);
    free(b.data);
    return path;
}

void model_run_exported(const char *path, kit *reopened, const float *input, int items,
                        int channels, float **out)
{
    float *found;
    size_t count = model_run(reopened, input, items, channels, &found);
    Onnx__ModelProto *m = model_read(path);
    const Onnx__TensorShapeProto *s = m->graph->output[0]->type->tensor_type->shape;
    size_t depth = s->n_dim == 4 ? (size_t)s->dim[1]->dim_value : 1, size = count / (size_t)items;
    *out = kit_tensor(LK_DTYPE_FLOAT, 32, 1, (int)count).data;
    for (size_t i = 0; i < count; i++) {
        size_t at = i % size;
        (*out)[i] = found[i - at + at % depth * (size / depth) + at / depth];
    }
}

size_t tensor_count(const Onnx__TensorProto *t)
{
    size_t count = 1;
    for (size_t i = 0; i < t->n_dims; i++)
        count *= (size_t)t->dims[i];
    return count;
}

const float *tensor_floats(const Onnx__TensorProto *t)
{
    return t->has_raw_data ? (const float *)(const void *)t->raw_data.data : t->float_data;
}

double relative_difference(const float *found, const double *expected, size_t count)
{
    double mean = 0, squares = 0, worst = 0;
    for (size_t i = 0; i < count; i++)
        mean += expected[i] / (double)count;
    for (size_t i = 0; i < count; i++) {
        double d = fabs((double)found[i] - expected[i]);
        squares += (expected[i] - mean) * (expected[i] - mean) / (double)count;
        worst = d > worst || d != d ? d : worst;
    }
    return worst / sqrt(squares);
}
